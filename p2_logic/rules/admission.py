"""Who is let in: one vehicle, one OPEN; never two for one place; no vehicle, no OPEN."""

from collections.abc import Sequence
from dataclasses import dataclass

from common.messages import (
    Available,
    BarrierCommand,
    Connected,
    Disconnected,
    Forgotten,
    Notice,
    SpotStatus,
    Status,
)
from common.spots import Detectors
from p2_logic.rules.lane import Lane, Vehicle
from p2_logic.rules.places import Places

OPEN = BarrierCommand(action="OPEN", by="P2")

# After so many retries the driver sleeps or the detector is stuck: that is said, and tried ever more rarely.
PATIENT_RETRIES = 5
LONGEST_RETRY_SECONDS = 300.0

# The retained detector and the retained count come in any order; only then is it worth a word that one is missing.
COUNT_GRACE_SECONDS = 1.0

# So long after connecting every retained detector has been heard, if there is one.
DETECTOR_GRACE_SECONDS = 5.0


@dataclass(frozen=True)
class Memory:
    """What outlives a restart: whose OPEN was given, and whether the lot has a detector.

    Args:
        standing: the lanes in which a vehicle stands that was let in.
        driving: how many more are on their way.
        detector_heard: whether a detector was ever heard: from then on no place is read as an arrival.
    """

    standing: tuple[str, ...] = ()
    driving: int = 0
    detector_heard: bool = False


