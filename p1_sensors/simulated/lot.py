"""The places of a simulated lot, who is on them, and who is on the way to one."""

import heapq
import random
from collections.abc import Iterable

from p1_sensors.rules import SpotSensed
from p1_sensors.simulated.traffic import Traffic

# From the barrier to a place: never sped up, and well within the time for which P2 holds a place.
PARKS_SECONDS = (2.0, 6.0)


class Lot:
    """Vehicles that drive in, park, and leave.

    Args:
        places: the ids of the places; nobody is there.
        traffic: how long vehicles stay.
        chance: the source of chance.
    """

    def __init__(self, places: Iterable[str], traffic: Traffic, chance: random.Random) -> None:
        self._leaves_at: dict[str, float | None] = dict.fromkeys(places)
        self._leaving: list[tuple[float, str]] = []
        self._parking: list[float] = []
        self._traffic = traffic
        self._chance = chance

    def __len__(self) -> int:
        return len(self._leaves_at)

    @property
    def places(self) -> tuple[str, ...]:
        """The ids of all places."""
        return tuple(self._leaves_at)

    @property
    def places_left(self) -> int:
        """How many places are free and will not be taken by one that is on the way."""
        return len(self._free()) - len(self._parking)

    def due(self) -> float | None:
        """When somebody parks or leaves."""
        return min([*self._parking[:1], *(at for at, _ in self._leaving[:1])], default=None)

    def drive_in(self, now: float) -> None:
        """A vehicle has passed the barrier."""
        heapq.heappush(self._parking, now + self._chance.uniform(*PARKS_SECONDS))

    def time_passed(self, now: float) -> list[SpotSensed]:
        """Somebody parks or leaves. One who finds no place drives out."""
        sensed = []
        while self._leaving and self._leaving[0][0] <= now:
            leaves_at, place = heapq.heappop(self._leaving)
            # A place that was taken out and added again has forgotten who stood there.
            if self._leaves_at.get(place) == leaves_at:
                self._leaves_at[place] = None
                sensed.append(SpotSensed(place, "FREE"))
        while self._parking and self._parking[0] <= now:
            heapq.heappop(self._parking)
            sensed += self._park(now)
        return sensed

    def add(self, place: str) -> None:
        """A new place: nobody is there."""
        self._leaves_at[place] = None

    def remove(self, place: str) -> None:
        """A place less; who stood there is gone."""
        self._leaves_at.pop(place, None)

    def _park(self, now: float) -> list[SpotSensed]:
        free = self._free()
        if not free:
            return []
        place = self._chance.choice(free)
        leaves_at = self._leaves_at[place] = now + self._traffic.stay_seconds()
        heapq.heappush(self._leaving, (leaves_at, place))
        return [SpotSensed(place, "OCCUPIED")]

    def _free(self) -> list[str]:
        return [place for place, leaves_at in self._leaves_at.items() if leaves_at is None]
