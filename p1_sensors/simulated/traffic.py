"""How many vehicles come to a simulated lot, when, and how long they stay.

No figure here was measured: they make an ordinary day of a small public car park, busy enough at noon to fill it.
"""

import random

HOUR_SECONDS = 3600.0
DAY_SECONDS = 24 * HOUR_SECONDS
OPENS_AT_SECONDS = 8 * HOUR_SECONDS

# Log-normal: half of the drivers are back within 50 minutes, one in ten stays for longer than two hours.
MEDIAN_STAY_SECONDS = 50 * 60.0
STAY_SIGMA = 0.7
# The mean of a log-normal distribution is its median times exp(sigma² / 2).
MEAN_STAY_SECONDS = MEDIAN_STAY_SECONDS * 1.2776

# Vehicles that would be parked, for each place, at each hour of the day from midnight on, if all who come found room.
LOAD = (
    *(0.05, 0.05, 0.05, 0.05, 0.05, 0.10, 0.20, 0.40),
    *(0.70, 0.90, 1.00, 1.10, 1.10, 1.00, 0.90, 0.90),
    *(1.00, 1.10, 1.00, 0.70, 0.50, 0.30, 0.20, 0.10),
)
PEAK_LOAD = max(LOAD)


class Traffic:
    """Vehicles as they come and go. All seconds are real ones, from the opening on, when it is 08:00 in the lot.

    Args:
        chance: the source of chance.
        speed: how much faster than in real life they come and go (more than 0).
    """

    def __init__(self, chance: random.Random, *, speed: float) -> None:
        self._chance = chance
        self._speed = speed

    def seconds_to_next(self, places: int) -> float | None:
        """How long until a vehicle may come to a lot of so many places, as if it was always the busiest hour."""
        if places == 0:
            return None
        return self._chance.expovariate(places * PEAK_LOAD / MEAN_STAY_SECONDS) / self._speed

    def comes(self, seconds_open: float) -> bool:
        """Whether one that may come does come at this hour: so a Poisson process follows the day."""
        hour = int((OPENS_AT_SECONDS + seconds_open * self._speed) % DAY_SECONDS // HOUR_SECONDS)
        return self._chance.random() < LOAD[hour] / PEAK_LOAD

    def stay_seconds(self) -> float:
        """How long a vehicle stays that parks now."""
        return MEDIAN_STAY_SECONDS * self._chance.lognormvariate(0, STAY_SIGMA) / self._speed
