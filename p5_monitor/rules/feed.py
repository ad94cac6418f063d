"""The latest that was said, so much of each module that no flood of one hides another."""

from collections import deque
from collections.abc import Iterable

from p5_monitor.rules.facts import Heard

KEPT_OF_EACH = 100


class Feed:
    """Keeps it.

    Args:
        roles: the seven; what stands in nobody's row is kept beside theirs.
    """

    def __init__(self, roles: Iterable[str]) -> None:
        self._kept: dict[str | None, deque[tuple[int, Heard]]] = {
            role: deque(maxlen=KEPT_OF_EACH) for role in (*roles, None)
        }
        self._number = 0
        self._shown = 0
        self._latest: tuple[Heard, ...] = ()

    def heard(self, heard: Heard) -> None:
        """Something was said."""
        self._number += 1
        self._kept[heard.role].append((self._number, heard))

    def latest(self) -> tuple[Heard, ...]:
        """All that is kept, the latest first."""
        if self._shown != self._number:
            numbered = sorted((said for kept in self._kept.values() for said in kept), key=_number, reverse=True)
            self._latest = tuple(heard for _, heard in numbered)
            self._shown = self._number
        return self._latest


def _number(said: tuple[int, Heard]) -> int:
    return said[0]
