"""P1 to P4 and P5 in rehearsal, on one clock: what one says, all hear."""

import random
from pathlib import Path

from common.contract import Completions
from common.messages import Forgotten, Message
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
    """

    def __init__(self, folder: Path, speed: float, seed: int) -> None:
        services = (p4(), p2(folder), p3(folder), p1(folder, speed, seed))
        self.desk = Desk()
        self._modules = [Rehearsal(service, Completions.ALL) for service in services]
        self.said: list[Message | Forgotten] = []

    def passes(self, seconds: float) -> None:
        """So much time goes by."""
        for _ in range(round(seconds / STEP_SECONDS)):
            for module in (*self._modules, self.desk):
                self._spread(module.passes(STEP_SECONDS))

    def _spread(self, said: list[Message | Forgotten]) -> None:
        for message in said:
            self.said.append(message)
            for module in (self.desk, *self._modules):
                self._spread(module.hears(message))


def p1(folder: Path, speed: float, seed: int) -> Service:
    """A simulated lot of twelve."""
    world = World(sorted(DETECTORS), PLACES, speed=speed, chance=random.Random(seed), sees_barrier=True)  # noqa: S311  no secret
    memory = Remembered(StateFile(folder / "p1.json"), SpotMemory)
    return build_simulated(Roster(DETECTORS, [*DETECTORS, *PLACES], refresh_seconds=REFRESH_SECONDS), memory, world)


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
