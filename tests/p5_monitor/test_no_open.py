"""A vehicle waits, there is a place for it, and P2 does not open: it is deaf (interop I04)."""

from common.messages import Connected, Disconnected, Message, SpotStatus
from tests.p5_monitor.desk import CLOSED, OPEN, OPENED, Desk, alarms, count, details, free, settled, taken, told


def lot(*messages: Message) -> Desk:
    """An empty entry, and whatever else is said."""
    desk = settled()
    desk.hears(free("ENTRY"), free("A1"), free("A2"), *messages)
    desk.passes(5)
    return desk


def comes(desk: Desk) -> None:
    desk.hears(taken("ENTRY"))


def leaves(desk: Desk) -> None:
    desk.hears(free("ENTRY"))


def test_a_vehicle_that_waits_for_ten_seconds_is_an_alarm_until_somebody_opens() -> None:
    desk = lot(count(2))
    comes(desk)
    desk.passes(9)
    assert alarms(desk) == []
    desk.passes(1.5)
    assert alarms(desk) == ["no_open ENTRY"]
    assert details(desk) == [{"seconds": "10", "count": "2"}]
    desk.hears(OPEN, OPENED)
    assert alarms(desk) == []
    assert told(desk) == ["+ no_open ENTRY", "- no_open ENTRY"]


def test_vehicles_that_give_up_and_others_that_come_are_one_alarm() -> None:
    desk = lot(count(2))
    for _ in range(10):
        comes(desk)
        desk.passes(60)
        leaves(desk)
        desk.passes(60)
    assert told(desk) == ["+ no_open ENTRY"]
    desk.passes(300)
    assert alarms(desk) == []


def test_one_that_is_let_in_and_stands_there_is_none() -> None:
    desk = lot(count(2))
    comes(desk)
    desk.hears(OPEN, OPENED, CLOSED)
    desk.passes(60)
    assert told(desk) == []


def test_one_that_waits_for_a_place_is_none() -> None:
    desk = lot(count(0))
    comes(desk)
    desk.passes(3600)
    assert told(desk) == []


def test_once_a_place_is_free_it_is() -> None:
    desk = lot(count(0))
    comes(desk)
    desk.passes(60)
    desk.hears(count(1))
    desk.passes(9)
    assert alarms(desk) == []
    desk.passes(2)
    assert alarms(desk) == ["no_open ENTRY"]


def test_where_nobody_knows_the_count_nobody_is_to_open() -> None:
    desk = lot()
    comes(desk)
    desk.passes(60)
    assert told(desk) == []


def test_the_last_place_belongs_to_the_vehicle_that_is_on_its_way_there() -> None:
    desk = lot(count(1))
    comes(desk)
    desk.hears(OPEN, OPENED, CLOSED)
    leaves(desk)
    desk.passes(2)
    comes(desk)
    desk.passes(100)
    assert told(desk) == []


def test_one_that_has_parked_is_not_on_its_way_any_more() -> None:
    desk = lot(count(2))
    comes(desk)
    desk.hears(OPEN, OPENED, CLOSED)
    leaves(desk)
    desk.passes(2)
    desk.hears(taken("A1"), count(1))
    comes(desk)
    desk.passes(11)
    assert alarms(desk) == ["no_open ENTRY"]


def test_one_that_never_parked_is_given_up() -> None:
    desk = lot(count(1))
    comes(desk)
    desk.hears(OPEN, OPENED, CLOSED)
    leaves(desk)
    desk.passes(150)
    comes(desk)
    desk.passes(11)
    assert alarms(desk) == ["no_open ENTRY"]


def test_an_echo_that_is_lost_for_a_moment_is_no_other_vehicle() -> None:
    desk = lot(count(2))
    comes(desk)
    desk.hears(OPEN, OPENED, CLOSED)
    for status in ("FREE", "OCCUPIED", "UNKNOWN", "OCCUPIED"):
        desk.hears(SpotStatus(id="ENTRY", status=status))  # type: ignore[arg-type]
        desk.passes(0.6)
    desk.passes(60)
    assert told(desk) == []


def test_whoever_stands_there_when_we_come_may_have_been_let_in() -> None:
    desk = settled()
    desk.hears(taken("ENTRY"), count(2), retained=True)
    desk.passes(100)
    assert told(desk) == []


def test_whoever_stood_there_before_our_own_cut_may_have_been_let_in_meanwhile() -> None:
    desk = lot(count(2))
    comes(desk)
    desk.passes(5)
    desk.senses(Disconnected(), Connected())
    desk.hears(taken("ENTRY"), count(2), retained=True)
    desk.passes(60)
    assert [news for news in told(desk) if "no_open" in news] == []


def test_a_module_that_is_deaf_after_the_broker_came_back_is_found() -> None:
    desk = lot(count(2))
    desk.senses(Disconnected(), Connected())
    desk.hears(free("ENTRY"), count(2), retained=True)
    desk.passes(10)
    comes(desk)
    desk.passes(11)
    assert alarms(desk) == ["no_open ENTRY"]


def test_an_open_that_the_broker_kept_lets_nobody_in() -> None:
    desk = lot(count(2))
    comes(desk)
    desk.hears(OPEN, retained=True)
    desk.passes(11)
    assert alarms(desk) == ["no_open ENTRY"]
