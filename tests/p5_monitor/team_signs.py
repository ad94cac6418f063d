"""More signs as teams write them: each deviates in one thing that is hard to see, or in none."""

import re
import time
from typing import Any, ClassVar

from common.testing import Mosquitto
from tests.p5_monitor.team_modules import Sign

EACH_SECONDS = 1.0


class PeriodicSign(Sign):
    """It says its count each second, whether anything has changed or not."""

    def __init__(self, broker: Mosquitto) -> None:
        super().__init__(broker)
        self._said_at = 0.0

    def turn(self) -> None:
        if time.monotonic() - self._said_at >= EACH_SECONDS:
            self._said_at = time.monotonic()
            self._announced = None
            super().turn()


class SubscribesOnceSign(PeriodicSign):
    """After a reconnect it is deaf, and says its last count for ever."""

    subscribes_once = True


class NeverListeningSign(PeriodicSign):
    """It subscribes to nothing."""

    subscriptions = ()

    def turn(self) -> None:
        self._statuses["A1"] = "FREE"
        super().turn()


class DeafenedSign(PeriodicSign):
    """What hears dies of the first rubbish; what speaks does not notice."""

    is_deaf = False

    def read(self, payload: bytes) -> dict[str, Any] | None:
        self.is_deaf |= bool(payload) and super().read(payload) is None
        return None if self.is_deaf else super().read(payload)


class KnowingSign(PeriodicSign):
    """It knows no id but a letter and digits."""

    def is_place(self, spot_id: str) -> bool:
        return re.fullmatch(r"[A-Z]\d+", spot_id) is not None


class RewritingSign(Sign):
    """It takes A1 for A01."""

    def heard(self, topic: str, fields: dict[str, Any], *, kept: bool) -> None:
        rewritten = re.sub(r"/([A-Z])(\d)/", r"/\g<1>0\2/", topic)
        if fields and rewritten != topic:
            fields = {**fields, "id": rewritten.split("/")[2]}
        super().heard(rewritten, fields, kept=kept)


class StrictSign(Sign):
    """It rejects a message for a field more."""

    fields: ClassVar[set[str]] = {"id", "status"}

    def heard(self, topic: str, fields: dict[str, Any], *, kept: bool) -> None:
        if fields.keys() <= self.fields:
            super().heard(topic, fields, kept=kept)


class UnreadableSign(Sign):
    """Its count is no number."""

    def written(self, free: int) -> object:
        return [free]
