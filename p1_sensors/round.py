"""Each sensor in its turn, and what its readings mean."""

import logging
from collections.abc import Callable, Mapping
from typing import Protocol

from common.runtime import monotonic
from common.spots import Detectors
from p1_sensors.rules import ContactSpot, RangedSpot, SpotSensed, Thresholds, Turns

log = logging.getLogger(__name__)


class Ranger(Protocol):
    """Measures how far away what is before it is."""

    def distance_cm(self) -> float | None:
        """Pings once; None: no echo."""


class Contact(Protocol):
    """Sees whether something is there."""

    def is_taken(self) -> bool:
        """Whether it sees a vehicle."""


class Round:
    """Reads each sensor when its turn comes. It knows no thread; spots may come and go in another one.

    Args:
        rangers: the ultrasonic sensors, by spot.
        contacts: the digital detectors, by spot.
        thresholds: what is near and what is far, for each ranger.
        detectors: the spot ids that are lanes before the barrier.
        confirm_seconds: how long a change must last (0 and more).
        clock: monotonic seconds.
    """

    def __init__(
        self,
        rangers: Mapping[str, Ranger],
        contacts: Mapping[str, Contact],
        *,
        thresholds: Mapping[str, Thresholds],
        detectors: Detectors,
        confirm_seconds: float,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._rangers = rangers
        self._contacts = contacts
        self._thresholds = thresholds
        self._detectors = detectors
        self._confirm_seconds = confirm_seconds
        self._clock = clock
        self._turns = Turns()
        # Both are replaced whole and never changed, so that the thread that reads needs no lock.
        self._ranged: dict[str, RangedSpot] = {}
        self._touched: dict[str, ContactSpot] = {}

    @property
    def spots(self) -> tuple[str, ...]:
        """The ids of the spots that are read."""
        return (*self._ranged, *self._touched)

    def start(self, spot_id: str) -> bool:
        """Reads this spot from now on, as if for the first time; says whether there is a sensor for it."""
        if spot_id in self._rangers:
            spot = RangedSpot(self._thresholds[spot_id], self._confirm_seconds)
            self._ranged = {**self._ranged, spot_id: spot}
        elif spot_id in self._contacts:
            self._touched = {**self._touched, spot_id: ContactSpot(self._confirm_seconds)}
        else:
            return False
        return True

    def stop(self, spot_id: str) -> None:
        """Reads this spot no more."""
        self._ranged = {other: spot for other, spot in self._ranged.items() if other != spot_id}
        self._touched = {other: spot for other, spot in self._touched.items() if other != spot_id}

    def take_turn(self) -> list[SpotSensed]:
        """One ping, and a look at every digital detector; returns what changed by them."""
        return [*self._look(), *self._ping()]

    def _look(self) -> list[SpotSensed]:
        now = self._clock()
        seen = {
            spot_id: spot.seen(is_taken=self._contacts[spot_id].is_taken(), now=now)
            for spot_id, spot in self._touched.items()
        }
        return [SpotSensed(spot_id, status) for spot_id, status in seen.items() if status is not None]

    def _ping(self) -> list[SpotSensed]:
        ranged = self._ranged
        detectors = [spot_id for spot_id in ranged if not self._detectors.is_place(spot_id)]
        places = [spot_id for spot_id in ranged if self._detectors.is_place(spot_id)]
        spot_id = self._turns.next(detectors, places)
        if spot_id is None:
            return []
        distance_cm = self._rangers[spot_id].distance_cm()
        status = ranged[spot_id].measured(distance_cm, self._clock())
        if status == "UNKNOWN":
            reason = "no echo" if distance_cm is None else "between the thresholds"
            log.warning("a sensor cannot tell: UNKNOWN", extra={"id": spot_id, "reason": reason})
        return [] if status is None else [SpotSensed(spot_id, status)]
