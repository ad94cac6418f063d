"""More parking logics as teams write them: each deviates in one thing that is hard to see, or in none."""

import threading
import time
from typing import Any, ClassVar

from common.testing import Mosquitto
from tests.p5_monitor.team_modules import GenerousLogic, Logic

THINKS_SECONDS = 1.3
EACH_SECONDS = 1.0


class SlowLogic(Logic):
    """It thinks for more than a second, and is right."""

    def say(self, topic: str, fields: dict[str, Any]) -> None:
        threading.Timer(THINKS_SECONDS, super().say, (topic, fields)).start()


class SlowGenerousLogic(SlowLogic, GenerousLogic):
    """It thinks for more than a second, and lets in by the count alone."""


class PolledGenerousLogic(GenerousLogic):
    """It decides once a second, and lets in by the count alone."""

    def __init__(self, broker: Mosquitto) -> None:
        super().__init__(broker)
        self._decided_at = 0.0
        self._is_deciding = False

    def left(self) -> int:
        return super().left() if self._is_deciding else 0

    def turn(self) -> None:
        if time.monotonic() - self._decided_at >= EACH_SECONDS:
            self._decided_at = time.monotonic()
            self._is_deciding = True
            self.heard("", {}, kept=False)
            self._is_deciding = False


class StrictLogic(Logic):
    """It rejects a message for a field more."""

    fields: ClassVar[tuple[set[str], ...]] = ({"id", "status"}, {"count"})

    def heard(self, topic: str, fields: dict[str, Any], *, kept: bool) -> None:
        if any(fields.keys() <= known for known in self.fields):
            super().heard(topic, fields, kept=kept)


class StrictAboutCountsLogic(StrictLogic):
    """It rejects a count for a field more, and no status."""

    fields = ({"id", "status", "distance_cm", "ts"}, {"count"})


class RememberingLogic(Logic):
    """It believes the last count, also when that is forgotten."""

    def heard(self, topic: str, fields: dict[str, Any], *, kept: bool) -> None:
        if fields:
            super().heard(topic, fields, kept=kept)
