"""``doctor`` on a lot that lives: who is there, twice, or late; it throws nobody out."""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest

from common.connection import Broker
from common.contract import Role, address_of
from common.messages import Available, BarrierCommand, Message, Presence
from common.testing import Mosquitto, wait_for
from p5_monitor.doctor.conversation import LISTEN_SECONDS
from p5_monitor.doctor.examination import SECONDS, examine
from p5_monitor.doctor.patience import Patience
from p5_monitor.doctor.words import ENGLISH
from p5_monitor.mqtt_probe import Probe
from p5_monitor.rules.diagnosis import Cause, Check, Finding, Level
from tests.p5_monitor.examined import (
    PREFIX,
    ROOM_FOR_ALL,
    case,
    here,
    wrong,
)


@pytest.fixture(scope="module")
def healthy() -> Iterator[Mosquitto]:
    with Mosquitto([ROOM_FOR_ALL]) as broker:
        yield broker


@pytest.fixture
def seven(healthy: Mosquitto) -> Iterator[dict[Role, Probe]]:
    """All of them are connected, and say nothing yet."""
    with ExitStack() as opened:
        modules = {}
        for role in Role:
            modules[role] = opened.enter_context(Probe(Broker("127.0.0.1", healthy.port), role.client_id))
            modules[role].connect()
        yield modules


def says_on(probe: Probe, message: Message, number: int = 0, ahead_seconds: float = 0.0) -> None:
    sent = datetime.now(UTC) + timedelta(seconds=ahead_seconds)
    beside = [("sent", sent.isoformat()), *([("seq", str(number))] if number else [])]
    probe.publish(PREFIX + address_of(message), message.payload(), properties=beside)


def lot_of(healthy: Mosquitto, while_listening: Callable[[], None], seconds: float = 1.0) -> dict[Check, Finding]:
    """What is found out about the lot, while it speaks."""
    found: dict[Check, Finding] = {}
    listens = f"SmartPark2026_P5_doctor 2 {PREFIX}monitor/presence/+"
    before = healthy.log.count(listens)

    def speak() -> None:
        wait_for(lambda: healthy.log.count(listens) > before, "the doctor to listen")
        while_listening()

    speaking = threading.Thread(target=speak)
    for finding in examine(case(Broker("127.0.0.1", healthy.port), listen_seconds=seconds), Patience(SECONDS)):
        found[finding.check] = finding
        if finding.check is Check.ROUND_TRIP:
            speaking.start()
        if finding.check is Check.MODULES:
            break
    speaking.join()
    return found


def test_who_is_there_is_named_and_nobody_is_thrown_out(healthy: Mosquitto, seven: dict[Role, Probe]) -> None:
    def speak() -> None:
        for role, module in seven.items():
            says_on(module, Presence(role=role.value, online=role is not Role.P3))

    found = lot_of(healthy, speak)
    assert found[Check.MODULES].details["gone"] == "P3"
    assert found[Check.MODULES].details["unheard"] == "-"
    assert found[Check.CLIENT_IDS].cause == Cause.CLIENT_IDS_IN_USE
    assert "SmartPark2026_P2, SmartPark2026_P4" in found[Check.CLIENT_IDS].details["client_ids"]
    assert not any(module.gone(0.05) for module in seven.values())


def test_what_was_heard_proves_that_it_is_delivered(healthy: Mosquitto, seven: dict[Role, Probe]) -> None:
    found = lot_of(healthy, lambda: says_on(seven[Role.P4], Available(count=3)))
    assert found[Check.TOPICS].cause == Cause.TOPICS_HEARD
    assert found[Check.TOPICS].details["heard"] == "parking/display/available 1"


def kept(healthy: Mosquitto) -> list[Finding]:
    """What the doctor says of orders that the broker keeps."""
    examined = case(Broker("127.0.0.1", healthy.port))
    return [each for each in examine(examined, Patience(SECONDS)) if each.cause is Cause.ORDERS_KEPT]


def test_an_order_that_the_broker_keeps_is_a_warning_that_says_how_to_clear_it(
    healthy: Mosquitto, seven: dict[Role, Probe]
) -> None:
    order = BarrierCommand(action="OPEN")
    topic = address_of(order)
    seven[Role.P7].publish(PREFIX + topic, order.payload(), retain=True)
    try:
        (finding,) = kept(healthy)
    finally:
        seven[Role.P7].publish(PREFIX + topic, b"", retain=True)
    assert finding.level is Level.WARN
    assert finding.details["orders"] == f'{topic} {{"action": "OPEN"}}'
    assert "purge --orders" in ENGLISH.lines[finding.cause].advice
    assert kept(healthy) == []


def test_an_order_that_is_only_given_is_none_that_the_broker_keeps(
    healthy: Mosquitto, seven: dict[Role, Probe]
) -> None:
    found = lot_of(healthy, lambda: says_on(seven[Role.P2], BarrierCommand(action="OPEN")))
    assert found[Check.TOPICS].cause == Cause.TOPICS_HEARD


@pytest.mark.parametrize("payload", [b"\x1b[2J" * 10_000, b"\xff" * 60_000], ids=["escapes", "no text"])
def test_a_strangers_order_is_shown_as_short_and_harmless_text(
    healthy: Mosquitto, seven: dict[Role, Probe], payload: bytes
) -> None:
    topic = PREFIX + address_of(BarrierCommand(action="OPEN"))
    seven[Role.P7].publish(topic, payload, retain=True)
    try:
        (finding,) = kept(healthy)
    finally:
        seven[Role.P7].publish(topic, b"", retain=True)
    assert finding.details["orders"].isprintable()
    assert len(finding.details["orders"]) < 100


@pytest.mark.parametrize(
    ("seconds", "level", "cause"),
    [(0, Level.OK, Cause.CLOCKS_AGREE), (3, Level.WARN, Cause.CLOCKS_DIFFER), (-60, Level.FAIL, Cause.CLOCKS_DIFFER)],
)
def test_a_clock_that_is_off_is_told_by_what_its_module_says(
    healthy: Mosquitto, seven: dict[Role, Probe], seconds: float, level: Level, cause: Cause
) -> None:
    found = lot_of(healthy, lambda: says_on(seven[Role.P4], Available(count=3), ahead_seconds=seconds))
    assert (found[Check.CLOCKS].level, found[Check.CLOCKS].cause) == (level, cause)


def test_two_programs_with_one_client_id_are_told_by_their_numbers(
    healthy: Mosquitto, seven: dict[Role, Probe]
) -> None:
    # A broker lets only one of them be connected: the other speaks through somebody else's connection.
    def speak() -> None:
        for number in range(1, 7):
            says_on(seven[Role.P4], Available(count=3), number=number)
            says_on(seven[Role.P7], Available(count=5), number=number + 100)

    found = lot_of(healthy, speak, LISTEN_SECONDS)
    assert found[Check.CLIENT_IDS].cause == Cause.CLIENT_IDS_TWICE
    assert found[Check.CLIENT_IDS].details == {"client_ids": "SmartPark2026_P4"}


def test_the_broker_never_saw_a_client_id_taken_over() -> None:
    with Mosquitto([ROOM_FOR_ALL]) as mosquitto:
        assert wrong(here(mosquitto.port)) == []
        connected = set(re.findall(r" as (\S+) \(", mosquitto.log))
        assert connected == {"SmartPark2026_P5_doctor"}
        assert "already connected" not in mosquitto.log
