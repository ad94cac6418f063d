"""The brokers on which a whole lot is tried."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from common.testing import Mosquitto, answers, free_port, stopping, wait_for
from tests.system.lot import ADDRESSES


class Site(NamedTuple):
    """A broker, and the address at which each role reaches it."""

    host: str
    port: int
    addresses: dict[str, str]


@contextmanager
def embedded_broker() -> Iterator[Site]:
    """The one that comes with the project; it listens on one address only."""
    port = free_port()
    command = [sys.executable, "-m", "launcher.embedded_broker", str(port), str(free_port())]
    with stopping(subprocess.Popen(command)):
        wait_for(lambda: answers("127.0.0.1", port), "the embedded broker to answer")
        yield Site("127.0.0.1", port, dict.fromkeys(ADDRESSES, "127.0.0.1"))


@contextmanager
def mosquitto_broker() -> Iterator[Site]:
    """mosquitto, on an address for each role."""
    with Mosquitto(addresses=("127.0.0.1", *ADDRESSES.values())) as broker:
        yield Site(broker.host, broker.port, ADDRESSES)
