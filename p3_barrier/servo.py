"""Which pulses a servo is told. Pure.

gpiozero's driver for lgpio takes whole percents of the period and cuts off the rest (gpiozero issue 1209): 0.2 ms.
"""

import math
from dataclasses import dataclass

# SG90 data sheet: a period of 20 ms.
PERIOD_SECONDS = 0.020
PULSE_STEP_SECONDS = PERIOD_SECONDS / 100

# What a float may be off by.
_EPSILON = 1e-9


@dataclass(frozen=True)
class Pulses:
    """The pulses between the arm's two ends.

    Angles are degrees from -90 to 90; ``shortest`` and ``longest`` are the servo's pulses there, in seconds.
    """

    up_angle: float
    down_angle: float
    shortest: float
    longest: float

    @property
    def steps(self) -> int:
        """How many different pulses there are between the ends, less one (0 and less: the arm cannot move)."""
        return self._last - self._first

    def at(self, share: float) -> float:
        """The pulse in seconds when so much of the way down is done (0: up, 1: down).

        Of the two that a driver can give, the one that is nearer to up, and never one beyond an end.
        """
        up, down = self._of(self.up_angle), self._of(self.down_angle)
        wanted = (up + (down - up) * min(1.0, max(0.0, share))) / PULSE_STEP_SECONDS
        number = math.ceil(wanted - _EPSILON) if up > down else math.floor(wanted + _EPSILON)
        return PULSE_STEP_SECONDS * min(self._last, max(self._first, number))

    @property
    def _first(self) -> int:
        return math.ceil(min(self._of(self.up_angle), self._of(self.down_angle)) / PULSE_STEP_SECONDS - _EPSILON)

    @property
    def _last(self) -> int:
        return math.floor(max(self._of(self.up_angle), self._of(self.down_angle)) / PULSE_STEP_SECONDS + _EPSILON)

    def _of(self, angle: float) -> float:
        return self.shortest + (self.longest - self.shortest) * (angle + 90) / 180
