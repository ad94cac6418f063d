"""The simulated world and the words of the street: a barrier that follows a script, and a watch on every vehicle."""

import random
from collections import defaultdict
from collections.abc import Callable
from typing import NamedTuple

from common.messages import BarrierState, Connected, State
from p1_sensors.rules import SpotSensed
from p1_sensors.simulated import World

PLACES = tuple(f"A{number}" for number in range(1, 13))

Script = Callable[[float], State]


class Said(NamedTuple):
    """What a sensor said, when, and whether the barrier was OPENED then."""

    at: float
    id: str
    status: str
    opened: bool


def always_opened(_: float) -> State:
    return "OPENED"


def always_closed(_: float) -> State:
    return "CLOSED"


def opened_ten_seconds_a_minute(now: float) -> State:
    return "OPENED" if now % 60 < 10 else "CLOSED"


class Street:
    """Runs a World through virtual time; ``said`` is all that its sensors said."""

    def __init__(
        self,
        *,
        places: tuple[str, ...] = PLACES,
        entries: tuple[str, ...] = ("ENTRY",),
        speed: float = 1.0,
        seed: int = 1,
        sees_barrier: bool = True,
        script: Script = always_opened,
    ) -> None:
        self.entries = entries
        chance = random.Random(seed)  # noqa: S311  no secret
        self.world = World(entries, places, speed=speed, chance=chance, sees_barrier=sees_barrier)
        self.now = 0.0
        self.said: list[Said] = []
        self.script = script
        self.barrier: State = "CLOSED"
        self._note(self.world.connected(Connected(), self.now))

    def passes(self, seconds: float, step: float = 1.0) -> "Street":
        """So much time goes by; the barrier is looked at every ``step``, the world whenever it wants to be."""
        end = self.now + seconds
        while self.now < end:
            self._show_barrier(self.script(self.now))
            self._advance(min(end, self.now + step))
        return self

    def _show_barrier(self, state: State) -> None:
        if state != self.barrier:
            self.barrier = state
            self._note(self.world.barrier_changed(BarrierState(state=state), self.now))

    def _advance(self, end: float) -> None:
        while (due := self.world.due()) is not None and due <= end:
            assert due >= self.now, "due in the past: the loop would never sleep"
            self.now = due
            self._note(self.world.time_passed(self.now))
        self.now = end

    def _note(self, sensed: object) -> None:
        for fact in sensed:  # type: ignore[attr-defined]
            assert isinstance(fact, SpotSensed)
            self.said.append(Said(self.now, fact.id, fact.status, self.barrier == "OPENED"))

    def at(self, spot_id: str) -> list[Said]:
        """What one sensor said."""
        return [said for said in self.said if said.id == spot_id]

    def vehicles(self, entry: str = "ENTRY") -> list[tuple[Said, Said]]:
        """Each vehicle on the detector: when it came, and when it went."""
        said = self.at(entry)[1:]
        return list(zip(said[::2], said[1::2], strict=False))

    def driven_in(self) -> list[tuple[Said, Said]]:
        """The vehicles that went before they would have given up."""
        return [pair for entry in self.entries for pair in self.vehicles(entry) if pair[1].at - pair[0].at < 59.9]

    def parked(self) -> list[Said]:
        """Every place that became taken."""
        return [said for said in self.said if said.id not in self.entries and said.status == "OCCUPIED"]

    def by_spot(self) -> dict[str, list[str]]:
        """The words of each sensor, in order."""
        words = defaultdict(list)
        for said in self.said:
            words[said.id].append(said.status)
        return words
