"""Sensors that are wired to this machine: the main thread's side of them."""

import logging
from collections.abc import Sequence

from common.messages import Connected
from p1_sensors.reader import Reader
from p1_sensors.round import Round
from p1_sensors.rules import SpotSensed, StartSensor, StopSensor

log = logging.getLogger(__name__)


# A turn takes 0.1 s. Whoever takes so long hangs in a driver.
HANGS_SECONDS = 5.0
LOOK_SECONDS = 1.0


class WiredSensors:
    """All sensors of the lot. Reading begins with the first connection.

    Args:
        turns: what is read.
        reader: reads it, in a thread of its own.
        spots: the spots to speak of; one without a sensor is UNKNOWN.
    """

    def __init__(self, turns: Round, reader: Reader, spots: Sequence[str]) -> None:
        self._turns = turns
        self._reader = reader
        self._spots = spots
        self._has_begun = False
        self._unknown: list[str] = []
        self._look_at = 0.0
        self._hangs = False

    def connected(self, _: Connected, now: float) -> Sequence[object]:
        """The broker hears us: the first time, reading begins."""
        if self._has_begun:
            return []
        self._has_begun = True
        for spot_id in self._spots:
            self.start_sensor(StartSensor(spot_id), now)
        self._reader.start()
        return self.time_passed(now)

    def due(self) -> float | None:
        """When to look whether there are spots that nobody can sense."""
        return self._look_at if self._has_begun else None

    def time_passed(self, now: float) -> Sequence[object]:
        """Says of which spots nothing can be sensed."""
        self._look_at = now + LOOK_SECONDS
        self._look_after_the_reader(now)
        unknown, self._unknown = self._unknown, []
        return [SpotSensed(spot_id, "UNKNOWN") for spot_id in unknown]

    def start_sensor(self, action: StartSensor, now: float) -> None:
        """A spot is to be sensed: by the pins that the settings give it, or by nobody."""
        if not self._turns.start(action.id):
            log.warning("no pins in P1_PINS: UNKNOWN", extra={"id": action.id})
        elif not self._reader.has_failed:
            return
        self._unknown.append(action.id)
        self._look_at = now

    def stop_sensor(self, action: StopSensor, _: float) -> None:
        """A spot was taken out."""
        self._turns.stop(action.id)

    def _look_after_the_reader(self, now: float) -> None:
        hangs = now - self._reader.turned_at > HANGS_SECONDS
        if hangs and not self._hangs and not self._reader.has_failed:
            log.error("the sensors do not answer any more: UNKNOWN until they do")
            self._unknown += self._turns.spots
        elif self._hangs and not hangs:
            log.info("the sensors answer again")
            # What was read before is long ago: each tells of itself as if for the first time.
            for spot_id in self._turns.spots:
                self._turns.start(spot_id)
        self._hangs = hangs
