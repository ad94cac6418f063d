"""``python -m p5_monitor``."""

import os
import sys
from importlib.metadata import version

from common import log as logs
from common.contract import Role
from common.errors import SettingsError
from common.presence import REPEAT_SECONDS
from common.program import Described, Given, main
from common.runtime import monotonic, utc
from common.service import Service
from common.web_server import PortInUse, WebServer, WebSettings
from p5_monitor import usages
from p5_monitor.alarm_words import alarm_words
from p5_monitor.conformance import check
from p5_monitor.doctor import doctor
from p5_monitor.log import MonitorLog
from p5_monitor.metrics import Metrics
from p5_monitor.notify import Notifier, addresses_in
from p5_monitor.purge import purge
from p5_monitor.rules import Monitor
from p5_monitor.service import build, contract
from p5_monitor.settings import CheckSettings, MonitorSettings
from p5_monitor.table import show
from p5_monitor.terminal import can_show
from p5_monitor.told import Telling
from p5_monitor.trial import notify
from p5_monitor.watch import watch
from p5_monitor.web import api

LOG_FILE = "p5.log"


def start(given: Given[MonitorSettings]) -> Service:
    """P5 watches the lot: a live table on a terminal, /metrics and /api/v1/status for others.

    While the table is on the terminal, the log goes to p5.log in STATE_DIR; without a terminal there is no table, and
    the log goes to stderr as ever. LANG=fr_FR.UTF-8 makes the table French, NO_COLOR=1 leaves the colours out.
    """
    rows = contract(given.common.detectors)
    monitor = Monitor(rows, Role.P5.value, REPEAT_SECONDS, monotonic(), given.own.thresholds)
    notifier = notifier_for(given)
    server = given.closing.enter_context(server_for(given, monitor, notifier))
    if can_show(sys.stdout):
        show_table(given, monitor, server.address)
    return build(monitor, MonitorLog(), notifier)


def server_for(given: Given[MonitorSettings], monitor: Monitor, notifier: Notifier) -> WebServer:
    """Serves what P5 knows.

    Raises:
        SettingsError: nobody can be served there.
    """
    metrics = Metrics(lambda: monitor.picture, lambda: notifier.notified)
    app = api(lambda: monitor.picture, Telling(monotonic, utc), metrics, version("smart-parking-iot"))
    try:
        return WebServer(app, given.sources.load(WebSettings).http_host, given.own.http_port, "P5_HTTP_PORT")
    except PortInUse as error:
        hint = "if that is a P5, `python -m p5_monitor watch` shows the table beside it"
        raise SettingsError(f"{error}; {hint}") from None


def notifier_for(given: Given[MonitorSettings]) -> Notifier:
    """Tells those whom the settings name, if any, until the service has stopped.

    Raises:
        SettingsError: one of them cannot be told.
    """
    urls = given.own.notify_urls
    addresses = addresses_in(urls) if urls else []
    notifier = Notifier(addresses, alarm_words(given.own.notify_language), given.common.topic_prefix.rstrip("/"))
    return given.closing.enter_context(notifier)


def show_table(given: Given[MonitorSettings], monitor: Monitor, address: str) -> None:
    """Gives the terminal to the table; lines of the log would tear it.

    Raises:
        SettingsError: there is nowhere else for the log to go.
    """
    log_file = "stderr"
    if sys.stderr.isatty():
        path = given.folder / LOG_FILE
        try:
            given.closing.enter_context(logs.in_file(path))
        except OSError as error:
            raise SettingsError(f"STATE_DIR: {path}: {error.strerror}") from None
        log_file = os.path.relpath(path)
    show(given, monitor, log_file, api=address)


if __name__ == "__main__":
    main(
        Role.P5,
        MonitorSettings,
        start,
        tools={
            "check": Described(check, usages.CHECK),
            "doctor": Described(doctor, usages.DOCTOR),
            "notify": Described(notify, usages.NOTIFY),
            "purge": Described(purge, usages.PURGE),
            "watch": Described(watch, usages.WATCH),
        },
        also=(WebSettings, CheckSettings),
    )
