"""What stands at the broker's port when there is no good broker."""

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress

from tests.p5_monitor.served_port import served_port

# As many as fill a queue of none.
FILLERS = 4


@contextmanager
def black_hole(address: str = "127.0.0.1", port: int = 0) -> Iterator[int]:
    """A port that never answers a SYN, as behind a firewall: nobody accepts, and the queue is full."""
    with ExitStack() as opened:
        server = opened.enter_context(closing(socket.socket()))
        server.bind((address, port))
        server.listen(0)
        for _ in range(FILLERS):
            filler = opened.enter_context(closing(socket.socket()))
            filler.settimeout(0)
            with suppress(BlockingIOError):
                filler.connect(server.getsockname())
        yield server.getsockname()[1]


@contextmanager
def says(answer: bytes, *, first: bytes = b"") -> Iterator[int]:
    """A port where each connection gets some bytes at once, and others for what it asks; then it is closed."""

    def talk(connection: socket.socket) -> None:
        with suppress(OSError):
            connection.sendall(first)
            if answer and connection.recv(1000):
                connection.sendall(answer)
                connection.shutdown(socket.SHUT_RDWR)

    def meet(connection: socket.socket) -> list[socket.socket]:
        threading.Thread(target=talk, args=(connection,), daemon=True).start()
        return []

    with served_port(meet) as port:
        yield port
