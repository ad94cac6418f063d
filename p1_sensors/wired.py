"""Sensors that are wired to this machine: the main thread's side of them."""

import logging
from collections.abc import Sequence

from common.messages import Connected
from p1_sensors.reader import Reader
from p1_sensors.round import Round
from p1_sensors.rules import SpotSensed, StartSensor, StopSensor

log = logging.getLogger(__name__)


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
        self._unknown_at = 0.0

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
        """When there is something to say of spots that nobody can sense."""
        return self._unknown_at if self._unknown else None

    def time_passed(self, _: float) -> Sequence[object]:
        """Something is to be said of spots that nobody can sense."""
        unknown, self._unknown = self._unknown, []
        return [SpotSensed(spot_id, "UNKNOWN") for spot_id in unknown]

    def start_sensor(self, action: StartSensor, now: float) -> None:
        """A spot is to be sensed: by the pins that the settings give it, or by nobody."""
        if not self._turns.start(action.id):
            log.warning("no pins in P1_PINS: UNKNOWN", extra={"id": action.id})
        elif not self._reader.has_failed:
            return
        self._unknown.append(action.id)
        self._unknown_at = now

    def stop_sensor(self, action: StopSensor, _: float) -> None:
        """A spot was taken out."""
        self._turns.stop(action.id)
