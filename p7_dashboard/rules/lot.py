"""The places, the detectors and the count."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from common.messages import Available, Connected, Disconnected, Forgotten, Message, Notice, SpotStatus
from common.spots import MAX_SPOTS, Detectors, Promises
from p7_dashboard.rules.facts import Heard, Shown


@dataclass(frozen=True)
class Spot:
    """A place or a detector.

    ``since``: when the status was heard to change (None: before we listened); ``silent``: it broke its promise.
    """

    status: str
    since: str | None
    silent: bool = False


@dataclass(frozen=True)
class Count:
    """How many places are free as announced (None: nobody knows)."""

    value: int | None = None
    since: str | None = None
    silent: bool = False


class Lot:
    """What is known of the lot.

    Args:
        detectors: the ids that are no places.
    """

    def __init__(self, detectors: Detectors) -> None:
        self._places = Board()
        self._detectors = Board()
        self._detector_ids = detectors
        self._count = Count()
        self._count_changed = False
        self._promises = Promises()
        self._topics: dict[str, str] = {}
        self._said_full = False

    def connected(self, _: Connected, now: float) -> Sequence[object]:
        """From now on silence counts."""
        self._promises.connected(now)
        return []

    def disconnected(self, _: Disconnected, now: float) -> Sequence[object]:
        """Who cannot hear cannot say that nobody spoke."""
        self._promises.disconnected(now)
        return []

    def heard(self, heard: Heard, now: float) -> Sequence[object]:
        """Somebody spoke of a spot or of the count."""
        message = heard.message
        match message:
            case SpotStatus():
                return self._spot_said(message, heard, now)
            case Available() if self._believes(heard, message, now):
                self._note_count(message.count, heard)
            case Forgotten(message=kind, id=spot_id) if kind is SpotStatus:
                self._promises.forget(heard.topic)
                self._topics.pop(heard.topic, None)
                self._board(spot_id).note(spot_id, None)
            case Forgotten(message=kind) if kind is Available:
                self._promises.forget(heard.topic)
                self._note_count(None, heard)
        return []

    def due(self) -> float | None:
        """When the next promise may turn out to be broken."""
        return self._promises.due()

    def time_passed(self, now: float) -> Sequence[object]:
        """Somebody was silent for longer than he had promised: what he last said is not shown as if it were true."""
        for topic in self._promises.broken(now):
            spot_id = self._topics.get(topic)
            if spot_id is None:
                self._count, self._count_changed = Count(silent=True), True
            else:
                self._board(spot_id).note(spot_id, Spot("UNKNOWN", None, silent=True))
        return []

    @property
    def is_changed(self) -> bool:
        """Whether it has something new to show."""
        return self._count_changed or self._places.is_changed or self._detectors.is_changed

    def take_change(self) -> Shown:
        """The spots and the count that have changed; a spot that is gone is None."""
        change: dict[str, object] = {}
        if self._places.is_changed:
            change["spots"] = self._places.take_change()
        if self._detectors.is_changed:
            change["detectors"] = self._detectors.take_change()
        if self._count_changed:
            self._count_changed = False
            change["count"] = self._count
        return change

    def whole(self) -> Shown:
        """Every spot, and the count."""
        return {"spots": self._places.whole(), "detectors": self._detectors.whole(), "count": self._count}

    def _spot_said(self, spot: SpotStatus, heard: Heard, now: float) -> Sequence[object]:
        if heard.topic not in self._topics:
            if len(self._topics) >= MAX_SPOTS:
                return self._say_full()
            self._topics[heard.topic] = spot.id
        if self._believes(heard, spot, now):
            self._board(spot.id).note(spot.id, Spot(spot.status, None if heard.retained else heard.at))
        return []

    def _say_full(self) -> list[Notice]:
        said, self._said_full = self._said_full, True
        return [] if said else [Notice(f"more than {MAX_SPOTS} spots: the rest is not shown")]

    def _believes(self, heard: Heard, message: Message, now: float) -> bool:
        refresh = getattr(message, "refresh", None)
        if heard.retained:
            return self._promises.remembered(heard.topic, refresh, now)
        self._promises.heard(heard.topic, refresh, now)
        return True

    def _note_count(self, value: int | None, heard: Heard) -> None:
        if value != self._count.value or self._count.silent:
            self._count, self._count_changed = Count(value, None if heard.retained else heard.at), True

    def _board(self, spot_id: str) -> "Board":
        return self._places if self._detector_ids.is_place(spot_id) else self._detectors


class Board:
    """Spots by id, and which of them have changed."""

    def __init__(self) -> None:
        self._spots: dict[str, Spot] = {}
        self._changed: set[str] = set()
        self._copy: dict[str, Spot] | None = None

    def note(self, spot_id: str, spot: Spot | None) -> None:
        """A spot's status (None: it does not exist any more); one that says the same again has not changed."""
        before = self._spots.get(spot_id)
        if before == spot or (before and spot and replace(before, since=None) == replace(spot, since=None)):
            return
        if spot is None:
            del self._spots[spot_id]
        else:
            self._spots[spot_id] = spot
        self._changed.add(spot_id)
        self._copy = None

    @property
    def is_changed(self) -> bool:
        """Whether any spot has changed."""
        return bool(self._changed)

    def take_change(self) -> dict[str, Spot | None]:
        """Those that have changed."""
        changed, self._changed = self._changed, set()
        return {spot_id: self._spots.get(spot_id) for spot_id in sorted(changed)}

    def whole(self) -> dict[str, Spot]:
        """All of them; a copy, so that another thread may read it."""
        if self._copy is None:
            self._copy = dict(self._spots)
        return self._copy
