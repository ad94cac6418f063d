"""P4 in rehearsal, and the words of the lot."""

from typing import Any

from common.messages import Available, SpotStatus
from common.spots import Detectors
from common.testing import Rehearsal
from p4_display.display import NoDisplay
from p4_display.rules import QUIET_SECONDS, Counter, Show
from p4_display.service import build


def free(spot_id: str, refresh: float | None = None) -> SpotStatus:
    return SpotStatus(id=spot_id, status="FREE", refresh=refresh)


def taken(spot_id: str) -> SpotStatus:
    return SpotStatus(id=spot_id, status="OCCUPIED")


def unknown(spot_id: str) -> SpotStatus:
    return SpotStatus(id=spot_id, status="UNKNOWN")


def count(places: int) -> Available:
    return Available(count=places, refresh=60)


class Sign(Rehearsal):
    """A P4 that has heard these places, all FREE, and has announced them."""

    def __init__(self, *places: str, stale_seconds: float = 0.0, **options: Any) -> None:
        counter = Counter(Detectors(["ENTRY"]), stale_seconds=stale_seconds, **options)
        super().__init__(build(counter, NoDisplay(), stale_seconds))
        self.hears(*(free(place) for place in places))
        self.first = self.passes(QUIET_SECONDS)
        self.passes(1)

    @property
    def shown(self) -> int | None:
        """What drivers read now."""
        return [action.count for action in self.performed if isinstance(action, Show)][-1]
