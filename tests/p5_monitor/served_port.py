"""A port on loopback, and what becomes of each connection to it."""

import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress

Meet = Callable[[socket.socket], Iterable[socket.socket]]


@contextmanager
def served_port(meet: Meet) -> Iterator[int]:
    """A port where each connection is met, in the order in which they come; afterwards all of them are closed.

    Args:
        meet: gets a connection, must not wait for what comes on it, and returns what else is to be closed.
    """
    server = socket.create_server(("127.0.0.1", 0))
    opened: list[socket.socket] = []

    def serve() -> None:
        with suppress(OSError):
            while True:
                opened.append(server.accept()[0])
                opened.extend(meet(opened[-1]))

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield server.getsockname()[1]
    finally:
        server.shutdown(socket.SHUT_RDWR)
        thread.join()
        for each in (server, *opened):
            each.close()
