"""The decisions of P4: how many places are free, and when to say so."""

from collections.abc import Sequence
from dataclasses import dataclass

from common.messages import Available, Connected, Disconnected, Forgotten, SpotStatus, Status, Stopping
from common.spots import Detectors

# The retained spots come in a burst with no mark at its end: it has ended when no new one has come for this long.
QUIET_SECONDS = 0.3
LONGEST_BURST_SECONDS = 5.0

# A change within this of the last announcement waits for its end: at most 20 counts a second, the last one right.
COALESCING_SECONDS = 0.05

# A sign may be this old before it rather shows nothing.
LONGEST_SILENCE_SECONDS = 60.0


@dataclass(frozen=True)
class Show:
    """An action: show so many free places to the drivers (None: the number is not known)."""

    count: int | None


class Counter:
    """Counts the places that are FREE; detectors are no places.

    Args:
        detectors: the spot ids that nobody counts.
        reserve: places that are held back.
        closed: announce 0, whatever is free.
        refresh_seconds: how often the count is repeated; this is promised with each.
        stale_seconds: how long a status without a promise is believed (0: for ever). Where it is set, a copy that the
            broker kept makes no place free: nobody knows how old it is.
    """

    def __init__(
        self,
        detectors: Detectors,
        *,
        reserve: int = 0,
        closed: bool = False,
        refresh_seconds: float = 60.0,
        stale_seconds: float = 0.0,
    ) -> None:
        self._detectors = detectors
        self._reserve = reserve
        self._closed = closed
        self._refresh_seconds = refresh_seconds
        self._stale_seconds = stale_seconds
        self._statuses: dict[str, Status] = {}
        self._free = 0
        self._first_heard_at: float | None = None
        self._complete_at: float | None = None
        self._complete = False
        self._connected = False
        self._announced: int | None = None
        self._announced_at = float("-inf")
        self._announce_at: float | None = None
        self._blank_at: float | None = None
        self._stopping = False

    def connected(self, _: Connected, now: float) -> Sequence[object]:
        """The broker hears us: it gets the count again, once what changed meanwhile has been heard."""
        self._connected = True
        self._blank_at = None
        if self._complete:
            self._announced = None
            self._announce_at = now + QUIET_SECONDS
        return []

    def disconnected(self, _: Disconnected, now: float) -> Sequence[object]:
        """Nobody hears us, and we hear of no change."""
        self._connected = False
        self._announce_at = None
        # Half a first picture is none: what is missing comes after the reconnect.
        self._complete_at = self._first_heard_at = None
        if self._blank_at is None:
            self._blank_at = now + LONGEST_SILENCE_SECONDS
        return []

    def spot_changed(self, spot: SpotStatus, now: float) -> Sequence[object]:
        """A place reports; a detector is none."""
        if self._detectors.is_place(spot.id):
            if spot.id not in self._statuses or not self._complete:
                self._expect_more(now)
            self._note(spot.id, spot.status)
        return self._announce_change(now)

    def spot_remembered(self, spot: SpotStatus, now: float) -> Sequence[object]:
        """The broker kept a copy of a place's last word."""
        if self._stale_seconds and spot.refresh is None and spot.status == "FREE":
            return []
        return self.spot_changed(spot, now)

    def spot_forgotten(self, spot: Forgotten, now: float) -> Sequence[object]:
        """A place does not exist any more."""
        self._note(spot.id, None)
        return self._announce_change(now)

    def stopping(self, _: Stopping, now: float) -> Sequence[object]:  # noqa: ARG002  every handler is told the time
        """Nobody will keep the sign true from now on."""
        self._stopping = True
        return [Show(None)]

    def due(self) -> float | None:
        """When time alone is a reason to speak."""
        refresh = (
            self._announced_at + self._refresh_seconds if self._may_speak and self._announced is not None else None
        )
        dues = (self._complete_at, self._announce_at, refresh, self._blank_at)
        return min((due for due in dues if due is not None), default=None)

    def time_passed(self, now: float) -> Sequence[object]:
        """The first picture is complete, a burst is over, or it is time to repeat the count."""
        if self._blank_at is not None and now >= self._blank_at:
            self._blank_at = float("inf")
            return [Show(None)]
        if self._complete_at is not None and now >= self._complete_at:
            self._complete, self._complete_at = True, None
        if self._repeat_at is not None and now >= self._repeat_at:
            return self._announce(now)
        if self._announce_at is not None and now < self._announce_at:
            return []
        self._announce_at = None
        return self._announce_change(now)

    @property
    def _may_speak(self) -> bool:
        return self._connected and self._complete and not self._stopping

    @property
    def _repeat_at(self) -> float | None:
        return self._announced_at + self._refresh_seconds if self._may_speak and self._announced is not None else None

    def _expect_more(self, now: float) -> None:
        """A new place: the first picture is complete when no more of them come."""
        if self._complete:
            return
        if self._first_heard_at is None:
            self._first_heard_at = now
        self._complete_at = min(now + QUIET_SECONDS, self._first_heard_at + LONGEST_BURST_SECONDS)

    def _note(self, spot_id: str, status: Status | None) -> None:
        self._free += (status == "FREE") - (self._statuses.get(spot_id) == "FREE")
        if status is None:
            self._statuses.pop(spot_id, None)
        else:
            self._statuses[spot_id] = status

    def _count(self) -> int:
        return 0 if self._closed else max(0, self._free - self._reserve)

    def _announce_change(self, now: float) -> list[object]:
        if not self._may_speak or self._announce_at is not None or self._count() == self._announced:
            return []
        if now < self._announced_at + COALESCING_SECONDS:
            self._announce_at = self._announced_at + COALESCING_SECONDS
            return []
        return self._announce(now)

    def _announce(self, now: float) -> list[object]:
        self._announced = self._count()
        self._announced_at = now
        self._announce_at = None
        return [Available(count=self._announced, refresh=self._refresh_seconds), Show(self._announced)]
