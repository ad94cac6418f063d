"""Figures of the last minute, in as much memory for a million messages as for one."""

from collections.abc import Callable

SECONDS = 60


class Minute:
    """One figure for each of the last 60 seconds.

    Args:
        combine: makes one of two figures of the same second: their sum, or the larger.
    """

    def __init__(self, combine: Callable[[float, float], float]) -> None:
        self._combine = combine
        self._figures = [0.0] * SECONDS
        self._second = 0

    def add(self, figure: float, now: float) -> None:
        """Something happened."""
        self._forget_until(now)
        place = self._second % SECONDS
        self._figures[place] = self._combine(self._figures[place], figure)

    def figures(self, now: float) -> list[float]:
        """One for each second, in no order; 0 where nothing happened."""
        self._forget_until(now)
        return self._figures

    def _forget_until(self, now: float) -> None:
        second = int(now)
        for passed in range(max(self._second + 1, second - SECONDS + 1), second + 1):
            self._figures[passed % SECONDS] = 0.0
        self._second = max(self._second, second)
