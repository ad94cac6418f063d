"""Whoever's ClientID is taken for a moment loses nothing by it."""

from collections.abc import Iterator
from contextlib import contextmanager

import paho.mqtt.client as paho
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from common.connection import Broker
from common.contract import Role
from common.runtime import utc
from common.testing import Mosquitto, wait_for
from p5_monitor.conformance.hold import YOUNG_SECONDS, Hold
from p5_monitor.conformance.stage import Stage
from p5_monitor.mqtt_probe import Probe
from tests.p5_monitor.checked import PREFIX


@pytest.fixture
def mosquitto() -> Iterator[Mosquitto]:
    with Mosquitto() as broker:
        yield broker


@pytest.fixture
def stage(mosquitto: Mosquitto) -> Iterator[Stage]:
    with Probe(Broker(mosquitto.host, mosquitto.port), "checks") as probe:
        probe.connect()
        yield Stage(probe, PREFIX, Role.P6)


class Keeper:
    """P6 as a team writes it: the broker keeps its messages while it is away."""

    def __init__(self, mosquitto: Mosquitto) -> None:
        self._mosquitto = mosquitto
        self.heard: list[bytes] = []

    @contextmanager
    def here(self) -> Iterator[None]:
        client = paho.Client(CallbackAPIVersion.VERSION2, Role.P6.client_id, clean_session=False)
        client.on_connect = lambda client, *_: client.subscribe("#", 1)
        client.on_message = lambda _, __, message: self.heard.append(message.payload)
        before = self._subscriptions()
        client.connect(self._mosquitto.host, self._mosquitto.port)
        client.loop_start()
        wait_for(lambda: self._subscriptions() > before, "its subscription")
        yield
        client.disconnect()
        client.loop_stop()

    def _subscriptions(self) -> int:
        return self._mosquitto.log.count(f"SUBSCRIBE from {Role.P6.client_id}")


def test_what_waits_for_a_module_that_is_away_still_waits_after_the_look_for_it(
    mosquitto: Mosquitto, stage: Stage
) -> None:
    keeper = Keeper(mosquitto)
    with keeper.here():
        pass
    with Probe(Broker(mosquitto.host, mosquitto.port), "speaks") as speaker:
        speaker.connect()
        for number in range(30):
            speaker.publish("a", str(number).encode())
    hold = Hold(Broker(mosquitto.host, mosquitto.port), Role.P6.client_id, lambda *_, **__: None)
    assert not hold.is_there(stage)
    with keeper.here():
        wait_for(lambda: len(set(keeper.heard)) == 30, "what was said while it was away")


def test_what_is_said_while_its_client_id_is_taken_reaches_it_when_it_is_back(
    mosquitto: Mosquitto, stage: Stage
) -> None:
    keeper = Keeper(mosquitto)
    hold = Hold(Broker(mosquitto.host, mosquitto.port), Role.P6.client_id, lambda *_, **__: None)
    with keeper.here(), Probe(Broker(mosquitto.host, mosquitto.port), "speaks") as speaker:
        speaker.connect()
        list(hold.come_back(stage, lambda: True, meanwhile=lambda: speaker.publish("a", b"meanwhile")))
        wait_for(lambda: b"meanwhile" in keeper.heard, "what was said meanwhile")


def test_no_session_is_left_for_a_module_that_keeps_none(mosquitto: Mosquitto, stage: Stage) -> None:
    client_id = Role.P4.client_id
    assert not Hold(Broker(mosquitto.host, mosquitto.port), client_id, lambda *_, **__: None).is_there(stage)
    with Probe(Broker(mosquitto.host, mosquitto.port), client_id, session_seconds=60) as module:
        module.connect()
        assert not module.has_session


class SeenEnough(Exception):
    """The rest is another test's matter."""


def test_what_was_said_before_the_module_was_thrown_out_is_no_answer(mosquitto: Mosquitto) -> None:
    topic = PREFIX + "parking/display/available"
    place = Broker(mosquitto.host, mosquitto.port)
    with Probe(place, "checks") as probe, Probe(place, "speaks") as speaker:
        probe.connect()
        speaker.connect()
        stage = Stage(probe, PREFIX, Role.P4)
        stage.open(0.1, utc)

        def speak(_: str, **__: str) -> None:
            speaker.publish(topic, b'{"count": 3}')

        def look() -> None:
            raise SeenEnough(*stage.answers)

        hold = Hold(place, Role.P4.client_id, speak, clock=lambda: stage.opened_at + YOUNG_SECONDS)
        with pytest.raises(SeenEnough) as seen:
            list(hold.come_back(stage, lambda: True, meanwhile=look))
        assert (len(stage.heard), seen.value.args) == (1, ())
