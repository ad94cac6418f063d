"""A session that the broker keeps: what was not acknowledged comes again; without room for it nothing is read."""

from collections.abc import Iterator

import pytest

from common.connection import Acknowledged, Arrived, Down, Publication, Session, Subscribed, Up
from common.mqtt import NO_ROOM, NO_ROOM_SECONDS, Phase
from common.runtime import monotonic
from common.testing import Mosquitto
from tests.common.driven_link import DrivenLink, connected, driven

WORD = Publication("lot/x", b"word", retain=False)


class Room:
    def __init__(self) -> None:
        self.is_there = True

    def ask(self) -> bool:
        return self.is_there


@pytest.fixture
def room() -> Room:
    return Room()


@pytest.fixture
def ear(mosquitto: Mosquitto, room: Room) -> Iterator[DrivenLink]:
    """Subscribed; it acknowledges nothing by itself."""
    with driven(mosquitto.port, "lot/#", client_id="ear", session=Session(60, room.ask)) as link:
        link.until(Subscribed)
        yield link


def say(port: int, *payloads: bytes) -> None:
    with connected(port, client_id="mouth") as mouth:
        for payload in payloads:
            mouth.link.publish(WORD._replace(payload=payload))
        mouth.until(Acknowledged, len(payloads))


def payloads(link: DrivenLink) -> list[bytes]:
    return [heard.payload for heard in link.arrived]


def stays_full(link: DrivenLink, seconds: float) -> None:
    link.link._full_since = monotonic() - seconds  # noqa: SLF001  as if so much time had gone by


def end(link: DrivenLink) -> None:
    link.link.drop("a cut cable", monotonic())
    link.until(Up, 2)


def test_what_was_not_acknowledged_comes_again_in_order_and_marked(mosquitto: Mosquitto, ear: DrivenLink) -> None:
    say(mosquitto.port, b"1", b"2", b"3")
    ear.until(Arrived, 3)
    ear.link.acknowledge(ear.arrived[0].delivery)
    ear.turn()
    end(ear)
    ear.until(Arrived, 5)
    again = ear.arrived[3:]
    assert [(heard.payload, heard.delivery.duplicate) for heard in again] == [(b"2", True), (b"3", True)]
    assert [fact.session_present for fact in ear.facts if isinstance(fact, Up)] == [False, True]


def test_an_acknowledgement_goes_only_to_the_connection_that_delivered(mosquitto: Mosquitto, ear: DrivenLink) -> None:
    say(mosquitto.port, b"1")
    ear.until(Arrived)
    former = ear.arrived[0].delivery
    end(ear)
    ear.until(Arrived, 2)
    ear.link.acknowledge(former)
    ear.turn()
    ear.link.drop("a cut cable", monotonic())
    ear.until(Arrived, 3)
    assert payloads(ear) == [b"1", b"1", b"1"]


def test_while_there_is_no_room_nothing_is_read_and_all_of_it_afterwards(
    mosquitto: Mosquitto, ear: DrivenLink, room: Room
) -> None:
    room.is_there = False
    ear.turn()
    say(mosquitto.port, b"1", b"2")
    with pytest.raises(TimeoutError):
        ear.until(Arrived, seconds=0.3)
    room.is_there = True
    ear.until(Arrived, 2)
    assert ear.reasons == []


def test_a_full_link_sleeps(mosquitto: Mosquitto, ear: DrivenLink, room: Room) -> None:
    room.is_there = False
    say(mosquitto.port, b"1")
    before = ear.turns
    with pytest.raises(TimeoutError):
        ear.until(Arrived, seconds=1)
    # The test's own loop turns each 50 ms at the latest.
    assert ear.turns - before < 30


def test_a_full_link_still_says_what_is_to_be_said(mosquitto: Mosquitto, ear: DrivenLink, room: Room) -> None:
    room.is_there = False
    ear.turn()
    with connected(mosquitto.port, "lot/#", client_id="other") as other:
        other.until(Subscribed)
        ear.link.publish(WORD)
        ear.turn()
        other.until(Arrived)


def test_without_room_for_long_the_connection_is_given_up_until_there_is_some(
    mosquitto: Mosquitto, ear: DrivenLink, room: Room
) -> None:
    room.is_there = False
    ear.turn()
    say(mosquitto.port, b"1")
    stays_full(ear, NO_ROOM_SECONDS - 1)
    ear.turn()
    assert ear.reasons == []
    stays_full(ear, NO_ROOM_SECONDS)
    ear.until(Down)
    with pytest.raises(TimeoutError):
        ear.until(Up, 2, seconds=0.3)
    assert ear.link.phase is Phase.IDLE
    room.is_there = True
    ear.until(Arrived)
    assert ear.reasons == [NO_ROOM]


def test_whoever_gives_up_for_lack_of_room_has_no_rival(ear: DrivenLink, room: Room) -> None:
    for number in range(1, 6):
        room.is_there = False
        ear.turn()
        stays_full(ear, NO_ROOM_SECONDS)
        ear.turn()
        room.is_there = True
        ear.until(Up, number + 1)
    assert ear.reasons == [NO_ROOM] * 5
    assert not ear.reconnect.rival
