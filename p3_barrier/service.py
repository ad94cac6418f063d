"""P3's rows of the table, and its arm."""

from typing import Protocol

from common.contract import Role
from common.messages import BarrierCommand, BarrierState, Connected, Override, Stopping
from common.remembered import Remembered
from common.service import Finishes, Outcomes, Performs, Publishes, Senses, Service, Subscribes, Wakes
from p3_barrier.rules import (
    ArmIsDown,
    ArmIsUp,
    Barrier,
    BeamBroken,
    BeamCleared,
    LowerArm,
    Position,
    RaiseArm,
    RestArm,
)


class Arm(Protocol):
    """An arm that moves, and tells its ends and what its beam sees."""

    def raise_arm(self, action: RaiseArm, now: float) -> None:
        """Starts it upwards."""

    def lower_arm(self, action: LowerArm, now: float) -> None:
        """Starts it downwards."""

    def rest_arm(self, action: RestArm, now: float) -> None:
        """Switches the pulses off."""

    def due(self) -> float | None:
        """When it has something to tell."""

    def time_passed(self, now: float) -> Outcomes:
        """Something is due."""


def build(barrier: Barrier, position: Remembered[Position], arm: Arm) -> Service:
    """P3 hears the orders, moves the arm, and says where it is.

    Args:
        barrier: the rules.
        position: where P3 remembers where the arm is.
        arm: what moves.
    """
    return Service(
        Role.P3,
        Subscribes(BarrierCommand, barrier.open_ordered),
        Subscribes(Override, barrier.override_ordered),
        Publishes(BarrierState),
        Senses(BeamBroken, barrier.beam_broken),
        Senses(BeamCleared, barrier.beam_cleared),
        Senses(ArmIsUp, barrier.arm_up),
        Senses(ArmIsDown, barrier.arm_down),
        Senses(Connected, barrier.connected),
        Senses(Stopping, barrier.stop_asked),
        Finishes(barrier.at_rest),
        # The arm comes first: an end that is reached in the last moment is no timeout.
        Wakes(arm.due, arm.time_passed),
        Wakes(barrier.due, barrier.time_passed),
        Performs(Position, position.save),
        Performs(RaiseArm, arm.raise_arm),
        Performs(LowerArm, arm.lower_arm),
        Performs(RestArm, arm.rest_arm),
    )
