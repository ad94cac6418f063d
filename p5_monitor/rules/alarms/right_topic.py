"""Where something was probably meant to be said."""

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

from common.spots import Detectors, is_spot_id

# Tried on some thirty slips (see the test): less alike than this were different things.
LEAST_LIKENESS = 0.68

# No topic of the contract has more than four.
MAX_LEVELS = 8

# Stands for a spot's id while topics are compared, so that a long id does not make two of them alike.
ANY_ID = "\0"

PLACEHOLDER = "{id}"

# In French and English. A module's own topic for the sensor at the entry is the commonest slip of all.
SENSOR = re.compile(r"sensor|detect|capteur|loop|boucle")
ENTRY = re.compile(r"(?<![a-z])entr")

# The contract has no exit: whoever sent its words to the entry would open that, or be counted as a place.
EXIT = re.compile(r"exit|sortie")

USUAL_DETECTOR = "ENTRY"


class Meant(NamedTuple):
    """A topic of the contract (empty: none that we know), and the spot's id that the message must name."""

    topic: str = ""
    id: str = ""


class RightTopic:
    """Knows the topics of the contract.

    Args:
        addresses: of the table, with ``{id}`` for a spot's id.
        detectors: the spots that are no places.
    """

    def __init__(self, addresses: Iterable[str], detectors: Detectors) -> None:
        self._addresses = tuple(addresses)
        self._detectors = {spot_id.lower(): spot_id for spot_id in detectors}
        self._entry = USUAL_DETECTOR if USUAL_DETECTOR in detectors else min(detectors, default=USUAL_DETECTOR)

    def of(self, topic: str) -> Meant:
        """The right one for a topic that is not in the contract."""
        lower = topic.lower()
        if topic.count("/") >= MAX_LEVELS or EXIT.search(lower):
            return Meant()
        if ENTRY.search(lower) and SENSOR.search(lower):
            return self._spot(self._entry)
        likeness, meant = max(self._candidates(topic), default=(0.0, Meant()))
        return meant if likeness >= LEAST_LIKENESS else Meant()

    def _candidates(self, topic: str) -> Iterator[tuple[float, Meant]]:
        for address in self._addresses:
            yield _likeness(topic, address), Meant(address)
        levels = topic.split("/")
        for number, level in enumerate(levels):
            if is_spot_id(level) and not SENSOR.search(level.lower()):
                masked = "/".join([*levels[:number], ANY_ID, *levels[number + 1 :]])
                meant = self._spot(self._detectors.get(level.lower(), level))
                yield _likeness(masked, meant.topic.replace(meant.id, ANY_ID)), meant

    def _spot(self, spot_id: str) -> Meant:
        address = next((address for address in self._addresses if PLACEHOLDER in address), "")
        return Meant(address.replace(PLACEHOLDER, spot_id), spot_id)


def _likeness(topic: str, address: str) -> float:
    return SequenceMatcher(None, topic.lower(), address.replace(PLACEHOLDER, ANY_ID).lower()).ratio()
