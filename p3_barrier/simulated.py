"""An arm with end switches and a beam, in memory. Drivers are careless as often as they are told to be."""

import random
from collections.abc import Sequence
from typing import Self

from p3_barrier.rules import ArmIsDown, ArmIsUp, BeamBroken, BeamCleared, LowerArm, RaiseArm, RestArm

# From a pedestrian to a car that stops under the arm.
OBSTACLE_STAYS_SECONDS = (0.5, 3.0)

Fact = ArmIsUp | ArmIsDown | BeamBroken | BeamCleared


class SimulatedArm:
    """Reports its end after a while, and sometimes that something is under it.

    Args:
        travel_seconds: how long the arm takes to its end, from wherever it is.
        obstacle_rate: how likely something gets under the arm during one closing (0 to 1).
        chance: when, and for how long.
    """

    def __init__(self, travel_seconds: float, obstacle_rate: float, chance: random.Random) -> None:
        self._travel_seconds = travel_seconds
        self._obstacle_rate = obstacle_rate
        self._chance = chance
        self._end: list[tuple[float, Fact]] = []
        self._obstacle: list[tuple[float, Fact]] = []

    @classmethod
    def seeded(cls, travel_seconds: float, obstacle_rate: float, seed: int | None) -> Self:
        """One that meets the same obstacles every time; without a seed, others each time."""
        return cls(travel_seconds, obstacle_rate, random.Random(seed))  # noqa: S311  no secret

    def raise_arm(self, _: RaiseArm, now: float) -> None:
        """The motor pulls up."""
        self._end = [(now + self._travel_seconds, ArmIsUp())]

    def lower_arm(self, _: LowerArm, now: float) -> None:
        """The motor lets down."""
        self._end = [(now + self._travel_seconds, ArmIsDown())]
        if not self._obstacle and self._chance.random() < self._obstacle_rate:
            comes_at = now + self._chance.uniform(0, self._travel_seconds)
            goes_at = comes_at + self._chance.uniform(*OBSTACLE_STAYS_SECONDS)
            self._obstacle = [(comes_at, BeamBroken()), (goes_at, BeamCleared())]

    def rest_arm(self, _: RestArm, __: float) -> None:
        """The motor stops."""
        self._end = []

    def due(self) -> float | None:
        """When something will be told."""
        return min((at for at, _ in (*self._obstacle, *self._end)), default=None)

    def time_passed(self, now: float) -> Sequence[Fact]:
        """Something is told; at one moment the beam comes first, as what it tells may turn the arm round."""
        coming = sorted((*self._obstacle, *self._end), key=lambda at_and_fact: at_and_fact[0])
        self._obstacle = [(at, fact) for at, fact in self._obstacle if at > now]
        self._end = [(at, fact) for at, fact in self._end if at > now]
        return [fact for at, fact in coming if at <= now]
