"""What the readings of a sensor mean for its spot: median, two thresholds, confirmation."""

from collections import deque
from statistics import median
from typing import NamedTuple

from common.messages import Status

# The middle of five stays right while two of them are nonsense.
MEDIAN_OF = 5
FEWEST_DISTANCES = 3

# So many readings in a row without an echo, and nobody knows.
MISSES = 4

# A sensor that answers now and then must not keep a distance alive that it measured long ago.
LONGEST_MEMORY = 2 * MEDIAN_OF


class Thresholds(NamedTuple):
    """Two distances in cm, so that a reading that jitters round one of them changes nothing.

    ``taken_cm`` and nearer is a vehicle; ``free_cm`` and farther is none; in between it stays what it was.
    """

    taken_cm: float
    free_cm: float

    def status(self, distance_cm: float, before: Status) -> Status:
        """What a distance means for a spot that was in this state before."""
        if distance_cm <= self.taken_cm:
            return "OCCUPIED"
        if distance_cm >= self.free_cm:
            return "FREE"
        return before


class Confirmation:
    """Lets a change pass when it has lasted.

    Args:
        seconds: for how long (0 and more).
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._said: Status | None = None
        self._candidate: Status | None = None
        self._since = 0.0

    def seen(self, status: Status, now: float) -> Status | None:
        """The sensor speaks; returns what is certain from now on and was not before."""
        if status != self._candidate:
            self._candidate, self._since = status, now
        if status == self._said or now - self._since < self._seconds:
            return None
        return self.certain(status)

    def certain(self, status: Status) -> Status | None:
        """The sensor speaks, and needs no confirmation; returns what it says, if that is new."""
        self._candidate = status
        if status == self._said:
            return None
        self._said = status
        return status


class RangedSpot:
    """A spot with an ultrasonic sensor.

    Args:
        thresholds: what is near and what is far.
        confirm_seconds: how long a change must last (0 and more).
    """

    def __init__(self, thresholds: Thresholds, confirm_seconds: float) -> None:
        self._thresholds = thresholds
        self._confirmation = Confirmation(confirm_seconds)
        self._readings: deque[float | None] = deque(maxlen=LONGEST_MEMORY)
        # Between the thresholds it stays what it was; of one that never was anything nobody knows.
        self._status: Status = "UNKNOWN"

    def measured(self, distance_cm: float | None, now: float) -> Status | None:
        """A reading (None: no echo, or none that can be true); returns what changed by it, if anything."""
        self._readings.append(distance_cm)
        if self._is_lost():
            # What comes back has to show itself anew: no reading from before may help it.
            self._readings.clear()
            self._status = "UNKNOWN"
            return self._confirmation.certain("UNKNOWN")
        distances = [reading for reading in self._readings if reading is not None][-MEDIAN_OF:]
        if distance_cm is None or len(distances) < FEWEST_DISTANCES:
            return None
        self._status = self._thresholds.status(median(distances), self._status)
        return self._confirmation.seen(self._status, now)

    def _is_lost(self) -> bool:
        latest = list(self._readings)[-MISSES:]
        if len(latest) == MISSES and not any(reading is not None for reading in latest):
            return True
        heard = sum(reading is not None for reading in self._readings)
        return len(self._readings) == LONGEST_MEMORY and heard < FEWEST_DISTANCES


class ContactSpot:
    """A spot with a digital detector.

    Args:
        confirm_seconds: how long a change must last (0 and more).
    """

    def __init__(self, confirm_seconds: float) -> None:
        self._confirmation = Confirmation(confirm_seconds)

    def seen(self, *, is_taken: bool, now: float) -> Status | None:
        """A reading; returns what changed by it, if anything."""
        return self._confirmation.seen("OCCUPIED" if is_taken else "FREE", now)
