"""A gate for the tests of P3: a Rehearsal of P3 on a simulated arm, and the words of the barrier."""

import random

from common.messages import BarrierCommand, BarrierState, Override
from common.remembered import Remembered
from common.state_file import StateFile
from common.testing import Rehearsal
from p3_barrier.rules import Barrier, BeamBroken, BeamCleared, Position
from p3_barrier.service import build
from p3_barrier.simulated import SimulatedArm

TRAVEL_SECONDS = 2.0
TIMEOUT_SECONDS = 5.0
HOLD_SECONDS = 10.0
LONG_SECONDS = 3600.0

OPEN = BarrierCommand(action="OPEN", by="P2")
FORCE_OPEN = Override(cmd="FORCE_OPEN", by="Ada")
RELEASE = Override(cmd="RELEASE", by="Ada")
BROKEN, CLEARED = BeamBroken(), BeamCleared()


def state(word: str, reason: str, by: str | None = None) -> BarrierState:
    return BarrierState(state=word, reason=reason, by=by)  # type: ignore[arg-type]


class ArmUnderTest(SimulatedArm):
    """One whose end switches may fail."""

    def __init__(self, travel_seconds: float) -> None:
        super().__init__(travel_seconds, 0.0, random.Random(0))  # noqa: S311
        self.switches_work = True

    def due(self) -> float | None:
        return super().due() if self.switches_work else None


class Gate(Rehearsal):
    """P3 in rehearsal, closed unless the state file says otherwise."""

    def __init__(
        self,
        file: StateFile,
        *,
        travel_seconds: float = TRAVEL_SECONDS,
        arm: ArmUnderTest | None = None,
        now: float = 0.0,
    ) -> None:
        self.file = file
        self.arm = arm or ArmUnderTest(travel_seconds)
        position = Remembered(file, Position)
        self.barrier = Barrier(
            travel_timeout_seconds=TIMEOUT_SECONDS,
            hold_seconds=HOLD_SECONDS,
            position=position.load(),
            now=now,
        )
        super().__init__(build(self.barrier, position, self.arm), connected=False)
        self.now = now

    @property
    def moves(self) -> list[str]:
        """What the arm was told, in order."""
        return [type(action).__name__ for action in self.performed if not isinstance(action, Position)]

    @property
    def state(self) -> str:
        return self.barrier.position.state

    @property
    def forced(self) -> bool:
        return self.barrier.position.forced

    def in_state(self, word: str) -> "Gate":
        """Brings a closed gate into a state; into FAULT by four obstacles in a row."""
        if word != "CLOSED":
            self.hears(OPEN)
        if word in ("OPENED", "CLOSING", "FAULT"):
            self.passes(TRAVEL_SECONDS)
        if word == "CLOSING":
            self.passes(HOLD_SECONDS)
        if word == "FAULT":
            self.meets_obstacles(4)
        assert self.state == word
        return self

    def meets_obstacles(self, times: int) -> None:
        """From OPENED: it closes onto something, and opens again, so many times."""
        for _ in range(times):
            self.waits_until_closing()
            self.senses(BROKEN, CLEARED)
            self.passes(TRAVEL_SECONDS)

    def waits_until_closing(self) -> None:
        """From OPENED, in steps that are shorter than the travel."""
        steps = 0
        while self.state != "CLOSING":
            self.passes(0.5)
            steps += 1
            assert steps < 2 * (HOLD_SECONDS + 5), f"it does not close: {self.state}"

    def obstacles_until_fault(self) -> int:
        """From any state that leads to OPENED: how many more obstacles in a row make it a fault."""
        met = 0
        if self.state == "CLOSED":
            self.hears(OPEN)
        if self.state == "OPENING":
            self.passes(TRAVEL_SECONDS)
        while self.state != "FAULT":
            self.meets_obstacles(1)
            met += 1
        return met

    def restarted(self) -> "Gate":
        """P3 was killed, and starts again with the same state file."""
        return Gate(self.file, now=self.now)
