"""A Link with a loop of its own, so that a test sees each fact that comes out of it."""

import contextlib
import selectors
import socket
from collections.abc import Callable, Iterator

from common.connection import Acknowledged, Arrived, Broker, Down, Fact, Filters, Publication, Session, Subscribed, Up
from common.mqtt import NOTHING_KEPT, Link, Phase
from common.reconnect import Reconnect
from common.runtime import monotonic
from common.testing import wait_for


class DrivenLink:
    """Turns the Link while the test waits, and keeps what came out of it.

    ``patience`` shortens each wait before a dial: no test wants to wait for a broker that is there.
    """

    def __init__(
        self,
        broker: Broker,
        filters: Filters,
        client_id: str,
        will: Publication | None,
        patience: float,
        session: Session = NOTHING_KEPT,
    ) -> None:
        self._selector = selectors.DefaultSelector()
        self._reader, self._writer = socket.socketpair()
        self._selector.register(self._reader, selectors.EVENT_READ)
        self.facts: list[Fact] = []
        self.turns = 0
        self.reconnect = Reconnect(monotonic(), lambda: patience)
        self.link = Link(
            broker,
            client_id,
            will=will,
            filters=filters,
            reconnect=self.reconnect,
            selector=self._selector,
            wake=self._wake,
            session=session,
        )

    def _wake(self) -> None:
        self._writer.send(b"\0")

    def turn(self) -> None:
        """One turn, as Runtime does it."""
        self.turns += 1
        now = monotonic()
        deadline = self.link.tick(now)
        ready = self._selector.select(0 if self.link.facts else min(0.05, max(0.0, deadline - now)))
        if any(key.fileobj is self._reader for key, _ in ready):
            self._reader.recv(4096)
        if self.link.has_pending() or any(key.data is self.link for key, _ in ready):
            self.link.read(monotonic())
        while self.link.facts:
            self.facts.append(self.link.facts.popleft())
        self.link.flush(monotonic())

    def turn_until(self, condition: Callable[[], bool], what: str, seconds: float = 15.0) -> None:
        """Turns until something else is true."""

        def turned() -> bool:
            if not condition():
                self.turn()
            return condition()

        wait_for(turned, what, seconds)

    def reads_without_handling(self, kind: type[Fact]) -> None:
        """Lets the Link write and read until such a fact has come, and leaves all facts where they are."""

        def has_come() -> bool:
            self.link.flush(monotonic())
            if self._selector.select(0.05):
                self.link.read(monotonic())
            return any(isinstance(fact, kind) for fact in self.link.facts)

        wait_for(has_come, kind.__name__)

    def until(self, kind: type[Fact], number: int = 1, seconds: float = 15.0) -> None:
        """Turns until so many facts of a kind have come."""
        self.turn_until(lambda: self._count(kind) >= number, f"{number} {kind.__name__}", seconds)

    def _count(self, kind: type[Fact]) -> int:
        return sum(isinstance(fact, kind) for fact in self.facts)

    @property
    def reasons(self) -> list[str]:
        """Why each connection ended."""
        return [fact.reason for fact in self.facts if isinstance(fact, Down)]

    @property
    def arrived(self) -> list[Arrived]:
        """The messages."""
        return [fact for fact in self.facts if isinstance(fact, Arrived)]

    @property
    def acknowledged(self) -> list[Acknowledged]:
        """The answers to publications."""
        return [fact for fact in self.facts if isinstance(fact, Acknowledged)]

    @property
    def refused(self) -> list[tuple[str, str]]:
        """The filters that the broker refused."""
        return [refused for fact in self.facts if isinstance(fact, Subscribed) for refused in fact.refused]

    def close(self) -> None:
        """Says goodbye; a dialling thread would leave its socket to nobody."""
        at_work = (Phase.DIALLING, Phase.KNOCKING)
        self.turn_until(lambda: self.link.phase not in at_work, "the thread that dials or knocks")
        self.link.close()
        self._selector.close()
        self._reader.close()
        self._writer.close()


@contextlib.contextmanager
def driven(
    port: int,
    *filters: str,
    client_id: str = "link",
    will: Publication | None = None,
    patience: float = 0.1,
    user: str | None = None,
    session: Session = NOTHING_KEPT,
    flags: tuple[str, ...] = (),
) -> Iterator[DrivenLink]:
    """A Link to a broker on loopback; ``flags``: what it subscribes to once more, for the retain flag."""
    link = DrivenLink(Broker("127.0.0.1", port, user), Filters(filters, flags), client_id, will, patience, session)
    try:
        yield link
    finally:
        link.close()


@contextlib.contextmanager
def connected(
    port: int, *filters: str, client_id: str = "link", patience: float = 0.1, user: str | None = None
) -> Iterator[DrivenLink]:
    """A Link that is up."""
    with driven(port, *filters, client_id=client_id, patience=patience, user=user) as link:
        link.until(Up)
        yield link
