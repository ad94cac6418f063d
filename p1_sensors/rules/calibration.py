"""Two thresholds from what a sensor measured of the empty and of the taken place."""

from collections.abc import Sequence
from statistics import median, quantiles

from p1_sensors.rules.readings import Thresholds

# Nearer together, and whole centimetres leave nothing between them.
SMALLEST_GAP_CM = 4.0

# Sound is 7 % slower at -20 °C and 3 % faster at 40 °C than at 20 °C (331.3 m/s times the root of T / 273.15 K): a
# third of the gap, which is what each threshold has to spare, must be more than that.
SMALLEST_GAP = 0.22


def typical_distance(readings: Sequence[float | None]) -> float:
    """The middle of what was measured, in cm.

    Raises:
        ValueError: most pings had no echo.
    """
    distances = [reading for reading in readings if reading is not None]
    if 2 * len(distances) <= len(readings):
        raise ValueError(f"no echo from {len(readings) - len(distances)} of {len(readings)} pings: check wires and aim")
    return median(distances)


def propose(empty: Sequence[float | None], taken: Sequence[float | None]) -> Thresholds:
    """The thresholds at one and at two thirds of the way from the taken to the empty place, in whole cm.

    Args:
        empty: readings of the empty place, in cm; None: no echo.
        taken: readings of the taken place.

    Raises:
        ValueError: they cannot be told apart, or there was no echo; the text says which.
    """
    far, near = typical_distance(empty), typical_distance(taken)
    gap = far - near
    needed = max(SMALLEST_GAP_CM, SMALLEST_GAP * far, 3 * _scatter(empty), 3 * _scatter(taken))
    if gap < needed:
        raise ValueError(f"too close: empty {far:.0f} cm, taken {near:.0f} cm; {needed:.0f} cm between them needed")
    return Thresholds(round(near + gap / 3), round(far - gap / 3))


def _scatter(readings: Sequence[float | None]) -> float:
    """How far apart the readings lie, without the outermost tenth on each side."""
    tenths = quantiles([reading for reading in readings if reading is not None], n=10)
    return tenths[-1] - tenths[0]
