import subprocess
import sys
from collections.abc import Iterator

import paho.mqtt.client as paho
import pytest
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from common.mqtt_client import release
from common.testing import answers, free_port, stopping, wait_for


class Reader:
    """A client that keeps its session for ten minutes."""

    def __init__(self, port: int, name: str = "reader") -> None:
        self.heard: list[paho.MQTTMessage] = []
        self.session_present: bool | None = None
        self.subscribed = False
        self.client = paho.Client(CallbackAPIVersion.VERSION2, name, protocol=paho.MQTTv5)
        self.client.on_connect = self._connected
        self.client.on_subscribe = self._subscription_answered
        self.client.on_message = lambda _, __, message: self.heard.append(message)
        connect = Properties(PacketTypes.CONNECT)
        connect.SessionExpiryInterval = 600
        self.client.connect("127.0.0.1", port, clean_start=False, properties=connect)
        self.client.loop_start()
        wait_for(lambda: self.session_present is not None, "the broker to let us in")

    def say(self, topic: str, payload: str, *, retain: bool = False, **properties: str) -> None:
        beside = Properties(PacketTypes.PUBLISH)
        beside.UserProperty = list(properties.items())
        self.client.publish(topic, payload, qos=1, retain=retain, properties=beside).wait_for_publish(5)

    def subscribe(self) -> None:
        self.client.subscribe("lot/#", qos=1)
        wait_for(lambda: self.subscribed, "the broker to subscribe us")

    def leave(self) -> None:
        self.client.disconnect()
        self.client.loop_stop()
        release(self.client)

    def payloads(self) -> list[bytes]:
        return [message.payload for message in self.heard]

    def _subscription_answered(self, *_: object) -> None:
        self.subscribed = True

    def _connected(self, _: paho.Client, __: object, flags: paho.ConnectFlags, *___: object) -> None:
        self.session_present = flags.session_present


@pytest.fixture
def ports() -> Iterator[tuple[int, int]]:
    """For MQTT 5, and for MQTT 3.1.1."""
    numbers = free_port(), free_port()
    with stopping(subprocess.Popen([sys.executable, "-m", "launcher.embedded_broker", *map(str, numbers)])):
        wait_for(lambda: all(answers("127.0.0.1", number) for number in numbers), "the embedded broker to answer")
        yield numbers


@pytest.fixture
def port(ports: tuple[int, int]) -> int:
    return ports[0]


@pytest.fixture
def speaker(port: int) -> Iterator[Reader]:
    client = Reader(port, "speaker")
    yield client
    client.leave()


@pytest.fixture
def reader(port: int) -> Iterator[Reader]:
    client = Reader(port)
    yield client
    client.leave()


def test_what_travels_beside_a_message_arrives(speaker: Reader, reader: Reader) -> None:
    reader.subscribe()
    speaker.say("lot/A1", "FREE", retain=True, seq="7", refresh="60")
    wait_for(lambda: bool(reader.heard), "the message")
    assert reader.heard[0].properties.UserProperty == [("seq", "7"), ("refresh", "60")]


def test_a_retained_message_waits_for_who_comes_later_and_an_empty_one_clears_it(
    speaker: Reader, reader: Reader
) -> None:
    speaker.say("lot/A1", "FREE", retain=True)
    speaker.say("lot/A2", "FREE", retain=True)
    speaker.say("lot/A2", "", retain=True)
    reader.subscribe()
    wait_for(lambda: bool(reader.heard), "the retained message")
    speaker.say("lot/end", "end")
    wait_for(lambda: b"end" in reader.payloads(), "what was said last")
    assert [(message.topic, message.retain) for message in reader.heard] == [("lot/A1", True), ("lot/end", False)]


def test_a_session_keeps_what_is_said_meanwhile(port: int, speaker: Reader, reader: Reader) -> None:
    reader.subscribe()
    speaker.say("lot/A1", "before")
    wait_for(lambda: b"before" in reader.payloads(), "the subscription")
    reader.leave()
    speaker.say("lot/A1", "meanwhile")
    returned = Reader(port)
    wait_for(lambda: b"meanwhile" in returned.payloads(), "what was said meanwhile")
    assert returned.session_present
    returned.leave()


@pytest.mark.parametrize(("said", "handed_out"), [(100, 100), (101, 100)])
def test_a_hundred_retained_messages_are_handed_out_and_no_more(
    speaker: Reader, reader: Reader, said: int, handed_out: int
) -> None:
    # The reason why the launcher speaks of 80 places: the rest of a subscription to everything needs room too.
    for number in range(said):
        speaker.say(f"lot/{number}", "FREE", retain=True)
    reader.subscribe()
    wait_for(lambda: len(reader.heard) >= handed_out, "the retained messages")
    speaker.say("lot/end", "end")
    wait_for(lambda: b"end" in reader.payloads(), "what was said last")
    assert len(reader.heard) == handed_out + 1


def test_a_module_on_mqtt_3_1_1_is_heard_through_the_other_port(ports: tuple[int, int], reader: Reader) -> None:
    reader.subscribe()
    module = paho.Client(CallbackAPIVersion.VERSION2, "module", protocol=paho.MQTTv311)
    module.connect("127.0.0.1", ports[1])
    module.loop_start()
    module.publish("lot/A1", "free", qos=1).wait_for_publish(5)
    wait_for(lambda: reader.payloads() == [b"free"], "the module to be heard")
    module.disconnect()
    module.loop_stop()