class Admission:
    """Decides from the whole picture, each time anything changes.

    Args:
        detectors: the spot ids that are lanes before the barrier.
        retry_seconds: a vehicle that still stands there gets another OPEN after this.
        transit_seconds: how long a place is held for a vehicle that drove on.
        memory: what was known before a restart.
        now: monotonic seconds.
    """

    def __init__(
        self,
        detectors: Detectors,
        *,
        retry_seconds: float,
        transit_seconds: float,
        memory: Memory,
        now: float,
    ) -> None:
        self._detectors = detectors
        self._retry_seconds = retry_seconds
        self._places = Places(transit_seconds)
        self._lanes: dict[str, Lane] = {}
        self._occupied: dict[str, Lane] = {}
        self._statuses: dict[str, Status] = {}
        self._detector_heard = memory.detector_heard
        self._remembered = memory
        self._literal_reading_at: float | None = None
        self._said_literal_reading = False
        self._say_no_count_at: float | None = None
        self._said_no_count = False
        self._restore(memory, now)

    def connected(self, _: Connected, now: float) -> Sequence[object]:
        """The broker tells us the present state, if it remembers one."""
        if not self._detector_heard:
            self._literal_reading_at = now + DETECTOR_GRACE_SECONDS
        return []

    def disconnected(self, _: Disconnected, now: float) -> Sequence[object]:
        """Nothing that was heard can be relied on until it is heard again."""
        self._literal_reading_at = None
        self._places.forgotten()
        for name in self._lanes:
            self._lane_changed(name, "UNKNOWN", now)
        return self._decide(now)

    def spot_changed(self, spot: SpotStatus, now: float) -> Sequence[object]:
        """A detector or a place reports."""
        arrived = self._is_literal_arrival(spot)
        self._note(spot, now)
        opened = self._read_literally() if arrived else []
        return [*opened, *self._decide(now)]

    def spot_remembered(self, spot: SpotStatus, now: float) -> Sequence[object]:
        """The broker remembers a detector or a place: enough to serve a vehicle that waits, no news of an arrival."""
        self._note(spot, now)
        return self._decide(now)

    def spot_forgotten(self, spot: Forgotten, now: float) -> Sequence[object]:
        """A detector or a place does not exist any more."""
        if self._detectors.is_place(spot.id):
            if self._statuses.pop(spot.id, None) == "FREE":
                self._places.place_lost(now)
        elif spot.id in self._lanes:
            self._lane_changed(spot.id, "UNKNOWN", now)
        return self._decide(now)

    def count_announced(self, available: Available, now: float) -> Sequence[object]:
        """P4 says how many places are free."""
        self._places.announced(available.count, now)
        return self._decide(now)

    def count_forgotten(self, _: Forgotten, now: float) -> Sequence[object]:
        """Nobody vouches for the count any more."""
        self._places.forgotten()
        return self._decide(now)

    def due(self) -> float | None:
        """When time alone changes the decision."""
        let_in = [vehicle for vehicle in self._waiting_longest_first() if vehicle.let_in]
        retries = [vehicle.retry_at for vehicle in let_in if self._has_a_place_for(vehicle)]
        stuck = [self._stuck_at(vehicle) for vehicle in let_in if not vehicle.said_stuck]
        others = [self._places.next_deadline(), self._say_no_count_at, self._literal_reading_at]
        return min((due for due in (*retries, *stuck, *others) if due is not None), default=None)

    def time_passed(self, now: float) -> Sequence[object]:
        """Something is due."""
        return self._decide(now)

    def _decide(self, now: float) -> list[object]:
        self._places.settle(now)
        notices = [*self._missing_count(now), *self._missing_detector(now)]
        opens = []
        for vehicle in self._waiting_longest_first():
            notices += self._stuck(vehicle, now)
            if self._is_served(vehicle, now):
                opens.append(OPEN)
        # Who was let in is remembered before the arm can move: a restart in between must not let him in twice.
        return [*notices, *self._remember(), *opens]

    def _note(self, spot: SpotStatus, now: float) -> None:
        """Takes a status into the picture."""
        if self._detectors.is_place(spot.id):
            if self._statuses.get(spot.id) == "FREE" and spot.status != "FREE":
                lost_or_taken = {"OCCUPIED": self._places.place_taken, "UNKNOWN": self._places.place_lost}
                lost_or_taken[spot.status](now)
            self._statuses[spot.id] = spot.status
        else:
            self._detector_heard = True
            self._literal_reading_at = None
            self._lane_changed(spot.id, spot.status, now)

    def _is_served(self, vehicle: Vehicle, now: float) -> bool:
        """Whether a vehicle that stands before the barrier gets an OPEN now; it is given a place if it has none."""
        if (vehicle.let_in and vehicle.retry_at > now) or not self._has_a_place_for(vehicle):
            return False
        vehicle.retries += vehicle.let_in
        doubled = self._retry_seconds * 2.0 ** max(0, min(vehicle.retries - PATIENT_RETRIES, 10))
        vehicle.retry_at = now + max(self._retry_seconds, min(doubled, LONGEST_RETRY_SECONDS))
        if not self._places.is_held_for(vehicle):
            self._places.hold_for(vehicle)
        vehicle.let_in = True
        return True

    def _has_a_place_for(self, vehicle: Vehicle) -> bool:
        if self._places.count is None:
            return False
        # Its own place is among those on their way; if even that is gone, somebody else has it.
        return self._places.left() >= (0 if self._places.is_held_for(vehicle) else 1)

    def _stuck_at(self, vehicle: Vehicle) -> float:
        return vehicle.came_at + PATIENT_RETRIES * self._retry_seconds

    def _waiting_longest_first(self) -> list[Vehicle]:
        """The vehicles that stand before the barrier now."""
        vehicles = [lane.vehicle for lane in self._occupied.values() if lane.vehicle]
        return sorted(vehicles, key=lambda vehicle: vehicle.came_at)

    def _lane_changed(self, name: str, status: Status, now: float) -> None:
        lane = self._lanes.setdefault(name, Lane(name))
        before = lane.vehicle
        lane.changed(status, now)
        if lane.is_occupied:
            self._occupied[name] = lane
        else:
            self._occupied.pop(name, None)
        if before and not lane.is_occupied:
            self._places.drove_on(before, now)
        elif before and lane.vehicle is before:
            self._places.came_back(before)

    def _is_literal_arrival(self, spot: SpotStatus) -> bool:
        was_free = self._statuses.get(spot.id) == "FREE"
        return not self._detector_heard and was_free and spot.status == "OCCUPIED" and self._detectors.is_place(spot.id)

    def _read_literally(self) -> list[object]:
        """The team's table to the letter: a place that turns OCCUPIED is an arrival, parked already: no transit."""
        opened: list[object] = [OPEN] if self._places.count else []
        return [*self._say_literal_reading(), *opened]

    def _missing_detector(self, now: float) -> list[Notice]:
        if self._literal_reading_at is None or now < self._literal_reading_at:
            return []
        self._literal_reading_at = None
        return self._say_literal_reading() if self._statuses else []

    def _say_literal_reading(self) -> list[Notice]:
        if self._said_literal_reading:
            return []
        self._said_literal_reading = True
        ids = ", ".join(sorted(self._detectors))
        return [Notice(f"no detector heard ({ids}): using each place that becomes OCCUPIED as an arrival")]

    def _missing_count(self, now: float) -> list[Notice]:
        waits = any(not vehicle.let_in for vehicle in self._waiting_longest_first())
        if self._places.count is not None:
            self._said_no_count = False
        if self._places.count is not None or not waits or self._said_no_count:
            self._say_no_count_at = None
            return []
        if self._say_no_count_at is None:
            self._say_no_count_at = now + COUNT_GRACE_SECONDS
        if now < self._say_no_count_at:
            return []
        self._said_no_count, self._say_no_count_at = True, None
        return [Notice("a vehicle waits and nobody announces how many places are free: closed until P4 is heard")]

    def _stuck(self, vehicle: Vehicle, now: float) -> list[Notice]:
        if not vehicle.let_in or vehicle.said_stuck or now < self._stuck_at(vehicle):
            return []
        vehicle.said_stuck = True
        seconds = now - vehicle.came_at
        return [Notice(f"a vehicle that was let in has stood there for {seconds:.0f} s: is the detector stuck?")]

    def _remember(self) -> list[Memory]:
        memory = Memory(self._places.standing, self._places.driving, self._detector_heard)
        if memory == self._remembered:
            return []
        self._remembered = memory
        return [memory]

    def _restore(self, memory: Memory, now: float) -> None:
        """Whoever was on his way before the restart still is; how long for is not known, so the time begins anew."""
        lanes = [*memory.standing, *[""] * memory.driving]
        for name in lanes:
            vehicle = Vehicle(name, now, let_in=True, retry_at=now + self._retry_seconds)
            self._places.hold_for(vehicle)
            self._places.drove_on(vehicle, now)
            if name:
                self._lanes[name] = Lane(name, vehicle)
