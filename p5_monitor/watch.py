"""``python -m p5_monitor watch``: the table beside a P5 that runs, as under ``make run``.

It only listens: it publishes nothing, not even that it is here, serves nothing, tells nobody of alarms and writes no
file. So any number of them may run at a time.
"""

import logging
import sys
from dataclasses import replace
from secrets import token_hex

from common import log as logs
from common.connection import Connection
from common.contract import TOOLS, Completions, Role
from common.presence import REPEAT_SECONDS
from common.program import Given
from common.runtime import Runtime, monotonic
from common.service import Unannounced
from p5_monitor.language import language
from p5_monitor.log import MonitorLog
from p5_monitor.rules import Monitor
from p5_monitor.service import build, contract
from p5_monitor.settings import MonitorSettings
from p5_monitor.table import show
from p5_monitor.terminal import can_show
from p5_monitor.words import words_for

log = logging.getLogger(__name__)

# Not ``P5``, which is the one that runs beside it: whether that is there, it says itself.
NOBODY = ""


def watch(given: Given[MonitorSettings]) -> int:
    """Shows the table beside a P5 that runs; only listens. Without a terminal it shows the log."""
    monitor = Monitor(contract(given.common.detectors), NOBODY, REPEAT_SECONDS, monotonic(), given.own.thresholds)
    connection = connection_for(given)
    log.info(
        "watching",
        extra={
            "broker": f"{connection.broker.host}:{connection.broker.port}",
            "prefix": connection.prefix,
            "client_id": connection.client_id,
        },
    )
    if can_show(sys.stdout):
        show_table(given, monitor, connection.client_id)
    service = build(monitor, MonitorLog()).with_lines([Unannounced()])
    return Runtime(service, connection, given.inbox).run()


def connection_for(given: Given[MonitorSettings]) -> Connection:
    """P5's, with a ClientID of its own, and with ears for who says that he is here.

    A setting of ``COMPLETIONS`` says what is said beside the table, and this says nothing at all.
    """
    client_id = TOOLS.client_id("watch", token_hex(2))
    return replace(given.common.connection(Role.P5), client_id=client_id, completions=Completions.ALL)


def show_table(given: Given[MonitorSettings], monitor: Monitor, client_id: str) -> None:
    """Gives the terminal to the table. Where the log would go there too, it goes nowhere."""
    where = "stderr"
    if sys.stderr.isatty():
        given.closing.enter_context(logs.nowhere())
        where = words_for(language()).nothing
    show(given, monitor, where, name=client_id)
