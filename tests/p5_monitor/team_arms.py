"""More arms as teams write them: each deviates in one thing that is hard to see, or in none."""

from typing import Any, ClassVar

from common.testing import Mosquitto
from tests.p5_monitor.team_modules import Arm, ObedientArm


class HoldingArm(Arm):
    """It stays up for longer than most, and is right."""

    hold_seconds: ClassVar[float] = 17.0

    def turn(self) -> None:
        if self._orders:
            self._goes("OPENING", 0.2)
            self._goes("OPENED", self.hold_seconds)
            self._goes("CLOSING", 0.2)
            self._goes("CLOSED", 0.0)
            self._orders = 0

    def _goes(self, state: str, seconds: float) -> None:
        self.say("parking/barriers/entry/state", {"state": state})
        self._stopped.wait(seconds)


class TaciturnArm(HoldingArm):
    """It never says that it is down."""

    hold_seconds = 6.0

    def _goes(self, state: str, seconds: float) -> None:
        if state == "OPENED":
            super()._goes(state, seconds)


class LateObedientArm(ObedientArm):
    """It comes back late, and obeys an order that the broker kept."""

    def __init__(self, broker: Mosquitto) -> None:
        super().__init__(broker)
        self._client.reconnect_delay_set(12, 12)


class ForcedByKeptArm(Arm):
    """It obeys the operator, also if the broker kept his order."""

    subscriptions = (*Arm.subscriptions, "parking/admin/override")

    def heard(self, topic: str, fields: dict[str, Any], *, kept: bool) -> None:
        super().heard(topic, fields, kept=kept)
        if fields.get("cmd") == "FORCE_OPEN":
            self._orders = 1
