"""A vehicle that never leaves the entry, though it could (case C21)."""

from common.messages import BarrierState, Connected, Disconnected, Message
from tests.p5_monitor.desk import CLOSED, OPEN, OPENED, Desk, alarms, count, details, free, settled, taken, told


def stuck(desk: Desk) -> list[str]:
    return [alarm for alarm in alarms(desk) if alarm.startswith("detector_stuck")]


def retried(desk: Desk, seconds: int) -> None:
    """P2 opens again and again."""
    for _ in range(seconds // 10):
        desk.hears(OPEN, OPENED)
        desk.passes(9)
        desk.hears(CLOSED)
        desk.passes(1)


def lot(*messages: Message) -> Desk:
    desk = settled()
    desk.hears(*messages)
    return desk


def test_a_vehicle_that_stands_there_for_three_minutes_with_places_free_is_a_stuck_detector_until_it_leaves() -> None:
    desk = lot(free("ENTRY"), count(3), taken("ENTRY"))
    retried(desk, 170)
    assert alarms(desk) == []
    retried(desk, 20)
    assert alarms(desk) == ["detector_stuck ENTRY"]
    assert details(desk) == [{"seconds": "180"}]
    desk.hears(free("ENTRY"))
    assert told(desk) == ["+ detector_stuck ENTRY"]
    assert alarms(desk) == []


def test_one_that_waits_for_a_place_is_none() -> None:
    desk = lot(free("ENTRY"), count(0), taken("ENTRY"))
    desk.passes(3600)
    desk.hears(count(1), OPEN, OPENED)
    desk.passes(10)
    assert told(desk) == []


def test_that_the_lot_is_full_by_now_does_not_end_it() -> None:
    desk = lot(free("ENTRY"), count(3), taken("ENTRY"))
    retried(desk, 200)
    desk.hears(count(0))
    desk.passes(60)
    desk.hears(count(1))
    assert stuck(desk) == ["detector_stuck ENTRY"]
    assert told(desk) == ["+ detector_stuck ENTRY"]


def test_vehicles_that_follow_each_other_are_none() -> None:
    desk = lot(free("ENTRY"), count(3))
    for _ in range(100):
        desk.hears(taken("ENTRY"), OPEN, OPENED)
        desk.passes(2.2)
        desk.hears(free("ENTRY"))
        desk.passes(1.7)
    assert told(desk) == []


def test_before_a_barrier_that_is_out_of_order_it_is_none() -> None:
    desk = lot(free("ENTRY"), count(3), BarrierState(state="FAULT", reason="timeout"), taken("ENTRY"), OPEN)
    desk.passes(600)
    assert stuck(desk) == []


def test_a_detector_of_which_nobody_speaks_any_more_is_silent_and_not_stuck() -> None:
    desk = lot(free("ENTRY"), count(3), taken("ENTRY", refresh=10), OPEN, OPENED, CLOSED)
    desk.passes(300)
    assert stuck(desk) == []


def test_our_own_cut_neither_ends_it_nor_adds_to_it() -> None:
    desk = lot(free("ENTRY"), count(3), taken("ENTRY"))
    retried(desk, 150)
    desk.senses(Disconnected())
    desk.passes(600)
    desk.senses(Connected())
    desk.hears(taken("ENTRY"), count(3), CLOSED, retained=True)
    retried(desk, 20)
    assert stuck(desk) == []
    retried(desk, 20)
    desk.senses(Disconnected(), Connected())
    desk.hears(taken("ENTRY"), count(3), CLOSED, retained=True)
    retried(desk, 20)
    assert [news for news in told(desk) if "detector" in news] == ["+ detector_stuck ENTRY"]


def test_it_is_not_over_because_the_detector_comes_back_some_seconds_after_us() -> None:
    desk = lot(free("ENTRY"), count(3), taken("ENTRY"))
    retried(desk, 200)
    desk.senses(Disconnected(), Connected())
    desk.passes(5.2)
    desk.hears(taken("ENTRY"), count(3), CLOSED)
    retried(desk, 20)
    assert [news for news in told(desk) if "detector" in news] == ["+ detector_stuck ENTRY"]
