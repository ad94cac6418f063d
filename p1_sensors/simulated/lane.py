"""A simulated lane before the barrier: a detector, the vehicle that stands on it, and those behind."""

import random
from dataclasses import dataclass

from p1_sensors.rules import SpotSensed

# What happens before the barrier takes its real time, however fast the rest of the world is: at least 2 s on the
# detector and 1.5 s between two vehicles. P2 tells them apart by 1 s, so that a message may even be a little late.
STANDS_SECONDS = (2.2, 3.5)
GAP_SECONDS = (1.7, 3.0)
GIVES_UP_SECONDS = 60.0

# Who finds so many before him drives past.
LONGEST_QUEUE = 5


@dataclass
class Driver:
    """The one on the detector: he would drive in from ``ready_at`` on, and drives away at ``gives_up_at``."""

    ready_at: float
    gives_up_at: float
    is_ready: bool = False


class Lane:
    """One detector and its queue.

    Args:
        detector: its spot id.
        stands_seconds: how long a driver stands there at least: from, to.
        chance: the source of chance.
    """

    def __init__(self, detector: str, stands_seconds: tuple[float, float], chance: random.Random) -> None:
        self._detector = detector
        self._stands_seconds = stands_seconds
        self._chance = chance
        self._queue = 0
        self._driver: Driver | None = None
        self._clear_at = 0.0

    @property
    def status(self) -> SpotSensed:
        """What the detector says."""
        return SpotSensed(self._detector, "OCCUPIED" if self._driver else "FREE")

    @property
    def has_room(self) -> bool:
        """Whether one more would join the queue."""
        return self._queue < LONGEST_QUEUE

    @property
    def is_ready(self) -> bool:
        """Whether a driver would drive in, if he may."""
        return self._driver is not None and self._driver.is_ready

    def due(self) -> float | None:
        """When somebody moves here of his own accord."""
        if self._driver is None:
            return self._clear_at if self._queue else None
        return self._driver.gives_up_at if self._driver.is_ready else self._driver.ready_at

    def join(self) -> None:
        """One more comes to the end of the queue."""
        self._queue += 1

    def time_passed(self, now: float) -> list[SpotSensed]:
        """The next one comes onto the detector, or the one who stands there is ready, or has waited for too long."""
        if self._driver is None:
            return self._advance(now) if self._queue and now >= self._clear_at else []
        if now >= self._driver.gives_up_at:
            return self.clear(now)
        self._driver.is_ready = now >= self._driver.ready_at
        return []

    def clear(self, now: float) -> list[SpotSensed]:
        """The vehicle leaves the detector."""
        self._driver = None
        self._clear_at = self._next_at(now)
        return [self.status]

    def heard_anew(self, now: float) -> None:
        """Nobody heard the detector for a while: what it says now must stand long enough to be understood."""
        if self._driver:
            self._driver = self._next_driver(now)
        else:
            self._clear_at = self._next_at(now)

    def _advance(self, now: float) -> list[SpotSensed]:
        self._queue -= 1
        self._driver = self._next_driver(now)
        return [self.status]

    def _next_driver(self, now: float) -> Driver:
        return Driver(now + self._chance.uniform(*self._stands_seconds), now + GIVES_UP_SECONDS)

    def _next_at(self, now: float) -> float:
        return now + self._chance.uniform(*GAP_SECONDS)
