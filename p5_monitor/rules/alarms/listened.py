"""Time that counts only while we listen: who cannot hear cannot say that nothing changed."""

from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)

# After a connect the broker tells what it kept, and the modules come back one by one, each at the latest 5 s after the
# broker (``common.reconnect``). Before they had the time nobody is missed, and no trouble is over.
SETTLING_SECONDS = 6.0


class Listened:
    """How long we have listened in all."""

    def __init__(self) -> None:
        self._connected_at: float | None = None
        self._before = 0.0

    def connected(self, now: float) -> None:
        """We can hear."""
        self._connected_at = now

    def disconnected(self, now: float) -> None:
        """We cannot."""
        self._before = self.seconds(now)
        self._connected_at = None

    def seconds(self, now: float) -> float:
        """So long, without the cuts."""
        return self._before + (0.0 if self._connected_at is None else now - self._connected_at)

    def settled(self, now: float) -> bool:
        """Whether we hear, and the others had the time to come back."""
        return self._connected_at is not None and now - self._connected_at >= SETTLING_SECONDS


class Lasting(Generic[K]):
    """For how long things have been so, whenever we looked.

    A cut of our own neither ends what lasts nor adds to it, if it is still so afterwards.
    """

    def __init__(self) -> None:
        self._listened = Listened()
        self._since: dict[K, float] = {}

    def connected(self, now: float) -> None:
        """We can hear."""
        self._listened.connected(now)

    def disconnected(self, now: float) -> None:
        """We cannot."""
        self._listened.disconnected(now)

    def settled(self, now: float) -> bool:
        """Whether what is so now is known."""
        return self._listened.settled(now)

    def seconds(self, present: Iterable[K], now: float) -> dict[K, float]:
        """What is so now, and for how long each of these has been so, in seconds; nothing before that is known."""
        if not self.settled(now):
            return {}
        listened = self._listened.seconds(now)
        self._since = {key: self._since.get(key, listened) for key in present}
        return {key: listened - since for key, since in self._since.items()}
