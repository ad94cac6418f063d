"""Whose turn it is to ping: two at once would hear each other's echo."""

from collections.abc import Sequence

# HC-SR04 data sheet (ELEC Freaks): "over 60 ms measurement cycle, in order to prevent trigger signal to the echo
# signal".
PING_SECONDS = 0.060

# What a turn may take: waking up costs a little too.
TURN_SECONDS = 0.062

# A place is read at least once in 1 s, and a detector once in 0.5 s: so many turns.
PLACE_TURNS = int(1.0 / TURN_SECONDS)
DETECTOR_TURNS = int(0.5 / TURN_SECONDS)

# A detector has every second turn, if there is time for that.
MOST = 0.5


def share_of_detectors(detectors: int, places: int) -> float:
    """How much of all turns the detectors have; when there is not time for all, it is the places that wait.

    Args:
        detectors: how many there are (1 and more).
        places: how many there are (1 and more).
    """
    left_over = 1 - places / PLACE_TURNS
    needed = detectors / DETECTOR_TURNS
    return min(MOST, max(left_over, needed))


class Turns:
    """Gives each its turn: within its kind, whoever waited longest.

    A Pi has pins for 13 sensors that ping, of which one or two are detectors: then each of them is read in time.
    """

    def __init__(self) -> None:
        self._turn = 0
        self._had: dict[str, int] = {}
        # A detector has its turn when this reaches 1: so its turns lie as evenly as can be. The first is one of them.
        self._saved = 1 - 1 / PLACE_TURNS

    def next(self, detectors: Sequence[str], places: Sequence[str]) -> str | None:
        """Who pings now.

        Args:
            detectors: the ids of the detectors that ping.
            places: the ids of the places that ping; both may change from turn to turn.
        """
        if not detectors and not places:
            return None
        row = detectors if self._is_for_a_detector(len(detectors), len(places)) else places
        self._turn += 1
        chosen = min(row, key=lambda spot_id: self._had.get(spot_id, 0))
        self._had[chosen] = self._turn
        return chosen

    def _is_for_a_detector(self, detectors: int, places: int) -> bool:
        if not detectors or not places:
            return detectors > 0
        self._saved += share_of_detectors(detectors, places)
        if self._saved < 1:
            return False
        self._saved -= 1
        return True
