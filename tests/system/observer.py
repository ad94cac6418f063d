"""A stranger's client that hears everything and can say anything."""

import threading
from collections.abc import Callable, Sequence
from typing import NamedTuple, Self

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.subscribeoptions import SubscribeOptions

from common.mqtt_client import release
from common.testing import wait_for


class Heard(NamedTuple):
    """A message as the observer got it; ``retain`` as it was published."""

    topic: str
    payload: bytes
    qos: int
    retain: bool
    expiry_seconds: int | None
    properties: dict[str, str]


class Observer:
    """Subscribes to everything, with Retain As Published, so that it sees who retains what."""

    def __init__(self, host: str, port: int, topic_filter: str = "#", client_id: str = "observer") -> None:
        self.heard: list[Heard] = []
        self._filter = topic_filter
        self._subscribed = threading.Event()
        self._client = paho.Client(CallbackAPIVersion.VERSION2, client_id, protocol=paho.MQTTv5)
        self._client.on_connect = self._connected
        self._client.on_subscribe = lambda *_: self._subscribed.set()
        self._client.on_message = self._arrived
        self._client.reconnect_delay_set(1, 1)
        connect = Properties(PacketTypes.CONNECT)
        connect.ReceiveMaximum = 65535
        self._client.connect(host, port, properties=connect)

    def __enter__(self) -> Self:
        self._client.loop_start()
        assert self._subscribed.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._client.disconnect()
        self._client.loop_stop()
        release(self._client)

    def say(
        self,
        topic: str,
        payload: str | bytes,
        *,
        retain: bool = False,
        qos: int = 1,
        beside: Sequence[tuple[str, str]] = (),
    ) -> None:
        """Publishes, and returns when the broker has it (with QoS 0: when it was sent); ``beside``: user properties."""
        properties = Properties(PacketTypes.PUBLISH)
        if beside:
            properties.UserProperty = list(beside)
        self._client.publish(topic, payload, qos=qos, retain=retain, properties=properties).wait_for_publish(10)

    def on(self, topic: str) -> list[Heard]:
        """What was said on a topic so far."""
        return [heard for heard in list(self.heard) if heard.topic == topic]

    def payloads(self, topic: str) -> list[bytes]:
        """The bytes that were said on a topic so far."""
        return [heard.payload for heard in self.on(topic)]

    def wait(self, condition: Callable[[list[Heard]], object], what: str, seconds: float = 15) -> None:
        """Waits until what was heard so far fulfils a condition."""
        wait_for(lambda: bool(condition(list(self.heard))), f"{what}; heard {self.heard[-8:]}", seconds)

    def wait_for_payload(self, topic: str, payload: bytes, seconds: float = 15) -> None:
        """Waits until these bytes were said on a topic."""
        wait_for(lambda: payload in self.payloads(topic), f"{payload!r} on {topic}; heard {self.heard[-8:]}", seconds)

    def _connected(self, client: paho.Client, *_: object) -> None:
        client.subscribe(self._filter, options=SubscribeOptions(qos=1, retainAsPublished=True))

    def _arrived(self, _: paho.Client, __: object, message: paho.MQTTMessage) -> None:
        properties = message.properties
        self.heard.append(
            Heard(
                message.topic,
                bytes(message.payload),
                message.qos,
                bool(message.retain),
                getattr(properties, "MessageExpiryInterval", None),
                dict(getattr(properties, "UserProperty", ())),
            )
        )
