"""A long way to a broker: what is said arrives later, and nothing is lost."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from queue import SimpleQueue

CHUNK_BYTES = 65_536

Parcels = SimpleQueue[tuple[float, bytes]]


@contextmanager
def long_way(port: int, seconds: float) -> Iterator[int]:
    """A port that leads to this one on loopback; each way takes so many seconds."""
    server = socket.create_server(("127.0.0.1", 0))
    opened: list[socket.socket] = []

    def serve() -> None:
        with suppress(OSError):
            while True:
                near, _ = server.accept()
                far = socket.create_connection(("127.0.0.1", port))
                opened.extend((near, far))
                for source, target in ((near, far), (far, near)):
                    parcels: Parcels = SimpleQueue()
                    threading.Thread(target=_take, args=(source, parcels, seconds), daemon=True).start()
                    threading.Thread(target=_deliver, args=(target, parcels), daemon=True).start()

    thread = threading.Thread(target=serve)
    with closing(server):
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join()
            for each in opened:
                each.close()


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
