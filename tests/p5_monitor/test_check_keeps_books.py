"""What the check hears is bounded, and what it leaves is told."""

import threading
from collections.abc import Iterator, Sequence

import pytest

from common.connection import Broker
from common.contract import Role, address_of
from common.messages import BarrierState, SpotStatus
from common.runtime import utc
from common.testing import Mosquitto
from p5_monitor.conformance.finding import Said
from p5_monitor.conformance.lot import copies
from p5_monitor.conformance.record import MOST_ON_A_TOPIC, MOST_STRAYS, Record
from p5_monitor.conformance.stage import TRIAL, CutOff, Stage
from p5_monitor.mqtt_probe import Answer, Probe, Sent
from tests.p5_monitor.checked import PREFIX

A1 = "parking/spots/A1/status"


@pytest.fixture
def mosquitto() -> Iterator[Mosquitto]:
    with Mosquitto() as broker:
        yield broker


def sent(topic: str = A1, payload: bytes = b"x", *, retained: bool = False) -> Sent:
    return Sent(topic, payload, qos=1, retained=retained, properties={}, expiry_seconds=None, at=0.0)


def test_of_strays_a_few_are_kept_and_the_rest_is_counted() -> None:
    record = Record()
    for number in range(55_000):
        record.add_stray(sent(f"parking/x/{number}"))
    record.add(sent())
    assert (len(record.messages), record.passed_over) == (MOST_STRAYS + 1, 55_000 - MOST_STRAYS)


def test_who_floods_one_topic_does_not_push_out_the_others() -> None:
    record = Record()
    for _ in range(MOST_ON_A_TOPIC + 7):
        record.add(sent())
    record.add(sent("parking/spots/A2/status"))
    assert (record.messages[-1].topic, record.passed_over) == ("parking/spots/A2/status", 7)


def test_long_messages_are_kept_until_there_is_no_room() -> None:
    record = Record(most_bytes=10_000)
    for number in range(5):
        record.add(sent(f"parking/spots/A{number}/status", b"x" * 3_000))
    assert (len(record.messages), record.passed_over) == (2, 3)


def test_a_copy_is_told_from_what_was_said_since() -> None:
    first, again = sent(retained=True), sent(retained=True)
    assert copies([first, again]) == ([first], [again])


class Broken(Probe):
    """A connection on which some messages get no answer.

    Args:
        mosquitto: where.
        silent: the payloads without one.
    """

    def __init__(self, mosquitto: Mosquitto, silent: Sequence[bytes] = ()) -> None:
        super().__init__(Broker(mosquitto.host, mosquitto.port), "checks")
        self.silent = silent
        self.tried: list[str] = []

    def publish(self, topic: str, payload: bytes, **beside: object) -> Answer | None:
        self.tried.append(topic.removeprefix(PREFIX))
        return None if payload in self.silent else super().publish(topic, payload, **beside)  # type: ignore[arg-type]


def test_what_was_not_acknowledged_as_cleared_is_told(mosquitto: Mosquitto) -> None:
    with Broken(mosquitto, [b""]) as probe:
        probe.connect()
        stage = Stage(probe, PREFIX, Role.P4)
        with pytest.raises(CutOff, match="no acknowledgement"):
            stage.open(0.1, utc)
        assert stage.close() == [Said(address_of(TRIAL), b"", retained=True)]


def test_who_does_not_answer_once_is_asked_nothing_more(mosquitto: Mosquitto) -> None:
    with Broken(mosquitto) as probe:
        probe.connect()
        stage = Stage(probe, PREFIX, Role.P4)
        for number in range(3):
            stage.say(SpotStatus(id=f"CHECK{number}", status="FREE"), retain=True)
        probe.silent, probe.tried = [b""], []
        assert [said.topic for said in stage.close()] == [f"parking/spots/CHECK{number}/status" for number in range(3)]
        assert probe.tried == ["parking/spots/CHECK0/status"]


class Between(Probe):
    """A connection on which the module speaks before the broker echoes what we say."""

    def __init__(self, mosquitto: Mosquitto) -> None:
        super().__init__(Broker(mosquitto.host, mosquitto.port), "checks")
        self._module = Probe(Broker(mosquitto.host, mosquitto.port), "module")

    def publish(self, topic: str, payload: bytes, **beside: object) -> Answer | None:
        if topic.endswith(address_of(TRIAL)) and payload:
            with self._module:
                self._module.connect()
                state = BarrierState(state="CLOSED")
                self._module.publish(PREFIX + address_of(state), state.payload())
        return super().publish(topic, payload, **beside)  # type: ignore[arg-type]


def test_what_the_module_says_while_the_broker_is_tried_is_heard(mosquitto: Mosquitto) -> None:
    with Between(mosquitto) as probe:
        probe.connect()
        stage = Stage(probe, PREFIX, Role.P3)
        stage.open(0.1, utc)
        stage.close()
    assert [each.payload for each in stage.heard] == [b'{"state": "CLOSED"}']


def test_it_waits_until_something_is_so_or_the_time_is_up(mosquitto: Mosquitto) -> None:
    with Probe(Broker(mosquitto.host, mosquitto.port), "checks") as probe:
        probe.connect()
        stage = Stage(probe, PREFIX, Role.P6)
        is_so = threading.Event()
        threading.Timer(0.2, is_so.set).start()
        assert stage.wait_until(is_so.is_set, 10)
        assert not stage.wait_until(lambda: False, 0.1)
