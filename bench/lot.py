"""Processes for a benchmark: the services, or the bare relays, on a broker of their own."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from common.testing import Mosquitto, stopping

NODELAY = ("set_tcp_nodelay true", "log_type none")
STOCK = ("log_type none",)


@contextmanager
def services(
    modules: tuple[str, ...], broker: Mosquitto, prefix: str, folder: Path, settings: Mapping[str, str]
) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Our services, each in a process of its own."""
    environment = {
        **os.environ,
        "MQTT_HOST": broker.host,
        "MQTT_PORT": str(broker.port),
        "TOPIC_PREFIX": prefix,
        "STATE_DIR": str(folder),
        "LOG_LEVEL": "ERROR",
        **settings,
    }
    with ExitStack() as stack:
        yield [
            stack.enter_context(
                stopping(subprocess.Popen([sys.executable, "-m", module], env=environment, stdout=subprocess.DEVNULL))
            )
            for module in modules
        ]


@contextmanager
def bare_relays(broker: Mosquitto, prefix: str) -> Iterator[None]:
    """The bare programs that do the same as P2 and P3."""
    with ExitStack() as stack:
        for kind in ("logic", "barrier"):
            command = [sys.executable, "-m", "bench.bare_relay", kind, broker.host, str(broker.port), prefix]
            stack.enter_context(stopping(subprocess.Popen(command)))
        yield
