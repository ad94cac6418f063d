"""P1 in rehearsal, with sensors that are worked by hand, and the words of the lot."""

from collections.abc import Sequence

from common.messages import Connected, NewSpot, SpotStatus, Status
from common.remembered import Remembered
from common.spots import Detectors
from common.state_file import StateFile
from common.testing import Rehearsal
from p1_sensors.rules import Memory, Roster, SpotSensed, StartSensor, StopSensor
from p1_sensors.service import build

REFRESH_SECONDS = 60.0
DETECTORS = Detectors(["ENTRY"])


def says(spot_id: str, status: Status) -> SpotStatus:
    return SpotStatus(id=spot_id, status=status, refresh=REFRESH_SECONDS)


def free(spot_id: str) -> SpotStatus:
    return says(spot_id, "FREE")


def taken(spot_id: str) -> SpotStatus:
    return says(spot_id, "OCCUPIED")


def unknown(spot_id: str) -> SpotStatus:
    return says(spot_id, "UNKNOWN")


def add(spot_id: str) -> NewSpot:
    return NewSpot(id=spot_id, cmd="ADD")


def remove(spot_id: str) -> NewSpot:
    return NewSpot(id=spot_id, cmd="REMOVE")


class HandWorked:
    """Sensors that know what they are told before the first connection, and nothing by themselves."""

    def __init__(self, *known: SpotSensed) -> None:
        self._known = known

    def connected(self, _: Connected, __: float) -> Sequence[object]:
        known, self._known = self._known, ()
        return known

    def due(self) -> float | None:
        return None

    def time_passed(self, _: float) -> Sequence[object]:
        return []

    def start_sensor(self, action: StartSensor, now: float) -> None:
        pass

    def stop_sensor(self, action: StopSensor, now: float) -> None:
        pass


class Lot(Rehearsal):
    """P1 for ENTRY and these places, all known to be FREE; ``said_at_start`` is what it says on connecting."""

    def __init__(self, *places: str, file: StateFile, known: bool = True) -> None:
        memory = Remembered(file, Memory)
        roster = Roster(DETECTORS, (*places, "ENTRY"), refresh_seconds=REFRESH_SECONDS, memory=memory.load())
        facts = [SpotSensed(spot_id, "FREE") for spot_id in (*places, "ENTRY")] if known else []
        super().__init__(build(roster, memory, HandWorked(*facts)), connected=False)
        self.said_at_start = self.senses(Connected())
