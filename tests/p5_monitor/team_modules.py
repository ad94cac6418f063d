"""Modules as a team writes them, by the roles; each deviates in one thing, or in none."""

import time
from typing import Any, ClassVar

import paho.mqtt.client as paho

from common.contract import Role
from common.testing import Mosquitto
from tests.p5_monitor.team_module import TeamModule


class Sensors(TeamModule):
    """P1."""

    role = Role.P1

    def turn(self) -> None:
        for spot_id in ("ENTRY", "A1"):
            self.say(f"parking/spots/{spot_id}/status", {"id": spot_id, "status": "FREE"})


class SpotIdSensors(Sensors):
    """The first of a team: `spot_id` in place of `id`."""

    def say(self, topic: str, fields: dict[str, Any]) -> None:
        super().say(topic, {"spot_id": fields["id"], "status": "FREE", "distance_cm": 19.8})


class TalkativeSensors(Sensors):
    """More fields than the table has."""

    def say(self, topic: str, fields: dict[str, Any]) -> None:
        super().say(topic, {**fields, "distance_cm": 19.8, "ts": "2026-01-29T18:25:30"})


class EntrySensorSensors(Sensors):
    """The sensor at the entry has a topic of its own."""

    def turn(self) -> None:
        self.say("parking/spots/A1/status", {"id": "A1", "status": "FREE"})
        self.say("parking/entry_sensor/status", {"status": "OCCUPIED"})


class TemplateSensors(Sensors):
    """The template as it was: QoS 0, nothing retained."""

    qos = 0
    retain = False


class LowerCaseSensors(Sensors):
    """Letter case makes no difference to it."""

    def turn(self) -> None:
        self.say("parking/spots/ENTRY/status", {"id": "ENTRY", "status": "FREE"})
        self.say("parking/spots/a1/status", {"id": "A1", "status": "FREE"})


class Logic(TeamModule):
    """P2: lets in who waits, and takes those on their way off the count until it falls."""

    role = Role.P2
    subscriptions = ("parking/spots/+/status", "parking/display/available")
    retain = False

    def __init__(self, broker: Mosquitto) -> None:
        super().__init__(broker)
        self._count = 0
        self._on_their_way = 0
        self._is_free_since: float | None = None
        self._waits = False

    def heard(self, topic: str, fields: dict[str, Any], *, kept: bool) -> None:  # noqa: ARG002  an order's matter
        if topic == "parking/display/available":
            self.counted(fields.get("count") if fields else 0)
        elif topic == "parking/spots/ENTRY/status":
            self._sensed(fields.get("status"))
        if self._waits and self.left() > 0:
            self._waits = False
            self._on_their_way += 1
            self.say("parking/barriers/entry/cmd", self.order())

    def order(self) -> dict[str, Any]:
        """What it says to the barrier."""
        return {"action": "OPEN"}

    def left(self) -> int:
        """Places that it may give."""
        return self._count - self._on_their_way

    def counted(self, count: Any) -> None:
        """P4 speaks."""
        if type(count) is int and count >= 0:
            self._on_their_way = max(0, self._on_their_way - max(0, self._count - count))
            self._count = count

    def _sensed(self, status: str | None) -> None:
        now = time.monotonic()
        if status == "FREE" and self._is_free_since is None:
            self._is_free_since = now
        elif status == "OCCUPIED":
            self._waits |= self._is_free_since is not None and now - self._is_free_since >= 1
            self._is_free_since = None


class TemplateLogic(Logic):
    """The template as it was: it subscribes once, and is deaf after a reconnect."""

    qos = 0
    subscribes_once = True


class RetainingLogic(Logic):
    """Its OPEN is retained."""

    retain = True


class TalkativeLogic(Logic):
    """More fields than the table has."""

    def order(self) -> dict[str, Any]:
        return {"action": "OPEN", "ts": "2026-01-29T18:25:30"}


class OtherNameLogic(Logic):
    """It has another ClientID than its role's."""

    client_id = "my_parking_logic"


class GenerousLogic(Logic):
    """It lets in by the count alone."""

    def left(self) -> int:
        return self._count


class BrittleLogic(Logic):
    """It dies of a count that is no number; paho's thread ends without a word."""

    def counted(self, count: Any) -> None:
        super().counted(count + 0)

    def _arrived(self, _: object, __: object, message: paho.MQTTMessage) -> None:
        if not self._stopped.is_set():
            try:
                super()._arrived(_, __, message)
            except TypeError:
                self._stopped.set()
                self._client.disconnect()


