"""Ill-formed messages, and topics outside the contract: an alarm for each topic, for as long as it goes on."""

import pytest

from common.messages import Connected, Disconnected
from p5_monitor.rules.alarms import lately
from tests.p5_monitor.desk import A1, A1_FREE, Desk, alarms, details, told

KEPT = [
    ("schema_violation", "parking/spots/A{}/status"),
    ("outside_contract", "parking/sensors/A{}/status"),
]

SPOT_ID = b'{"spot_id": "A1", "status": "FREE"}'


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.passes(10)
    return desk


def test_an_ill_formed_message_is_an_alarm_that_says_what_would_be_right(desk: Desk) -> None:
    desk.receives(A1, SPOT_ID)
    assert alarms(desk) == ["schema_violation parking/spots/A1/status"]
    assert details(desk) == [{"role": "P1", "reason": "missing id (found spot_id)", "said": SPOT_ID.decode()}]


def test_it_is_over_when_none_came_for_five_minutes(desk: Desk) -> None:
    for _ in range(3):
        desk.receives(A1, SPOT_ID)
        desk.passes(290)
    desk.receives(A1, A1_FREE)
    assert alarms(desk) == ["schema_violation parking/spots/A1/status"]
    desk.passes(20)
    assert told(desk) == [
        "+ schema_violation parking/spots/A1/status",
        "- schema_violation parking/spots/A1/status",
    ]


def test_one_that_the_broker_kept_is_one_as_well(desk: Desk) -> None:
    desk.receives(A1, SPOT_ID, retained=True)
    assert alarms(desk) == ["schema_violation parking/spots/A1/status"]


@pytest.mark.parametrize("payload", [A1_FREE, b'{"id": "A1", "status": "FREE", "ts": "2020-01-01T00:00:00"}', b""])
def test_what_keeps_the_contract_is_none(desk: Desk, payload: bytes) -> None:
    desk.receives(A1, payload)
    desk.passes(10)
    assert told(desk) == []


def test_a_topic_outside_the_contract_is_an_alarm_with_the_right_one(desk: Desk) -> None:
    desk.receives("parking/entry_sensor/status", b'{"status": "OCCUPIED"}', retained=True)
    assert alarms(desk) == ["outside_contract parking/entry_sensor/status"]
    assert details(desk) == [{"right": "parking/spots/ENTRY/status", "id": "ENTRY", "said": '{"status": "OCCUPIED"}'}]


def test_it_is_over_when_nothing_is_said_there_for_five_minutes(desk: Desk) -> None:
    desk.receives("parking/spots/A1", b"FREE")
    desk.passes(301)
    assert told(desk) == ["+ outside_contract parking/spots/A1", "- outside_contract parking/spots/A1"]


@pytest.mark.parametrize("kind", ["outside_contract", "schema_violation"])
def test_a_flood_of_topics_is_twenty_alarms_and_one_for_the_rest(desk: Desk, kind: str) -> None:
    topic = "parking/{}" if kind == "outside_contract" else "parking/spots/{}/status"
    for _ in range(3):
        for number in range(1_000):
            desk.receives(topic.format(number), b"\xff")
        desk.passes(5)
    assert len(alarms(desk)) == 21
    assert alarms(desk)[-1] == f"{kind} *"
    assert details(desk)[-1] == {"messages": "2940"}
    desk.passes(301)
    assert alarms(desk) == []
    assert len(told(desk)) == 42


def test_a_flood_that_does_not_end_raises_each_alarm_once(desk: Desk) -> None:
    for number in range(1_200):
        desk.receives(f"parking/{number}", b"1")
        desk.passes(1)
    assert alarms(desk) == ["outside_contract *"]
    assert len(told(desk)) == 41


def test_when_a_flood_is_over_each_topic_has_its_own_alarm_again(desk: Desk) -> None:
    for number in range(30):
        desk.receives(f"parking/{number}", b"1")
    desk.passes(301)
    desk.receives("parking/7", b"1")
    assert alarms(desk) == ["outside_contract parking/7"]


