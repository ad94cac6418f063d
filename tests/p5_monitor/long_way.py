"""A long way to a broker: what is said arrives later, and nothing is lost."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from queue import SimpleQueue

from tests.p5_monitor.served_port import served_port

CHUNK_BYTES = 65_536

Parcels = SimpleQueue[tuple[float, bytes]]


@contextmanager
def long_way(port: int, seconds: float) -> Iterator[int]:
    """A port that leads to this one on loopback; each way takes so many seconds."""

    def meet(near: socket.socket) -> list[socket.socket]:
        far = socket.create_connection(("127.0.0.1", port))
        for source, target in ((near, far), (far, near)):
            parcels: Parcels = SimpleQueue()
            threading.Thread(target=_take, args=(source, parcels, seconds), daemon=True).start()
            threading.Thread(target=_deliver, args=(target, parcels), daemon=True).start()
        return [far]

    with served_port(meet) as entrance:
        yield entrance


def _take(source: socket.socket, parcels: Parcels, seconds: float) -> None:
    data = b"x"
    while data:
        try:
            data = source.recv(CHUNK_BYTES)
        except OSError:
            data = b""
        parcels.put((time.monotonic() + seconds, data))


def _deliver(target: socket.socket, parcels: Parcels) -> None:
    data = b"x"
    with suppress(OSError):
        while data:
            due, data = parcels.get()
            time.sleep(max(0.0, due - time.monotonic()))
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
