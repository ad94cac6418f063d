"""What is asked of the arm, and what it and the beam under it tell."""

from dataclasses import dataclass


@dataclass(frozen=True)
class RaiseArm:
    """An action: the arm goes up, from wherever it is."""


@dataclass(frozen=True)
class LowerArm:
    """An action: the arm goes down."""


@dataclass(frozen=True)
class RestArm:
    """An action: pulses off. A servo that holds its place hums and creeps; the arm stays where it is without it."""


Move = RaiseArm | LowerArm | RestArm


@dataclass(frozen=True)
class ArmIsUp:
    """A local fact: the arm is up: its end switch closed, or it had the time that it needs."""


@dataclass(frozen=True)
class ArmIsDown:
    """A local fact: the arm is down, likewise."""


@dataclass(frozen=True)
class BeamBroken:
    """A local fact: something is under the arm. Every edge is told; that a flickering beam is broken is a rule."""


@dataclass(frozen=True)
class BeamCleared:
    """A local fact: the beam came through again."""
