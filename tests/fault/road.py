"""The network between a service and its broker: it cuts, stalls and slows, and keeps each byte and its order."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Self

# What one pump carries at a time: little enough that a slow road looks slow.
CARRIED_BYTES = 4096


class Gate:
    """Lets bytes pass, or makes them wait."""

    def __init__(self) -> None:
        self._open = threading.Event()
        self._open.set()
        self._closing = threading.Event()
        self.seconds_a_byte = 0.0

    def close(self) -> None:
        """What comes now waits."""
        self._open.clear()

    def open(self) -> None:
        """What waited passes."""
        self._open.set()

    def demolish(self) -> None:
        """Nobody waits here any more."""
        self._closing.set()
        self._open.set()

    def pass_through(self, size: int) -> None:
        """Returns when so many bytes may pass."""
        self._open.wait()
        self._closing.wait(size * self.seconds_a_byte)


class Road:
    """Listens on an address and carries every connection to a broker.

    Args:
        host, port: where the broker is.
        address: where the road begins.
        entrance: at which port (default: the broker's).
    """

    def __init__(self, host: str, port: int, address: str, entrance: int | None = None) -> None:
        self._broker = (host, port)
        self._server = socket.create_server((address, entrance or port))
        self.address, self.port = self._server.getsockname()[:2]
        self.to_broker, self.from_broker = Gate(), Gate()
        self._ends: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._impassable = threading.Event()
        # A connection that is being made while the road is cut is cut as well.
        self._making = threading.Lock()
        self.connections = 0

    def __enter__(self) -> Self:
        self._spawn(self._serve)
        return self

    def __exit__(self, *_: object) -> None:
        self._impassable.set()
        with suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        for gate in (self.to_broker, self.from_broker):
            gate.demolish()
        self.cut()
        for thread in self._threads:
            thread.join()
        self._server.close()

    def cut(self) -> None:
        """Every connection that stands ends; the next one is carried again."""
        with self._making:
            ends, self._ends = self._ends, []
        for end in ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def block(self) -> None:
        """Every connection ends, and each new one as soon as it is made."""
        self._impassable.set()
        self.cut()

    def clear(self) -> None:
        """New connections are carried again."""
        self._impassable.clear()

    def stall(self) -> None:
        """Nothing passes in either direction; connections stay, and new ones are made."""
        self.to_broker.close()
        self.from_broker.close()

    def go_on(self) -> None:
        """All that waited passes, in its order."""
        self.to_broker.open()
        self.from_broker.open()

    def slow_down(self, bytes_a_second: float) -> None:
        """So many bytes pass in each direction."""
        self.to_broker.seconds_a_byte = self.from_broker.seconds_a_byte = 1 / bytes_a_second

    @contextmanager
    def stalled(self) -> Iterator[None]:
        """Stalls for as long as a block runs."""
        self.stall()
        try:
            yield
        finally:
            self.go_on()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._server.accept()
                with self._making:
                    self._carry(client)

    def _carry(self, client: socket.socket) -> None:
        try:
            if self._impassable.is_set():
                raise ConnectionRefusedError
            broker = socket.create_connection(self._broker, timeout=5)
        except OSError:
            client.close()
            return
        broker.settimeout(None)
        self.connections += 1
        for end in (client, broker):
            # Whoever has left already ends in its pump, as everybody does.
            with suppress(OSError):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._ends += [client, broker]
        done = threading.Barrier(2, action=lambda: (client.close(), broker.close()))
        self._spawn(lambda: _pump(client, broker, self.to_broker, done))
        self._spawn(lambda: _pump(broker, client, self.from_broker, done))

    def _spawn(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, daemon=True)
        self._threads.append(thread)
        thread.start()


def _pump(source: socket.socket, sink: socket.socket, gate: Gate, done: threading.Barrier) -> None:
    """Carries until one end is gone; then the other is told."""
    with suppress(OSError):
        while carried := source.recv(CARRIED_BYTES):
            gate.pass_through(len(carried))
            sink.sendall(carried)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_RDWR)
    with suppress(OSError):
        source.shutdown(socket.SHUT_RDWR)
    done.wait()
