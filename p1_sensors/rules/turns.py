"""Whose turn it is to ping: two at once would hear each other's echo."""

import math
from collections.abc import Sequence

# HC-SR04 data sheet (ELEC Freaks): "over 60 ms measurement cycle, in order to prevent trigger signal to the echo
# signal".
PING_SECONDS = 0.060

# What a turn may take: waking up costs a little too.
TURN_SECONDS = 0.062

# A place is read at least once in this time, and a detector once in that.
PLACE_SECONDS = 1.0
DETECTOR_SECONDS = 0.5


def places_between(detectors: int, places: int) -> int:
    """How many places have their turn between two turns of detectors: one, if every place is still read in time.

    With more sensors than there is time for, it is the places that wait longer.

    Args:
        detectors: how many there are (1 and more).
        places: how many there are.
    """
    in_time = math.floor(PLACE_SECONDS / TURN_SECONDS)
    most = max(1, math.floor(DETECTOR_SECONDS / TURN_SECONDS / detectors) - 1)
    enough = (between for between in range(1, most) if places + math.ceil(places / between) <= in_time)
    return next(enough, most)


class Turns:
    """Gives each its turn: within its kind, whoever waited longest."""

    def __init__(self) -> None:
        self._turn = 0
        self._had: dict[str, int] = {}
        self._places_since = 0

    def next(self, detectors: Sequence[str], places: Sequence[str]) -> str | None:
        """Who pings now.

        Args:
            detectors: the ids of the detectors that ping.
            places: the ids of the places that ping; both may change from turn to turn.
        """
        if not detectors and not places:
            return None
        self._turn += 1
        row = detectors if self._is_for_a_detector(len(detectors), len(places)) else places
        chosen = min(row, key=lambda spot_id: self._had.get(spot_id, 0))
        self._places_since = 0 if row is detectors else self._places_since + 1
        self._had[chosen] = self._turn
        return chosen

    def _is_for_a_detector(self, detectors: int, places: int) -> bool:
        if not detectors or not places:
            return detectors > 0
        return self._turn == 1 or self._places_since >= places_between(detectors, places)
