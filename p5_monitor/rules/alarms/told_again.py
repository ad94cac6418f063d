"""What we knew before a cut, and the broker does not tell any more."""

from collections.abc import Iterable


class ToldAgain:
    """After a reconnect the broker tells all that it keeps; what it does not tell was forgotten while we were away."""

    def __init__(self) -> None:
        self._doubtful: set[str] = set()

    def connected(self, known: Iterable[str]) -> None:
        """We can hear again, and doubt all that was ``known`` before."""
        self._doubtful = set(known)

    def told(self, subject: str) -> None:
        """The broker still keeps it, or somebody speaks of it."""
        self._doubtful.discard(subject)

    def gone(self) -> set[str]:
        """What was not told again, each once; to be asked when the broker has told all (``Listened.settled``)."""
        gone, self._doubtful = self._doubtful, set()
        return gone
