"""The barrier does not open, stays open, or is out of order."""

import pytest

from common.messages import BarrierState, Connected, Disconnected, Forgotten
from tests.p5_monitor.desk import CLOSED, OPEN, OPENED, Desk, alarms, count, details, free, settled, taken, told

OPENING = BarrierState(state="OPENING", reason="order")
CLOSING = BarrierState(state="CLOSING", reason="hold_over")
FAULT = BarrierState(state="FAULT", reason="timeout")
FORCED = BarrierState(state="OPENED", reason="forced", by="Ada")
RELEASED = BarrierState(state="OPENED", reason="released", by="Ada")


@pytest.fixture
def desk() -> Desk:
    return settled()


def about_the_barrier(desk: Desk) -> list[str]:
    return [news for news in told(desk) if news.endswith("barrier")]


def test_an_open_that_is_not_followed_by_opened_is_an_alarm_until_it_is(desk: Desk) -> None:
    desk.hears(CLOSED, OPEN, OPENING)
    desk.passes(11)
    assert alarms(desk) == []
    desk.passes(1)
    assert alarms(desk) == ["open_without_opened barrier"]
    assert details(desk) == [{"seconds": "12", "state": "OPENING"}]
    desk.hears(OPENED)
    assert alarms(desk) == []
    assert len(told(desk)) == 2


def test_where_no_barrier_was_ever_heard_it_says_so(desk: Desk) -> None:
    desk.hears(OPEN)
    desk.passes(13)
    assert details(desk) == [{"seconds": "12", "state": "?"}]


def test_an_arm_that_takes_as_long_as_the_barrier_allows_it_is_none(desk: Desk) -> None:
    for _ in range(5):
        desk.hears(CLOSED, OPEN, OPENING)
        desk.passes(10)
        desk.hears(OPENED, CLOSING)
        desk.passes(10)
    assert told(desk) == []


def test_an_open_that_nobody_heard_is_over_after_five_quiet_minutes(desk: Desk) -> None:
    desk.hears(CLOSED, OPEN)
    desk.passes(20)
    desk.hears(CLOSED)
    desk.passes(290)
    assert alarms(desk) == ["open_without_opened barrier"]
    desk.passes(5)
    assert alarms(desk) == []
    assert len(told(desk)) == 2


def test_retries_that_are_all_in_vain_are_one_alarm(desk: Desk) -> None:
    for seconds in (8, 8, 8, 8, 8, 16, 32, 64, 128, 256, 300, 300, 300):
        desk.hears(CLOSED, OPEN)
        desk.passes(seconds)
    assert told(desk) == ["+ open_without_opened barrier"]


def test_one_that_is_up_already_need_not_say_so_again(desk: Desk) -> None:
    desk.hears(OPENED)
    for _ in range(5):
        desk.hears(OPEN)
        desk.passes(8)
    desk.hears(CLOSING, CLOSED)
    desk.passes(60)
    assert told(desk) == []


def test_one_that_was_about_to_close_must_open(desk: Desk) -> None:
    desk.hears(OPENED, CLOSING, OPEN)
    desk.passes(13)
    assert alarms(desk) == ["open_without_opened barrier"]


def test_an_open_that_the_broker_kept_opens_nothing(desk: Desk) -> None:
    desk.hears(OPEN, retained=True)
    desk.passes(60)
    assert told(desk) == []


def test_whether_it_opened_while_we_were_cut_off_is_not_known(desk: Desk) -> None:
    desk.hears(CLOSED, OPEN)
    desk.senses(Disconnected(), Connected())
    desk.hears(CLOSED, retained=True)
    desk.passes(60)
    assert "open_without_opened barrier" not in alarms(desk)


def test_one_that_is_out_of_order_has_its_own_alarm_with_the_reason(desk: Desk) -> None:
    desk.hears(CLOSED, OPEN, OPENING, FAULT, OPEN)
    desk.passes(60)
    assert alarms(desk) == ["barrier_fault barrier"]
    assert details(desk) == [{"reason": "timeout"}]
    desk.hears(OPENED)
    assert alarms(desk) == []
    assert len(told(desk)) == 2


