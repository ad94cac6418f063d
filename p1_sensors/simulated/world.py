"""The closed world: vehicles come, stand before the barrier, drive in, park, stay, and leave."""

import random
from collections.abc import Iterable, Sequence

from common.messages import BarrierState, Connected, Disconnected, Forgotten
from p1_sensors.rules import SpotSensed, StartSensor, StopSensor
from p1_sensors.simulated.lane import STANDS_SECONDS, Lane
from p1_sensors.simulated.lot import Lot
from p1_sensors.simulated.traffic import Traffic

# Drivers who see no barrier wait as long as one would take to open.
BLIND_STANDS_SECONDS = (3.0, 3.0)


class World:
    """The simulated lot. It knows no clock: whoever runs it says what time it is.

    Everything is counted from when it is handled and not from when it was due: so no detector is FREE or OCCUPIED for
    less than it should be, also when the process slept.

    Args:
        detectors: a lane each, before the same barrier.
        places: the ids of the places.
        speed: how much faster than in real life vehicles come and go (more than 0).
        chance: the only source of chance: the same seed and the same barrier, the same world.
        sees_barrier: whether the drivers see the barrier (completion C6). If not, they drive in when a place is left.
    """

    def __init__(
        self,
        detectors: Iterable[str],
        places: Iterable[str],
        *,
        speed: float,
        chance: random.Random,
        sees_barrier: bool,
    ) -> None:
        stands_seconds = STANDS_SECONDS if sees_barrier else BLIND_STANDS_SECONDS
        self._lanes = [Lane(detector, stands_seconds, chance) for detector in detectors]
        self._traffic = Traffic(chance, speed=speed)
        self._lot = Lot(places, self._traffic, chance)
        self._chance = chance
        self._sees_barrier = sees_barrier
        self._is_opened = False
        self._opened_at: float | None = None
        # None: the street is full, or the lot has no places.
        self._next_comes_at: float | None = None
        self._new_places: list[str] = []
        self._new_at = 0.0

    def connected(self, _: Connected, now: float) -> Sequence[object]:
        """The broker hears us: the first time, the lot opens, and it is empty."""
        for lane in self._lanes:
            lane.heard_anew(now)
        if self._opened_at is not None:
            return []
        self._opened_at = now
        # Whoever starts the lot should not have to wait for chance: one vehicle is already there.
        self._chance.choice(self._lanes).join()
        return [*(lane.status for lane in self._lanes), *(SpotSensed(place, "FREE") for place in self._lot.places)]

    def disconnected(self, _: Disconnected, now: float) -> Sequence[object]:
        """Nobody drives in on the strength of what the barrier was before."""
        return self._see(now, opened=False)

    def barrier_changed(self, barrier: BarrierState, now: float) -> Sequence[object]:
        """The drivers see the arm."""
        return self._see(now, opened=barrier.state == "OPENED")

    def barrier_forgotten(self, _: Forgotten, now: float) -> Sequence[object]:
        """Nobody says any more where the arm is."""
        return self._see(now, opened=False)

    def due(self) -> float | None:
        """When somebody moves."""
        new_at = self._new_at if self._new_places else None
        dues = [self._next_comes_at, self._lot.due(), new_at, *(lane.due() for lane in self._lanes)]
        return min((due for due in dues if due is not None), default=None)

    def time_passed(self, now: float) -> Sequence[object]:
        """Somebody moves."""
        if self._opened_at is None:
            return []
        sensed = [SpotSensed(place, "FREE") for place in self._new_places]
        self._new_places = []
        sensed += self._lot.time_passed(now)
        self._come(now, now - self._opened_at)
        for lane in self._lanes:
            sensed += lane.time_passed(now)
            if lane.is_ready and self._may_drive_in():
                self._lot.drive_in(now)
                sensed += lane.clear(now)
        return sensed

    def start_sensor(self, action: StartSensor, now: float) -> None:
        """A new place."""
        self._lot.add(action.id)
        self._new_places.append(action.id)
        self._new_at = now

    def stop_sensor(self, action: StopSensor, _: float) -> None:
        """A place less."""
        self._lot.remove(action.id)

    def _see(self, now: float, *, opened: bool) -> Sequence[object]:
        self._is_opened = opened
        return self.time_passed(now)

    def _may_drive_in(self) -> bool:
        return self._is_opened if self._sees_barrier else self._lot.places_left > 0

    def _come(self, now: float, seconds_open: float) -> None:
        """Vehicles come for as long as the street has room; so a fast world costs no more than its barrier lets in."""
        if self._next_comes_at is not None and self._next_comes_at <= now:
            self._next_comes_at = None
            lanes = [lane for lane in self._lanes if lane.has_room]
            if lanes and self._traffic.comes(seconds_open):
                self._chance.choice(lanes).join()
        if self._next_comes_at is None and any(lane.has_room for lane in self._lanes):
            seconds = self._traffic.seconds_to_next(len(self._lot))
            self._next_comes_at = None if seconds is None else now + seconds
