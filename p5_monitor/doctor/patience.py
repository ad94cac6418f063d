"""How long the whole may take."""

import time
from collections.abc import Callable

# A step that is due when all is used up still gets this, so that it can fail.
LEAST_SECONDS = 0.2


class Patience:
    """Shares so many seconds among steps that wait.

    Args:
        seconds: for all of them.
        clock: monotonic seconds.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began = clock()
        self._end = self._began + seconds

    def up_to(self, seconds: float) -> float:
        """How long a step may wait: so many seconds, or what is left."""
        return max(LEAST_SECONDS, min(seconds, self._end - self._clock()))

    @property
    def used(self) -> float:
        """How many seconds have gone by."""
        return self._clock() - self._began
