"""A lot for the tests of P2: a Rehearsal of P2 with a count, and the words of the lot."""

from common.messages import Available, BarrierCommand, SpotStatus
from common.remembered import Remembered
from common.spots import Detectors
from common.state_file import StateFile
from common.testing import Rehearsal
from p2_logic.rules import Admission, Memory
from p2_logic.service import build

RETRY_SECONDS = 8.0
TRANSIT_SECONDS = 120.0

OPEN = BarrierCommand(action="OPEN", by="P2")
ARRIVES = SpotStatus(id="ENTRY", status="OCCUPIED")
DRIVES_ON = SpotStatus(id="ENTRY", status="FREE")
DETECTOR_LOST = SpotStatus(id="ENTRY", status="UNKNOWN")


def free(spot_id: str) -> SpotStatus:
    return SpotStatus(id=spot_id, status="FREE")


def taken(spot_id: str) -> SpotStatus:
    return SpotStatus(id=spot_id, status="OCCUPIED")


def unknown(spot_id: str) -> SpotStatus:
    return SpotStatus(id=spot_id, status="UNKNOWN")


class Lot(Rehearsal):
    """P2 in rehearsal; ``parks`` is what P1 and P4 say when a vehicle takes a place."""

    def __init__(
        self,
        places: int | None,
        *,
        file: StateFile,
        entries: tuple[str, ...] = ("ENTRY",),
        count_max_age_seconds: float = 0.0,
        heard_before: bool = True,
    ) -> None:
        memory = Remembered(file, Memory)
        remembered = memory.load()
        if heard_before and remembered == Memory():
            remembered = Memory(detector_heard=True)
        admission = Admission(
            Detectors(entries),
            retry_seconds=RETRY_SECONDS,
            transit_seconds=TRANSIT_SECONDS,
            memory=remembered,
            now=0.0,
        )
        super().__init__(build(admission, memory, count_max_age_seconds))
        self.count = places
        if places is not None:
            self.hears(Available(count=places), *(free(f"A{number + 1}") for number in range(min(places, 20))))

    def counts(self, places: int) -> list[object]:
        """P4 announces so many free places."""
        self.count = places
        return [*self.hears(Available(count=places))]

    def parks(self, spot_id: str) -> list[object]:
        """A vehicle takes a place: P1 says so, and P4 counts it."""
        said = self.hears(taken(spot_id))
        return [*said, *self.counts((self.count or 0) - 1)]

    def next_arrives(self) -> list[object]:
        """The vehicle at the detector drives on, and after a gap another one stands there."""
        self.hears(DRIVES_ON)
        self.passes(2)
        return [*self.hears(ARRIVES)]
