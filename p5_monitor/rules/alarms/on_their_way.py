"""Who was let in and is not counted yet, reckoned as P2 does, and never lower."""

from collections import deque
from itertools import count

from p5_monitor.rules.alarms.vehicles import Vehicles

# More never are, and a stranger's OPENs must not fill the memory.
MAX_ON_THEIR_WAY = 1_000

# P4 counts a place within 50 ms; a word and a fall further apart than this speak of two vehicles (as for P2).
PAIR_SECONDS = 5.0

# Vehicles follow each other through one lane no faster: the arm, a car's length, and the gap to the next.
PACE_SECONDS = 3.0

# A stalled link is noticed after so long (``common.mqtt``), and nothing of that time was heard.
STALLED_SECONDS = 10.0


class OnTheirWay:
    """How many places the count does not know to be given.

    A vehicle has one from its OPEN until it is counted, which takes both a FREE place that turned OCCUPIED and a fall
    of the count, one of each for one vehicle; or until so many ``seconds`` after it was last seen at the detector. A
    sensor that flickers, or dies, parks nobody. What was given while nobody listened is reckoned as high as it can be.

    Args:
        vehicles: who stands at the detectors.
        lanes: how many detectors there are.
        seconds: how long a vehicle may be on its way; more than P2 holds its place.
    """

    def __init__(self, vehicles: Vehicles, lanes: int, seconds: float) -> None:
        self._vehicles = vehicles
        self._lanes = lanes
        self._seconds = seconds
        # When each was last seen, by its vehicle's number, those that were seen last at the end; below 0 are those of
        # which only the OPEN is known.
        self._seen_at: dict[int, float] = {}
        self._unseen = count(-1, -1)
        self._last_count: int | None = None
        self._cut_off_at: float | None = None
        self._taken: deque[float] = deque()
        self._lost: deque[float] = deque(maxlen=MAX_ON_THEIR_WAY)
        self._falls: deque[float] = deque()

    def connected(self, now: float) -> None:
        """We can hear: who came meanwhile may have been let in."""
        unheard = self._seconds
        if self._cut_off_at is not None:
            unheard = min(now - self._cut_off_at + STALLED_SECONDS, self._seconds)
        for _ in range(self._lanes * (1 + int(unheard / PACE_SECONDS))):
            self._hold(next(self._unseen), now)

    def disconnected(self, now: float) -> None:
        """We cannot hear."""
        self._cut_off_at = now

    def opened(self, now: float) -> None:
        """An OPEN was given: for the first that stands there without one, or again for one that has a place already."""
        waiting = [vehicle.number for vehicle in self._vehicles.waiting]
        new = [number for number in waiting if number not in self._seen_at]
        if new:
            self._hold(min(new), now)
        elif not waiting:
            self._hold(next(self._unseen), now)

    def place_said(self, before: str | None, status: str, now: float) -> None:
        """A place, that was so ``before``, is so now."""
        if before != "FREE":
            return
        if status == "UNKNOWN":
            self._lost.append(now)
        # With nobody on his way, somebody else parked there.
        if status == "OCCUPIED" and len(self._taken) < len(self._seen_at):
            self._taken.append(now)
        self._settle(now)

    def announced(self, free: int, now: float) -> None:
        """So many places are free."""
        change = 0 if self._last_count is None else free - self._last_count
        self._last_count = free
        # More falls than that belong to nobody on his way.
        explained = len(self._seen_at) + len(self._lost)
        self._falls.extend([now] * min(-change, explained - len(self._falls)))
        for _ in range(min(change, len(self._falls))):
            self._falls.pop()
        self._settle(now)

    def number(self, now: float) -> int:
        """How many are."""
        for vehicle in self._vehicles.waiting:
            if vehicle.number in self._seen_at:
                self._hold(vehicle.number, now)
        while (first := next(iter(self._seen_at), None)) is not None and self._seen_at[first] <= now - self._seconds:
            del self._seen_at[first]
        return len(self._seen_at)

    def _hold(self, number: int, now: float) -> None:
        self._seen_at.pop(number, None)
        if len(self._seen_at) < MAX_ON_THEIR_WAY:
            self._seen_at[number] = now

    def _settle(self, now: float) -> None:
        for marks in (self._taken, self._lost, self._falls):
            while marks and marks[0] < now - PAIR_SECONDS:
                marks.popleft()
        while self._lost and self._falls:
            self._lost.popleft()
            self._falls.popleft()
        while self._taken and self._falls:
            self._taken.popleft()
            self._falls.popleft()
            self._seen_at.pop(next(iter(self._seen_at), 0), None)