@pytest.mark.parametrize(("kind", "topic"), KEPT)
def test_one_that_the_broker_keeps_is_over_only_when_it_is_purged(desk: Desk, kind: str, topic: str) -> None:
    topic = topic.format(1)
    desk.receives(topic, SPOT_ID, retained=True)
    desk.passes(3_600)
    for _ in range(3):
        desk.senses(Disconnected())
        desk.passes(1)
        desk.senses(Connected())
        desk.receives(topic, SPOT_ID, retained=True)
        desk.passes(400)
    assert [news for news in told(desk) if kind in news] == [f"+ {kind} {topic}"]
    desk.receives(topic, b"")
    assert alarms(desk) == []


@pytest.mark.parametrize(("kind", "topic"), KEPT)
def test_one_that_was_purged_while_we_were_cut_off_is_over(desk: Desk, kind: str, topic: str) -> None:
    desk.receives(topic.format(1), SPOT_ID, retained=True)
    assert alarms(desk) == [f"{kind} {topic.format(1)}"]
    desk.senses(Disconnected(), Connected())
    desk.passes(6)
    assert alarms(desk) == []


@pytest.mark.parametrize(("kind", "topic"), KEPT)
def test_it_stands_while_the_broker_of_a_large_lot_still_tells_what_it_keeps(desk: Desk, kind: str, topic: str) -> None:
    desk.receives(topic.format(1), SPOT_ID, retained=True)
    desk.passes(1)
    desk.senses(Disconnected(), Connected())
    for _ in range(30):
        desk.receives(A1.replace("A1", "B1"), A1_FREE.replace(b"A1", b"B1"), retained=True)
        desk.passes(1)
    assert told(desk) == [f"+ {kind} {topic.format(1)}"]


def test_one_that_the_broker_kept_is_over_when_something_right_takes_its_place(desk: Desk) -> None:
    desk.receives(A1, SPOT_ID, retained=True)
    desk.passes(1)
    desk.receives(A1, A1_FREE)
    assert alarms(desk) == []


def test_a_module_that_says_it_wrongly_now_and_then_is_not_excused_by_what_was_kept(desk: Desk) -> None:
    desk.receives(A1, SPOT_ID, retained=True)
    desk.receives(A1, SPOT_ID)
    desk.receives(A1, A1_FREE)
    desk.passes(290)
    assert alarms(desk) == ["schema_violation parking/spots/A1/status"]
    desk.passes(20)
    assert alarms(desk) == []


@pytest.mark.parametrize(("kind", "topic"), KEPT)
def test_a_flood_that_the_broker_keeps_stands_until_it_is_purged(desk: Desk, kind: str, topic: str) -> None:
    for number in range(100):
        desk.receives(topic.format(number), SPOT_ID, retained=True)
    desk.passes(3_600)
    desk.senses(Disconnected(), Connected())
    for number in range(100):
        desk.receives(topic.format(number), SPOT_ID, retained=True)
    desk.passes(400)
    assert [news[0] for news in told(desk) if kind in news] == ["+"] * 21
    assert details(desk)[-1] == {"messages": "80"}
    for number in range(100):
        desk.receives(topic.format(number), b"")
    assert alarms(desk) == []


def test_more_than_can_be_remembered_counts_as_just_said(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lately, "MAX_STRANGE", 50)
    for number in range(100):
        desk.receives(f"parking/{number}", b"1", retained=True)
    desk.passes(1)
    assert details(desk)[-1] == {"messages": "80"}
    desk.passes(301)
    assert details(desk)[-1] == {"messages": "30"}


def test_what_a_stranger_says_fits_into_a_line(desk: Desk) -> None:
    desk.receives("parking/" + "x" * 60_000, b"\x1b[2J\0" * 10_000)
    desk.receives("parking/spots/\x1b[2J/status", b'{"\x1b": 1' * 1_000)
    for alarm in desk.picture.alarms:
        shown = alarm.subject + "".join(alarm.details.values())
        assert shown.isascii()
        assert shown.isprintable()
        assert len(shown) < 300
