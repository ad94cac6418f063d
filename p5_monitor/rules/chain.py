"""How long the steps of the chain take: status to count, arrival to OPEN, OPEN to OPENED.

Times are those at which P5 hears; what comes in one turn of its loop comes at the same time.
"""

from common.messages import Available, BarrierCommand, BarrierState, Forgotten, Message, SpotStatus
from common.spots import MAX_SPOTS, Detectors
from p5_monitor.rules.minute import SECONDS, Minute
from p5_monitor.rules.picture import Latency
from p5_monitor.rules.recent import Recent

# What takes longer was no step of the chain: a vehicle waits for a place, a change left the count as it was.
LONGEST_SECONDS = 10.0


class Stopwatch:
    """One step of the chain: from its beginning to what should follow."""

    def __init__(self) -> None:
        self._began: float | None = None
        self._last: float | None = None
        self._last_at = 0.0
        self._worst = Minute(max)

    def start(self, now: float) -> None:
        """It begins. What waits since an earlier beginning waits on, or a slow step would look quick."""
        if self._began is None or now - self._began > LONGEST_SECONDS:
            self._began = now

    def cancel(self) -> None:
        """Nothing will follow."""
        self._began = None

    def stop(self, now: float) -> None:
        """What should follow has come."""
        began, self._began = self._began, None
        if began is not None and now - began <= LONGEST_SECONDS:
            self._last, self._last_at = now - began, now
            self._worst.add(now - began, now)

    def reading(self, now: float) -> Latency:
        """Last, and worst of the last minute."""
        seen_lately = self._last is not None and now - self._last_at < SECONDS
        return Latency(self._last, max(self._worst.figures(now)) if seen_lately else None)


class Chain:
    """Follows a vehicle through what is said of it.

    Args:
        detectors: the spots that are no places.
    """

    def __init__(self, detectors: Detectors) -> None:
        self._detectors = detectors
        self._statuses: Recent[str] = Recent(MAX_SPOTS)
        self._count: int | None = None
        # How many places came free, or were taken, that no count tells of yet.
        self._uncounted = 0
        self.status_to_count = Stopwatch()
        self.arrival_to_open = Stopwatch()
        self.open_to_opened = Stopwatch()

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
                self.open_to_opened.start(now)
            case BarrierState(state="OPENED"):
                self.open_to_opened.stop(now)

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
            if spot.status == "OCCUPIED" and before != "OCCUPIED":
                self.arrival_to_open.start(now)
        elif before is not None and (before == "FREE") != (spot.status == "FREE"):
            self._uncounted += 1 if spot.status == "FREE" else -1
            if self._uncounted:
                self.status_to_count.start(now)
            else:
                # One came free as another was taken: the count stays as it was.
                self.status_to_count.cancel()
