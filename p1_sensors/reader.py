"""The one thread that reads the sensors."""

import logging
import threading
from collections import deque
from collections.abc import Callable

from common.runtime import monotonic
from p1_sensors.round import Round
from p1_sensors.rules import SpotSensed
from p1_sensors.rules.turns import PING_SECONDS

log = logging.getLogger(__name__)


# A turn takes 0.1 s, and a service that stops has five.
END_SECONDS = 2.0


class Post:
    """Carries what was sensed to the main thread, in order; what finds no room waits for the next try.

    Args:
        put: hands a fact over; False: there is no room.
    """

    def __init__(self, put: Callable[[object], bool]) -> None:
        self._put = put
        self._waiting: deque[SpotSensed] = deque()

    def send(self, *facts: SpotSensed) -> bool:
        """Sends these and what waits; says whether nothing waits any more."""
        self._waiting += facts
        while self._waiting and self._put(self._waiting[0]):
            self._waiting.popleft()
        return not self._waiting


class Reader:
    """Takes one turn after the other until it is ended, and tells what changed.

    Args:
        turns: what it reads.
        put: hands a fact to the main thread; False: there is no room.
        clock: monotonic seconds.
        pause: waits for so many seconds (default: at most until the end).
    """

    def __init__(
        self,
        turns: Round,
        put: Callable[[object], bool],
        *,
        clock: Callable[[], float] = monotonic,
        pause: Callable[[float], object] | None = None,
    ) -> None:
        self._turns = turns
        self._post = Post(put)
        self._clock = clock
        self._ending = threading.Event()
        self._pause = pause or self._ending.wait
        self._thread = threading.Thread(target=self.run, name="sensors", daemon=True)
        self.has_failed = False
        # When it took its last turn; a driver that hangs shows in it, and in nothing else.
        self.turned_at = float("inf")

    def start(self) -> None:
        """Begins to read."""
        self.turned_at = self._clock()
        self._thread.start()

    def end(self) -> None:
        """Ends it, and returns when nothing is read any more; one that hangs in a driver is left behind."""
        self._ending.set()
        if self._thread.is_alive():
            self._thread.join(END_SECONDS)

    def run(self) -> None:
        """Reads until the end; if that fails, nobody knows anything of any spot, and that is told."""
        try:
            while not self._ending.is_set():
                self.take_turn()
        except Exception:
            log.exception("the sensors are read no more: UNKNOWN until P1 is started again")
            self._lose_all()

    def take_turn(self) -> None:
        """Reads, tells, and rests until the last echo has died away."""
        began = self._clock()
        self._post.send(*self._turns.take_turn())
        self.turned_at = began
        self._pause(max(0.0, began + PING_SECONDS - self._clock()))

    def _lose_all(self) -> None:
        # First this, then the list: a spot that is added meanwhile is told of by one of the two.
        self.has_failed = True
        lost = [SpotSensed(spot_id, "UNKNOWN") for spot_id in self._turns.spots]
        while not self._post.send(*lost) and not self._ending.is_set():
            lost = []
            self._pause(PING_SECONDS)
