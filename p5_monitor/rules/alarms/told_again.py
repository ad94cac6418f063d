"""What we knew before a cut, and the broker does not tell any more."""

from collections.abc import Iterable

# The broker tells what it keeps without a pause; to read the 100 000 spots of the largest lot takes us 10 s and more.
PAUSE_SECONDS = 2.0


class ToldAgain:
    """After a reconnect the broker tells all that it keeps; what it does not tell was forgotten while we were away."""

    def __init__(self) -> None:
        self._doubtful: set[str] = set()
        self._copied_at: float | None = None

    def connected(self, known: Iterable[str]) -> None:
        """We can hear again, and doubt all that was ``known`` before."""
        self._doubtful = set(known)

    def told(self, subject: str, copied_at: float | None) -> None:
        """Somebody speaks of it (None), or the broker just handed out its copy."""
        self._doubtful.discard(subject)
        self._copied_at = copied_at or self._copied_at

    def gone(self, now: float) -> set[str]:
        """What was not told again, each once; to be asked when the broker had time to begin (``Listened.settled``)."""
        if self._copied_at is not None and now - self._copied_at < PAUSE_SECONDS:
            return set()
        gone, self._doubtful = self._doubtful, set()
        return gone
