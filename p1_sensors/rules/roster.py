"""Which spots there are, and when each of them is spoken of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from common.messages import Connected, Disconnected, Forgotten, NewSpot, Notice, SpotId, SpotStatus, Status
from common.spots import MAX_SPOTS, Detectors

# So many take some 100 ms. 100 000 said in one go would take longer than a broker waits for a sign of life.
WORDS_AT_ONCE = 1000


@dataclass(frozen=True)
class SpotSensed:
    """A local fact: what the sensor of a spot says."""

    id: str
    status: Status


@dataclass(frozen=True)
class StartSensor:
    """An action: sense this spot from now on."""

    id: str


@dataclass(frozen=True)
class StopSensor:
    """An action: sense this spot no more."""

    id: str


@dataclass(frozen=True)
class Memory:
    """What outlives a restart: the places that were added to the settings' own, and those that were taken out."""

    added: tuple[SpotId, ...] = ()
    removed: tuple[SpotId, ...] = ()


class Roster:
    """The spots of the lot and the last word of each sensor. A spot whose sensor said nothing yet is not spoken of.

    Args:
        detectors: the spot ids that are lanes before the barrier.
        spots: the spots that are there without anybody's order, at most ``MAX_SPOTS``.
        refresh_seconds: every spot is repeated after this, and each message promises it (0 to 86 400, not 0).
        memory: what was added and removed before a restart.
    """

    def __init__(
        self, detectors: Detectors, spots: Iterable[str], *, refresh_seconds: float, memory: Memory = Memory()
    ) -> None:
        self._detectors = detectors
        own = tuple(spots)
        self._own = frozenset(own)
        # Insertion order is the order in which things are saved and said; the values of these two say nothing.
        self._added = {spot_id: None for spot_id in memory.added if detectors.is_place(spot_id)}
        self._removed = {spot_id: None for spot_id in memory.removed if detectors.is_place(spot_id)}
        present = (spot_id for spot_id in (*own, *self._added) if spot_id not in self._removed)
        self._statuses: dict[str, Status | None] = dict.fromkeys(present)
        self._refresh_seconds = refresh_seconds
        # None: nobody hears us.
        self._refresh_at: float | None = None
        self._unsaid: dict[str, None] = {}
        self._words_at = 0.0
        self._words_left = WORDS_AT_ONCE
        self._ordered: list[object] = []
        self._ordered_at: float | None = None

    @property
    def spots(self) -> tuple[str, ...]:
        """The ids of all detectors and places."""
        return tuple(self._statuses)

    def connected(self, _: Connected, now: float) -> Sequence[object]:
        """The broker hears us; what it remembers may be of before a change that it missed, also that a spot is gone."""
        said = self._say_everything(now)
        self._unsaid |= self._removed
        return [*said, *self._say(now)]

    def disconnected(self, _: Disconnected, __: float) -> Sequence[object]:
        """Nobody hears us: all of it is said after the return."""
        self._refresh_at = None
        self._unsaid.clear()
        return []

    def spot_sensed(self, spot: SpotSensed, now: float) -> Sequence[object]:
        """A sensor speaks; one that says the same again, or that was stopped meanwhile, changes nothing."""
        if spot.id not in self._statuses or self._statuses[spot.id] == spot.status:
            return []
        self._statuses[spot.id] = spot.status
        if self._refresh_at is None:
            return []
        self._unsaid[spot.id] = None
        return self._say(now)

    def spot_ordered(self, order: NewSpot, now: float) -> Sequence[object]:
        """A place is added to the lot or taken out of it; twice is harmless."""
        if not self._detectors.is_place(order.id):
            return [Notice(f"{order.id} is a detector (ENTRY_IDS) and no place: {order.cmd} refused")]
        if order.cmd == "ADD":
            return self._add(order.id, now)
        return self._remove(order.id, now)

    def due(self) -> float | None:
        """When everything is said again, the rest is said, or what was ordered just now is carried out."""
        rest_at = self._words_at if self._unsaid else None
        return min((due for due in (self._refresh_at, self._ordered_at, rest_at) if due is not None), default=None)

    def time_passed(self, now: float) -> Sequence[object]:
        """Something is due."""
        ordered = self._carry_out_orders()
        if self._refresh_at is not None and now >= self._refresh_at:
            return [*ordered, *self._say_everything(now)]
        return [*ordered, *self._say(now)]

    def _say_everything(self, now: float) -> list[object]:
        self._refresh_at = now + self._refresh_seconds
        everything = {spot_id: None for spot_id, status in self._statuses.items() if status is not None}
        self._unsaid = everything | self._unsaid
        return self._say(now)

    def _say(self, now: float) -> list[object]:
        """As much as may be said at once. Detectors first: who has heard of none takes a place for an arrival."""
        if now > self._words_at:
            self._words_at, self._words_left = now, WORDS_AT_ONCE
        detectors = sorted(self._detectors & self._unsaid.keys())
        places = [spot_id for spot_id in islice(self._unsaid, self._words_left) if spot_id not in self._detectors]
        self._words_left -= len(places)
        for spot_id in (*detectors, *places):
            del self._unsaid[spot_id]
        return [self._word(spot_id) for spot_id in (*detectors, *places)]

    def _carry_out_orders(self) -> list[object]:
        """Orders that came together are remembered together: a file for each would be too slow in a flood."""
        if self._ordered_at is None:
            return []
        # Remembered before it is acted on: whatever kills us in between, the restart acts.
        outcomes = [Memory(tuple(self._added), tuple(self._removed)), *self._ordered]
        self._ordered, self._ordered_at = [], None
        return outcomes

    def _add(self, spot_id: str, now: float) -> list[object]:
        if spot_id in self._statuses:
            return []
        if len(self._statuses) >= MAX_SPOTS:
            return [Notice(f"the lot has {len(self._statuses)} spots, as many as a lot can have: ADD refused")]
        self._statuses[spot_id] = None
        self._removed.pop(spot_id, None)
        if spot_id not in self._own:
            self._added[spot_id] = None
        self._ordered.append(StartSensor(spot_id))
        self._ordered_at = now
        return []

    def _remove(self, spot_id: str, now: float) -> list[object]:
        forgotten = Forgotten(SpotStatus, spot_id)
        if spot_id not in self._statuses:
            # Another program may have left it with the broker, or our first answer got lost.
            return [forgotten]
        del self._statuses[spot_id]
        self._added.pop(spot_id, None)
        if spot_id in self._own or len(self._removed) < MAX_SPOTS:
            self._removed[spot_id] = None
        self._ordered += [StopSensor(spot_id), forgotten]
        self._ordered_at = now
        return []

    def _word(self, spot_id: str) -> SpotStatus | Forgotten:
        status = self._statuses.get(spot_id)
        if status is None:
            return Forgotten(SpotStatus, spot_id)
        return SpotStatus(id=spot_id, status=status, refresh=self._refresh_seconds)
