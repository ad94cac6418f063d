"""``python -m launcher``: the whole lot on this machine, until Ctrl-C."""

import argparse
import os
import signal
import sys
import tempfile
from pathlib import Path
from queue import SimpleQueue
from typing import NamedTuple

from common.contract.table import BROKER_HOST
from common.errors import SettingsError
from common.settings import CommonSettings
from common.sources import Sources
from launcher import supervisor
from launcher.address import Address, parse_address
from launcher.broker import HOST, answers, free_port, local_broker
from launcher.child import Program
from launcher.console import Console, wants_colour
from launcher.environment import environment_for, way_to, way_to_own
from launcher.pages import find_pages
from launcher.services import SERVICES
from launcher.supervisor import Event, StopAsked, Supervisor, TerminalGone

LAST_LINES_SECONDS = 0.1


class Broker(NamedTuple):
    """The broker of this run: ``way`` leads the services to it; ``program`` is None if it is not started here."""

    address: Address
    way: dict[str, str]
    program: Program | None
    remarks: list[str]


def main() -> int:
    """Runs the lot.

    Returns:
        The exit code: 0 stopped by a person, 1 every service ended for good, 2 wrong settings or no broker.
    """
    elsewhere = _parser().parse_args().broker
    try:
        with tempfile.TemporaryDirectory(prefix="smart-parking-") as folder:
            return _run(elsewhere, Path(folder))
    except SettingsError as error:
        sys.stderr.write(f"{supervisor.NAME}: {error}\n")
        return error.exit_code


def _run(elsewhere: str | None, folder: Path) -> int:
    sources = Sources.of_process()
    settings = sources.load(CommonSettings)
    sources.unknown_names(CommonSettings)
    broker = _elsewhere(elsewhere, settings) if elsewhere else _here(settings, sources, folder)
    pages = find_pages(sources)
    environment = environment_for(os.environ, sources, {**broker.way, **pages.environment})
    events: SimpleQueue[Event] = SimpleQueue()
    _stop_on_signals(events)
    console = _console(events)
    for remark in (*broker.remarks, *pages.remarks, "Ctrl-C stops all of it"):
        console.say(supervisor.NAME, remark)
    services = [Program(service.role, (sys.executable, "-m", service.module)) for service in SERVICES]
    try:
        supervised = Supervisor(broker.program, services, environment, console, events)
        return supervised.run(lambda: broker.program is None or answers(broker.address))
    finally:
        console.close(LAST_LINES_SECONDS)


def _elsewhere(text: str, settings: CommonSettings) -> Broker:
    address = parse_address(text, settings.mqtt_port)
    warning = ", which anyone can read and write" if address.host == BROKER_HOST else ""
    return Broker(address, way_to(address), None, [f"broker: {address}{warning}"])


def _here(settings: CommonSettings, sources: Sources, folder: Path) -> Broker:
    address = Address(HOST, free_port(settings.mqtt_port))
    local = local_broker(address.port, folder, os.environ.get("PATH", os.defpath))
    remarks = [f"broker: {address}, {local.remark}"]
    way = way_to_own(address)
    if sources.is_set("MQTT_HOST"):
        remarks.insert(0, f"MQTT_HOST is not used: python -m launcher --broker {settings.mqtt_host} would use it")
    if address.port != settings.mqtt_port:
        remarks.insert(0, f"port {settings.mqtt_port} is in use: the broker gets {address.port}")
        # Probably another lot runs here: its arm is not ours.
        way |= {} if sources.is_set("STATE_DIR") else {"STATE_DIR": str(Path("state", str(address.port)))}
    return Broker(address, way, local.program, remarks)


def _console(events: "SimpleQueue[Event]") -> Console:
    # Python flushes sys.stdout at its exit: it fails when the reader has gone, and never ends when he does not read on.
    stream = os.fdopen(sys.stdout.fileno(), "w", encoding=sys.stdout.encoding, errors="replace", closefd=False)
    colours = {service.role.value: service.colour for service in SERVICES}
    shown = colours if wants_colour(stream, os.environ) else {}
    return Console(stream, shown, lambda: events.put(TerminalGone()))


def _stop_on_signals(events: "SimpleQueue[Event]") -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: events.put(StopAsked()))
    # Whoever starts it with nohup wants it to outlive the terminal.
    if sys.platform != "win32" and signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
        signal.signal(signal.SIGHUP, lambda *_: events.put(TerminalGone()))


def _parser() -> argparse.ArgumentParser:
    names = ", ".join(service.role for service in SERVICES)
    parser = argparse.ArgumentParser(
        prog="python -m launcher",
        description=f"Starts a local broker and {names}, starts again what dies, and stops all of it on Ctrl-C.",
        epilog="settings: as those of the services, from the environment or .env (see .env.example)",
    )
    parser.add_argument(
        "--broker", metavar="HOST[:PORT]", help="use this broker and start none (default port: MQTT_PORT, else 1883)"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
