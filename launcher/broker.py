"""The broker that the launcher starts: mosquitto where it is installed, else the embedded one."""

import importlib.util
import os
import shutil
import socket
import sys
from collections.abc import Container
from pathlib import Path
from typing import NamedTuple

from common.errors import SettingsError
from launcher.address import Address
from launcher.child import Program

HOST = "127.0.0.1"
NAME = "broker"

PORTS_TO_TRY = 100

# Without nodelay each hop waits 40 ms for an acknowledgement. The queue's default of 1000 loses messages for a slow
# subscriber, and 0 ("unlimited") drops everything on 2.0.16.
_CONFIGURATION = f"""\
listener {{port}} {HOST}
allow_anonymous true
set_tcp_nodelay true
max_queued_messages 1000000
persistence false
log_dest stderr
log_type error
log_type warning
"""


_EMBEDDED = (
    "the embedded broker, for up to 80 places; modules on MQTT 3.1.1, such as client_template.py, "
    "connect to port {other}; install mosquitto for more"
)


class LocalBroker(NamedTuple):
    """What to start, and what a person should know of it."""

    program: Program
    remark: str


def local_broker(port: int, folder: Path, path: str) -> LocalBroker:
    """A broker for this machine alone, that keeps nothing.

    Args:
        port: where it listens, on 127.0.0.1.
        folder: where its configuration may lie.
        path: the folders in which programs are looked for, as in PATH.

    Raises:
        SettingsError: no broker is installed.
    """
    mosquitto = find_mosquitto(path)
    if mosquitto:
        return LocalBroker(_mosquitto(mosquitto, port, folder), f"mosquitto ({mosquitto})")
    if importlib.util.find_spec("iotcore"):
        other = free_port(port + 1)
        command = (sys.executable, "-m", "launcher.embedded_broker", str(port), str(other))
        return LocalBroker(Program(NAME, command), _EMBEDDED.format(other=other))
    raise SettingsError("no broker: install mosquitto or iotcore, or use another machine's with --broker HOST")


def find_mosquitto(path: str) -> str | None:
    """Where mosquitto is: Debian and Homebrew put it into the sbin beside a bin that an ordinary user's PATH names."""
    folders = [folder for folder in path.split(os.pathsep) if folder]
    beside = [str(Path(folder).with_name("sbin")) for folder in folders]
    return shutil.which("mosquitto", path=os.pathsep.join([*folders, *beside]))


def free_port(wanted: int, setting: str = "MQTT_PORT", taken: Container[int] = ()) -> int:
    """The wanted port, or the next one on which nobody listens and which is not taken.

    Raises:
        SettingsError: a hundred ports in a row are in use.
    """
    ports = range(wanted, min(wanted + PORTS_TO_TRY, 65536))
    port = next((port for port in ports if port not in taken and _is_free(port)), None)
    if port is None:
        raise SettingsError(f"{setting}: {ports[0]} to {ports[-1]} are all in use")
    return port


def answers(broker: Address) -> bool:
    """Whether a broker takes connections."""
    try:
        socket.create_connection(broker, timeout=1).close()
    except OSError:
        return False
    return True


def _is_free(port: int) -> bool:
    try:
        socket.create_server((HOST, port)).close()
    except OSError:
        return False
    return True


def _mosquitto(executable: str, port: int, folder: Path) -> Program:
    configuration = folder / "mosquitto.conf"
    configuration.write_text(_CONFIGURATION.format(port=port))
    folder.chmod(0o755)
    return Program(NAME, (executable, "-c", str(configuration)), _unprivileged_user())


def _unprivileged_user() -> str | None:
    """As whom root lets mosquitto run: it would change its user itself, and that unties it from the launcher."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return None
    import pwd  # noqa: PLC0415  Windows has none

    known = {entry.pw_name for entry in pwd.getpwall()}
    return next((user for user in ("mosquitto", "nobody") if user in known), None)
