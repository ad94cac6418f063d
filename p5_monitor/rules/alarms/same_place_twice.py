"""Two spots whose ids look like two ways to write one."""

import re
from collections.abc import Iterable

from common.messages import Forgotten, SpotStatus
from common.spots import MAX_SPOTS
from p5_monitor.rules.alarms.alarm import AlarmRule, Condition
from p5_monitor.rules.facts import Heard
from p5_monitor.rules.picture import Kind
from p5_monitor.rules.recent import Recent

# How many ways to write one are looked after, and of how many it is remembered that there is more than one.
MAX_WAYS = 4
MAX_PLACES = 100

PART = re.compile(r"[a-z]+|[0-9]+")

SUBJECT = "spots"


class SamePlaceTwice(AlarmRule):
    """Raised while there are spots such as A1 and A01, which nobody takes for the same but people.

    One alarm for all of them: two modules that write all ids differently are one trouble. Its ``details`` are the
    ``first`` and the ``second`` of one pair, and how many ``pairs`` there are. Cleared when one of each was forgotten.
    """

    def __init__(self) -> None:
        self._places: Recent[tuple[str, ...]] = Recent(MAX_SPOTS)
        self._twice: dict[str, tuple[str, ...]] = {}

    def connected(self, now: float) -> None:
        """The broker will say which spots there are; one may have been forgotten while we were away."""
        self._places.clear()
        self._twice.clear()

    def heard(self, heard: Heard, now: float) -> None:
        """A spot was named, or forgotten."""
        match heard.message:
            case SpotStatus(id=spot_id):
                self._named(spot_id)
            case Forgotten(message=kind, id=spot_id) if kind is SpotStatus:
                self._forgotten(spot_id)

    def conditions(self, now: float) -> Iterable[Condition]:
        """Whether there are any."""
        if self._twice:
            first, second, *_ = sorted(next(iter(self._twice.values())), key=lambda spot_id: (len(spot_id), spot_id))
            details = {"first": first, "second": second, "pairs": str(len(self._twice))}
            yield Condition(Kind.SAME_PLACE_TWICE, SUBJECT, details)

    def _named(self, spot_id: str) -> None:
        place = _place(spot_id)
        ways = self._ways(place)
        if spot_id not in ways:
            ways = (*ways, spot_id)[:MAX_WAYS]
        self._remember(place, ways)

    def _forgotten(self, spot_id: str) -> None:
        place = _place(spot_id)
        ways = self._ways(place)
        if spot_id in ways:
            self._remember(place, tuple(way for way in ways if way != spot_id))

    def _ways(self, place: str) -> tuple[str, ...]:
        """Of which an alarm stands; no flood of other ids ends that."""
        return self._twice.get(place) or self._places.get(place) or ()

    def _remember(self, place: str, ways: tuple[str, ...]) -> None:
        self._places.put(place, ways)
        if len(ways) < 2:  # noqa: PLR2004  two ways to write one
            self._twice.pop(place, None)
        elif place in self._twice or len(self._twice) < MAX_PLACES:
            self._twice[place] = ways


def _place(spot_id: str) -> str:
    """The same for A1, A01, a1 and A-1, another for A11 and A1-1."""
    return " ".join(part.lstrip("0") for part in PART.findall(spot_id.lower()))