def test_a_fault_that_the_broker_kept_is_one(desk: Desk) -> None:
    desk.hears(FAULT, retained=True)
    assert alarms(desk) == ["barrier_fault barrier"]


def test_our_own_cut_does_not_mend_it(desk: Desk) -> None:
    desk.hears(FAULT)
    desk.passes(1)
    desk.senses(Disconnected(), Connected())
    desk.hears(FAULT, retained=True)
    desk.passes(10)
    assert "- barrier_fault barrier" not in told(desk)


def test_one_that_is_up_for_five_minutes_is_an_alarm_until_it_closes(desk: Desk) -> None:
    desk.hears(OPENED)
    desk.passes(299)
    assert alarms(desk) == []
    desk.passes(2)
    assert alarms(desk) == ["open_too_long barrier"]
    assert details(desk) == [{"seconds": "300", "reason": "order"}]
    desk.hears(CLOSING)
    assert alarms(desk) == []
    assert len(told(desk)) == 2


def test_vehicles_that_follow_each_other_may_keep_it_up(desk: Desk) -> None:
    desk.hears(free("ENTRY"), count(3), OPENED)
    for _ in range(200):
        desk.hears(taken("ENTRY"), OPEN)
        desk.passes(3)
        desk.hears(free("ENTRY"))
        desk.passes(2)
    assert about_the_barrier(desk) == []


def test_where_there_is_no_detector_each_open_is_a_vehicle(desk: Desk) -> None:
    desk.hears(OPENED)
    for _ in range(200):
        desk.hears(OPEN)
        desk.passes(5)
    assert about_the_barrier(desk) == []


def test_a_vehicle_that_stands_in_the_entry_and_is_let_in_again_and_again_does_not(desk: Desk) -> None:
    desk.hears(free("ENTRY"), count(3), taken("ENTRY"), OPEN, OPENED)
    for _ in range(4):
        desk.passes(80)
        desk.hears(OPEN)
    assert about_the_barrier(desk) == ["+ open_too_long barrier"]


def test_a_vehicle_that_comes_under_a_barrier_that_is_up_for_too_long_does_not_mend_it(desk: Desk) -> None:
    desk.hears(free("ENTRY"), count(3), OPENED)
    desk.passes(301)
    desk.hears(taken("ENTRY"), OPEN)
    desk.passes(10)
    assert about_the_barrier(desk) == ["+ open_too_long barrier"]


def test_one_that_is_forced_open_is_not_up_for_too_long(desk: Desk) -> None:
    desk.hears(FORCED)
    desk.passes(3600)
    assert about_the_barrier(desk) == ["+ forced_open barrier"]
    desk.hears(RELEASED)
    desk.passes(299)
    assert alarms(desk) == []
    desk.passes(2)
    assert alarms(desk) == ["open_too_long barrier"]


def test_our_own_cut_neither_ends_that_it_is_up_nor_adds_to_it(desk: Desk) -> None:
    desk.hears(OPENED)
    desk.passes(200)
    desk.senses(Disconnected())
    desk.passes(600)
    desk.senses(Connected())
    desk.hears(OPENED, retained=True)
    desk.passes(50)
    assert "open_too_long barrier" not in alarms(desk)
    desk.passes(60)
    assert "open_too_long barrier" in alarms(desk)


def test_that_it_is_up_for_too_long_is_not_over_because_it_comes_back_some_seconds_after_us(desk: Desk) -> None:
    desk.hears(OPENED)
    desk.passes(301)
    desk.senses(Disconnected(), Connected())
    desk.passes(5.2)
    desk.hears(OPENED)
    desk.passes(10)
    assert about_the_barrier(desk) == ["+ open_too_long barrier"]


def test_a_barrier_of_which_nothing_is_known_any_more_is_not_up(desk: Desk) -> None:
    desk.hears(OPENED)
    desk.passes(301)
    desk.hears(Forgotten(BarrierState))
    assert alarms(desk) == []
