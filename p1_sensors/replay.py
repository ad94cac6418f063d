"""A lot that was recorded lives again."""

import logging
from collections.abc import Iterable, Sequence

from common.messages import Connected, Status
from p1_sensors.recording import Row
from p1_sensors.rules import SpotSensed, StartSensor, StopSensor

log = logging.getLogger(__name__)


class Replay:
    """Plays a recording once, from the first connection on. A spot is spoken of from its first row on.

    Args:
        rows: the recording, in order of time.
        spots: the spots to speak of; one that is not in the recording is UNKNOWN.
        speed: how much faster than it happened (more than 0).
    """

    def __init__(self, rows: Sequence[Row], spots: Iterable[str], *, speed: float) -> None:
        self._rows = rows
        self._recorded = {row.id for row in rows}
        self._spots = set(spots)
        self._speed = speed
        self._next = 0
        self._began_at: float | None = None
        self._statuses: dict[str, Status] = {}
        self._started: list[str] = []
        self._started_at = 0.0

    def connected(self, _: Connected, now: float) -> Sequence[object]:
        """The broker hears us: the first time, the recording begins."""
        if self._began_at is not None:
            return []
        self._began_at = now
        for spot_id in sorted(self._spots - self._recorded):
            self.start_sensor(StartSensor(spot_id), now)
        return self.time_passed(now)

    def due(self) -> float | None:
        """When the next row is due."""
        if self._started:
            return self._started_at
        if self._began_at is None or self._next == len(self._rows):
            return None
        return self._due(self._rows[self._next], self._began_at)

    def time_passed(self, now: float) -> Sequence[object]:
        """Rows are due, or a spot was added."""
        return [*self._sense_started(), *self._play(now)]

    def start_sensor(self, action: StartSensor, now: float) -> None:
        """A spot was added: it is what the recording said of it last, if it says anything of it."""
        self._spots.add(action.id)
        if action.id not in self._recorded:
            log.warning("not in the recording: UNKNOWN", extra={"id": action.id})
            self._statuses[action.id] = "UNKNOWN"
        self._started.append(action.id)
        self._started_at = now

    def stop_sensor(self, action: StopSensor, _: float) -> None:
        """A spot was taken out: its rows go by unsaid."""
        self._spots.discard(action.id)

    def _sense_started(self) -> list[SpotSensed]:
        started, self._started = self._started, []
        return [SpotSensed(spot_id, self._statuses[spot_id]) for spot_id in started if spot_id in self._statuses]

    def _play(self, now: float) -> list[SpotSensed]:
        if self._began_at is None or self._next == len(self._rows):
            return []
        first = self._next
        while self._next < len(self._rows) and self._due(self._rows[self._next], self._began_at) <= now:
            self._next += 1
        played = self._rows[first : self._next]
        self._statuses.update({row.id: row.status for row in played})
        if self._next == len(self._rows):
            log.info("the recording has ended: its last word stands", extra={"rows": len(self._rows)})
        return [SpotSensed(row.id, row.status) for row in played if row.id in self._spots]

    def _due(self, row: Row, began_at: float) -> float:
        return began_at + (row.at - self._rows[0].at) / self._speed
