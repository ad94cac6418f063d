"""A module as a team writes it, with paho and nothing of ours."""

import json
import threading
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Self

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

from common.contract import Role
from common.mqtt_client import release
from common.testing import Mosquitto, wait_for
from tests.p5_monitor.checked import PREFIX, Case, Checked, check_all

TURN_SECONDS = 0.2


class TeamModule:
    """MQTT 3.1.1, paho's own thread, subscribes whenever it is connected.

    Args:
        broker: where.
    """

    role: ClassVar[Role]
    subscriptions: ClassVar[tuple[str, ...]] = ()
    client_id: ClassVar[str] = ""
    qos: ClassVar[int] = 1
    retain: ClassVar[bool] = True
    subscribes_once: ClassVar[bool] = False

    def __init__(self, broker: Mosquitto) -> None:
        self._broker = broker
        self._stopped = threading.Event()
        self._is_ready = threading.Event()
        self._client = paho.Client(CallbackAPIVersion.VERSION2, self.client_id or self.role.client_id)
        self._client.on_connect = self._connected
        self._client.on_message = self._arrived
        self._client.on_subscribe = lambda *_: self._is_ready.set()
        self._turner = threading.Thread(target=self._turn_until_stopped)

    def __enter__(self) -> Self:
        self._client.connect(self._broker.host, self._broker.port)
        self._client.loop_start()
        wait_for(self._client.is_connected, "the module to be connected")
        if self.subscribes_once:
            self._subscribe()
        if self.subscriptions:
            assert self._is_ready.wait(10)
        self._turner.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._turner.join()
        self._client.disconnect()
        self._client.loop_stop()
        release(self._client)

    def say(self, topic: str, fields: dict[str, Any]) -> None:
        """Publishes."""
        self._client.publish(PREFIX + topic, json.dumps(fields), self.qos, self.retain)

    def heard(self, topic: str, fields: dict[str, Any], *, kept: bool) -> None:
        """A message that can be read; ``fields`` is empty for an empty one."""

    def turn(self) -> None:
        """Happens again and again."""

    def _connected(self, *_: object) -> None:
        if not self.subscribes_once:
            self._subscribe()

    def _subscribe(self) -> None:
        for topic in self.subscriptions:
            self._client.subscribe(PREFIX + topic, 1)

    def _arrived(self, _: object, __: object, message: paho.MQTTMessage) -> None:
        topic = message.topic.removeprefix(PREFIX)
        fields = self.read(bytes(message.payload))
        if fields is not None:
            self.heard(topic, fields, kept=message.retain)

    def read(self, payload: bytes) -> dict[str, Any] | None:
        """What a message says; None: nothing."""
        try:
            fields = json.loads(payload) if payload else {}
        except (ValueError, RecursionError):
            return None
        return fields if isinstance(fields, dict) else None

    def _turn_until_stopped(self) -> None:
        while not self._stopped.wait(TURN_SECONDS):
            self.turn()


def check_modules(modules: Sequence[type[TeamModule]]) -> Mapping[type[TeamModule], Checked]:
    """Checks these modules of a team's, all at the same time."""
    outcomes = check_all({module.__name__: Case(module.role, module) for module in modules})
    return {module: outcomes[module.__name__] for module in modules}
