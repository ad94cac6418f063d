"""P3's decisions: pure, and the time is an argument."""

from p3_barrier.rules.arm import (
    ArmIsDown,
    ArmIsUp,
    BeamBroken,
    BeamCleared,
    LowerArm,
    Move,
    RaiseArm,
    RestArm,
)
from p3_barrier.rules.barrier import Barrier, Position
from p3_barrier.rules.table import STARTS, STARTS_FORCED, TABLE, Also, Cell, Event

__all__ = [
    "STARTS",
    "STARTS_FORCED",
    "TABLE",
    "Also",
    "ArmIsDown",
    "ArmIsUp",
    "Barrier",
    "BeamBroken",
    "BeamCleared",
    "Cell",
    "Event",
    "LowerArm",
    "Move",
    "Position",
    "RaiseArm",
    "RestArm",
]
