"""P1 to P4 and P5 in rehearsal, on one clock: what one says, all hear."""

import random
from collections.abc import Sequence
from pathlib import Path

from common.contract import Completions, address_of, find
from common.messages import Connected, Disconnected, Forgotten, Message
from common.remembered import Remembered
from common.service import Service
from common.spots import Detectors
from common.state_file import StateFile
from common.testing import Rehearsal
from p1_sensors.rules import Memory as SpotMemory
from p1_sensors.rules import Roster
from p1_sensors.service import build_simulated
from p1_sensors.simulated import World
from p2_logic.rules import Admission, Memory
from p2_logic.service import build as build_p2
from p3_barrier.rules import Barrier, Position
from p3_barrier.service import build as build_p3
from p3_barrier.simulated import SimulatedArm
from p4_display.display import NoDisplay
from p4_display.rules import Counter
from p4_display.service import build as build_p4
from tests.p5_monitor.desk import Desk

STEP_SECONDS = 0.1

DETECTORS = Detectors(["ENTRY"])
PLACES = [f"A{number}" for number in range(1, 13)]

# The defaults of the settings.
REFRESH_SECONDS = 60.0
RETRY_SECONDS = 8.0
TRANSIT_SECONDS = 120.0
HOLD_SECONDS = 10.0
TRAVEL_SECONDS = 1.0
TRAVEL_TIMEOUT_SECONDS = 10.0


class HealthyLot:
    """Nothing is wrong here.

    Args:
        folder: for state files.
        speed: how much faster than real vehicles these come and go.
        seed: which vehicles.
        places: the lot's.
    """

    def __init__(self, folder: Path, speed: float, seed: int, places: Sequence[str] = PLACES) -> None:
        services = (p4(), p2(folder), p3(folder), p1(folder, speed, seed, places))
        self.desk = Desk()
        self._listens = True
        self._kept: dict[str, Message] = {}
        self._modules = [Rehearsal(service, Completions.ALL) for service in services]
        self.said: list[Message | Forgotten] = []

    def passes(self, seconds: float) -> None:
        """So much time goes by."""
        for _ in range(round(seconds / STEP_SECONDS)):
            for module in (*self._modules, self.desk):
                self._spread(module.passes(STEP_SECONDS))

    def cuts_off_the_desk(self, seconds: float) -> None:
        """The others go on without it; then it hears again, and first what the broker kept."""
        self.desk.senses(Disconnected())
        self._listens = False
        self.passes(seconds)
        self._listens = True
        self.desk.senses(Connected())
        self._tells_what_is_kept()

    def gets_a_new_desk(self) -> None:
        """P5 is started anew, in the midst of it all."""
        self.desk = Desk()
        self._tells_what_is_kept()

    def _tells_what_is_kept(self) -> None:
        self.desk.hears(*self._kept.values(), retained=True)

    def _spread(self, said: list[Message | Forgotten]) -> None:
        for message in said:
            self.said.append(message)
            self._keep(message)
            for module in (self.desk, *self._modules) if self._listens else self._modules:
                self._spread(module.hears(message))

    def _keep(self, message: Message | Forgotten) -> None:
        topic = address_of(message)
        found = find(topic)
        if isinstance(message, Forgotten):
            self._kept.pop(topic, None)
        elif found and found[0].retained:
            self._kept[topic] = message


def p1(folder: Path, speed: float, seed: int, places: Sequence[str]) -> Service:
    """A simulated lot."""
    world = World(sorted(DETECTORS), places, speed=speed, chance=random.Random(seed), sees_barrier=True)  # noqa: S311  no secret
    memory = Remembered(StateFile(folder / "p1.json"), SpotMemory)
    return build_simulated(Roster(DETECTORS, [*DETECTORS, *places], refresh_seconds=REFRESH_SECONDS), memory, world)


def p2(folder: Path) -> Service:
    """Who is let in."""
    memory = Remembered(StateFile(folder / "p2.json"), Memory)
    times = {"retry_seconds": RETRY_SECONDS, "transit_seconds": TRANSIT_SECONDS}
    return build_p2(Admission(DETECTORS, **times, memory=Memory(), now=0.0), memory)


def p3(folder: Path) -> Service:
    """A simulated arm, under which nothing ever is."""
    barrier = Barrier(
        travel_timeout_seconds=TRAVEL_TIMEOUT_SECONDS, hold_seconds=HOLD_SECONDS, position=Position(), now=0.0
    )
    arm = SimulatedArm.seeded(TRAVEL_SECONDS, 0.0, None)
    return build_p3(barrier, Remembered(StateFile(folder / "p3.json"), Position), arm)


def p4() -> Service:
    """A count, and no sign."""
    return build_p4(Counter(DETECTORS, refresh_seconds=REFRESH_SECONDS), NoDisplay())
