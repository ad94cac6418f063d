"""Ids are compared as written; two that people would take for one are said."""

import pytest

from common.messages import Connected, Disconnected, Forgotten, SpotStatus
from p5_monitor.rules.alarms import same_place_twice
from tests.p5_monitor.desk import Desk, alarms, details, free, settled, told


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.passes(10)
    return desk


@pytest.mark.parametrize(
    ("first", "second"),
    [("A1", "A01"), ("a1", "A1"), ("P6", "P006"), ("A1", "A-1"), ("A1", "A_01"), ("ENTRY", "entry")],
)
def test_two_ways_to_write_one_place_are_an_alarm(desk: Desk, first: str, second: str) -> None:
    desk.hears(free(second), free(first))
    assert alarms(desk) == ["same_place_twice spots"]
    assert sorted(details(desk)[0].values()) == sorted([first, second, "1"])


@pytest.mark.parametrize(("first", "second"), [("A1", "A10"), ("A11", "A1-1"), ("A1", "B1"), ("A1", "1A"), ("A", "A1")])
def test_two_places_are_none(desk: Desk, first: str, second: str) -> None:
    desk.hears(free(first), free(second), free(first))
    assert alarms(desk) == []


def test_two_modules_that_write_all_ids_differently_are_one_alarm(desk: Desk) -> None:
    desk.hears(*(free(f"A{number:02}") for number in range(1, 21)), retained=True)
    desk.hears(*(free(f"A{number}") for number in range(1, 13)))
    assert alarms(desk) == ["same_place_twice spots"]
    assert details(desk) == [{"first": "A1", "second": "A01", "pairs": "9"}]


def test_it_is_over_when_one_of_them_is_forgotten(desk: Desk) -> None:
    desk.hears(free("A1"), free("A01"))
    assert alarms(desk) == ["same_place_twice spots"]
    desk.hears(Forgotten(SpotStatus, "A01"), free("A1"))
    desk.passes(1)
    assert told(desk) == ["+ same_place_twice spots", "- same_place_twice spots"]


def test_after_our_own_cut_the_broker_tells_which_there_are(desk: Desk) -> None:
    desk.hears(free("A1"), free("A01"))
    desk.passes(1)
    desk.senses(Disconnected(), Connected())
    desk.hears(free("A1"), retained=True)
    desk.passes(10)
    assert alarms(desk) == []


def test_a_flood_of_ids_is_one_alarm(desk: Desk) -> None:
    desk.hears(*(free(f"{way}{number}") for number in range(1, 3_000) for way in ("A", "a", "A-", "A0", "a00", "a_")))
    assert details(desk) == [{"first": "A1", "second": "a1", "pairs": "100"}]


def test_no_flood_of_other_ids_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(same_place_twice, "MAX_SPOTS", 100)
    desk = settled()
    desk.hears(free("A1"), free("A01"))
    desk.hears(*(free(f"X{number}") for number in range(101)), free("A1"))
    desk.passes(1)
    assert told(desk) == ["+ same_place_twice spots"]
    desk.hears(*(free(f"X{number}") for number in range(101)), Forgotten(SpotStatus, "A01"))
    assert alarms(desk) == []
