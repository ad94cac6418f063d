"""Where other threads put facts for the main thread: the one way in."""

import signal
import socket
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress

SIZE = 10_000


class Inbox:
    """Where other threads put facts for the main thread; bounded, and never blocking."""

    def __init__(self, size: int = SIZE) -> None:
        self._facts: deque[object] = deque()
        self._size = size
        # A pair of sockets and not a pipe, so that it can be selected on every system.
        self.reader, self._writer = socket.socketpair()
        self.reader.settimeout(0)
        self._writer.settimeout(0)
        self.refused = 0

    def put(self, fact: object) -> bool:
        """Hands a fact over, from any thread. False: there is no room, and it is counted."""
        if len(self._facts) >= self._size:
            self.refused += 1
            return False
        self._facts.append(fact)
        self.wake()
        return True

    def wake(self) -> None:
        """Ends the main thread's sleep, from any thread or signal handler."""
        with suppress(BlockingIOError):
            self._writer.send(b"\0")

    def take(self) -> Iterator[object]:
        """The facts that were there when this was called; what comes meanwhile waits for the next turn."""
        with suppress(BlockingIOError):
            while self.reader.recv(4096):
                pass
        for _ in range(len(self._facts)):
            yield self._facts.popleft()

    def close(self) -> None:
        """Gives back what it holds; nobody may put anything in any more."""
        self.reader.close()
        self._writer.close()

    def __len__(self) -> int:
        return len(self._facts)

    @contextmanager
    def waking_on_signals(self) -> Iterator[None]:
        """A signal ends the sleep of the main thread at once."""
        before = signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        try:
            yield
        finally:
            signal.set_wakeup_fd(before)
