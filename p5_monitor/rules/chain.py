"""How long the steps of the chain take: status to count, arrival to OPEN, OPEN to OPENED.

Times are those at which P5 hears; what comes in one turn of its loop comes at the same time.
"""

from collections import deque

from common.messages import Available, BarrierCommand, BarrierState, Forgotten, Message, SpotStatus
from common.spots import MAX_SPOTS, Detectors
from p5_monitor.rules.announced import Announced
from p5_monitor.rules.opening import Opening
from p5_monitor.rules.recent import Recent
from p5_monitor.rules.stopwatch import Stopwatch

# P2 holds a place for a vehicle that it let in until that parks, or else for 120 s after it left the detector.
ON_THEIR_WAY_SECONDS = 150.0

# More never are.
MAX_ON_THEIR_WAY = 1_000


class Chain:
    """Follows a vehicle through what is said of it.

    Args:
        detectors: the spots that are no places.
        announced: what is true of the lot, the message included that is just heard.
    """

    def __init__(self, detectors: Detectors, announced: Announced) -> None:
        self._detectors = detectors
        self._announced = announced
        self._statuses: Recent[str] = Recent(MAX_SPOTS)
        self._count: int | None = None
        # How many places came free, or were taken, that no count tells of yet.
        self._uncounted = 0
        self._on_their_way: deque[float] = deque(maxlen=MAX_ON_THEIR_WAY)
        self.status_to_count = Stopwatch()
        self.arrival_to_open = Stopwatch()
        self.open_to_opened = Opening()

    def heard(self, message: Message | Forgotten | None, now: float) -> None:
        """Something was just said."""
        match message:
            case SpotStatus():
                self._spot_changed(message, now)
            case Available():
                if message.count != self._count:
                    self.status_to_count.stop(now)
                    self._uncounted = 0
                self._count = message.count
            case BarrierCommand():
                self.arrival_to_open.stop(now)
                self._on_their_way.append(now)
                self.open_to_opened.ordered(self._announced.barrier, now)
            case BarrierState():
                self.open_to_opened.moved(message, now)

    def cut_off(self) -> None:
        """What is said while we are away ends no step: when it was said, nobody tells us."""
        self._uncounted = 0
        self.status_to_count.cancel()
        self.arrival_to_open.cancel()
        self.open_to_opened.cut_off()

    def remembered(self, message: Message | Forgotten | None) -> None:
        """The broker has kept something: from there on there are changes."""
        match message:
            case SpotStatus():
                self._statuses.put(message.id, message.status)
            case Available():
                self._count = message.count

    def _spot_changed(self, spot: SpotStatus, now: float) -> None:
        before = self._statuses.get(spot.id)
        self._statuses.put(spot.id, spot.status)
        if not self._detectors.is_place(spot.id):
            if spot.status == "OCCUPIED" and before != "OCCUPIED" and self._places_left(now) > 0:
                self.arrival_to_open.start(now)
        elif before is not None and (before == "FREE") != (spot.status == "FREE"):
            self._uncounted += 1 if spot.status == "FREE" else -1
            if spot.status == "OCCUPIED" and self._on_their_way:
                self._on_their_way.popleft()
            if self._uncounted:
                self.status_to_count.start(now)
            else:
                # One came free as another was taken: the count stays as it was.
                self.status_to_count.cancel()

    def _places_left(self, now: float) -> int:
        """For a vehicle that comes now: whoever finds none waits for a place, and not for the chain."""
        while self._on_their_way and self._on_their_way[0] <= now - ON_THEIR_WAY_SECONDS:
            self._on_their_way.popleft()
        taken = max(0, -self._uncounted)
        return (self._announced.count or 0) - taken - len(self._on_their_way)