class MeddlingLogic(Logic):
    """It says what is another's to say."""

    def order(self) -> dict[str, Any]:
        self.say("parking/display/available", {"count": 0})
        return super().order()


class GoesAwayLogic(Logic):
    """It does not connect again."""

    def __init__(self, broker: Mosquitto) -> None:
        super().__init__(broker)
        self._client.reconnect_delay_set(600, 600)


class Arm(TeamModule):
    """P3: up, and after a moment down; further orders are ignored meanwhile."""

    role = Role.P3
    subscriptions = ("parking/barriers/entry/cmd",)
    opens_for_kept_orders: ClassVar[bool] = False
    queues_orders: ClassVar[bool] = False

    def __init__(self, broker: Mosquitto) -> None:
        super().__init__(broker)
        self._orders = 0

    def heard(self, topic: str, fields: dict[str, Any], *, kept: bool) -> None:  # noqa: ARG002  it has one topic
        if fields.get("action") == "OPEN" and (self.opens_for_kept_orders or not kept):
            self._orders = self._orders + 1 if self.queues_orders else 1

    def turn(self) -> None:
        if not self._orders:
            return
        for state in ("OPENING", "OPENED", "CLOSING", "CLOSED"):
            self.say("parking/barriers/entry/state", {"state": state})
            self._stopped.wait(0.2)
        self._orders = self._orders - 1 if self.queues_orders else 0


class QueueingArm(Arm):
    """A second OPEN while moving starts a second sequence."""

    queues_orders = True


class ObedientArm(Arm):
    """It obeys an order that the broker kept."""

    opens_for_kept_orders = True


class StrictArm(Arm):
    """It rejects a message for a field more."""

    def heard(self, topic: str, fields: dict[str, Any], *, kept: bool) -> None:
        if len(fields) == 1:
            super().heard(topic, fields, kept=kept)


class Sign(TeamModule):
    """P4."""

    role = Role.P4
    subscriptions = ("parking/spots/+/status",)
    words: ClassVar[tuple[str, ...]] = ("FREE",)
    no_places: ClassVar[tuple[str, ...]] = ("ENTRY",)

    def __init__(self, broker: Mosquitto) -> None:
        super().__init__(broker)
        self._statuses: dict[str, str] = {}
        self._announced: object = None

    def heard(self, topic: str, fields: dict[str, Any], *, kept: bool) -> None:  # noqa: ARG002  an order's matter
        spot_id = topic.split("/")[2]
        if not fields:
            self._statuses.pop(spot_id, None)
        elif fields.get("id") == spot_id and fields.get("status") in ("FREE", "OCCUPIED", "UNKNOWN"):
            self._statuses[spot_id] = fields["status"]

    def turn(self) -> None:
        places = [status for spot_id, status in self._statuses.items() if self.is_place(spot_id)]
        free = sum(status in self.words for status in places)
        if self._statuses and self._announced != free:
            self._announced = free
            self.say("parking/display/available", {"count": self.written(free)})

    def written(self, free: int) -> object:
        """How it writes a number."""
        return free

    def is_place(self, spot_id: str) -> bool:
        """Whether it is counted."""
        return spot_id not in self.no_places


class DetectorCountingSign(Sign):
    """It takes the detector for a place."""

    no_places = ()


class HopefulSign(Sign):
    """It counts what is not known."""

    words = ("FREE", "UNKNOWN")


class TextSign(Sign):
    """It writes its number as a text."""

    def written(self, free: int) -> object:
        return str(free)


class TeamsOwnSign(Sign):
    """It knows no id but A and digits."""

    def is_place(self, spot_id: str) -> bool:
        return spot_id[:1] == "A" and spot_id[1:].isdigit()


class Watcher(TeamModule):
    """P5, that only listens."""

    role = Role.P5
    subscriptions = ("parking/#",)


class TalkativeWatcher(Watcher):
    """P5, that says that it is there."""

    def turn(self) -> None:
        self.say("parking/monitor/hello", {"who": "P5"})


class Backend(TeamModule):
    """P6 without an API: a person types what it is to ask for."""

    role = Role.P6
    subscriptions = ("parking/#",)
    retain = False

    def turn(self) -> None:
        self.say("parking/config/new_spot", {"id": "B1", "cmd": "ADD"})


class RetainingDashboard(TeamModule):
    """P7 without a page; its order is retained."""

    role = Role.P7
    subscriptions = ("parking/#",)

    def turn(self) -> None:
        self.say("parking/admin/override", {"cmd": "FORCE_OPEN"})
