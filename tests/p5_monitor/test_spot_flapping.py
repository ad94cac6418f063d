"""A spot that changes more often than vehicles come and go (case C21)."""

from common.messages import SpotStatus
from tests.p5_monitor.desk import Desk, alarms, details, free, settled, taken, told


def alternates(desk: Desk, spot: str, *, per_second: float, seconds: float) -> None:
    for _ in range(round(per_second * seconds / 2)):
        desk.hears(taken(spot))
        desk.passes(1 / per_second)
        desk.hears(free(spot))
        desk.passes(1 / per_second)


def test_ten_changes_a_second_for_a_minute_are_raised_once_and_cleared_once() -> None:
    desk = settled()
    alternates(desk, "A1", per_second=10, seconds=2)
    assert alarms(desk) == []
    alternates(desk, "A1", per_second=10, seconds=1)
    assert alarms(desk) == ["spot_flapping A1"]
    alternates(desk, "A1", per_second=10, seconds=57)
    assert details(desk) == [{"changes": "20", "seconds": "1.9"}]
    desk.passes(31)
    assert told(desk) == ["+ spot_flapping A1", "- spot_flapping A1"]


def test_a_sensor_at_its_threshold_that_changes_each_second_flaps() -> None:
    desk = settled()
    alternates(desk, "A1", per_second=1, seconds=24)
    assert alarms(desk) == ["spot_flapping A1"]


def test_one_that_changes_now_more_and_now_less_than_too_often_is_one_alarm() -> None:
    desk = settled()
    for number in range(400):
        desk.hears(taken("A1"))
        desk.passes(1.3 if number % 20 < 10 else 1.9)
        desk.hears(free("A1"))
        desk.passes(1.3 if number % 20 < 10 else 1.9)
    assert told(desk) == ["+ spot_flapping A1"]


def test_one_that_changes_less_than_half_as_often_is_over() -> None:
    desk = settled()
    alternates(desk, "A1", per_second=1, seconds=24)
    alternates(desk, "A1", per_second=0.3, seconds=60)
    assert told(desk) == ["+ spot_flapping A1", "- spot_flapping A1"]


def test_an_entry_at_which_vehicles_follow_each_other_as_fast_as_they_can_does_not() -> None:
    desk = settled()
    for _ in range(100):
        desk.hears(taken("ENTRY"))
        desk.passes(2.2)
        desk.hears(free("ENTRY"))
        desk.passes(1.7)
    assert [news for news in told(desk) if "flapping" in news] == []


def test_one_that_says_the_same_ten_times_a_second_does_not() -> None:
    desk = settled()
    for _ in range(100):
        desk.hears(free("A1"))
        desk.passes(0.1)
    assert alarms(desk) == []


def test_what_the_broker_kept_is_no_change() -> None:
    desk = settled()
    for _ in range(30):
        desk.hears(free("A1"), taken("A1"), retained=True)
    assert alarms(desk) == []


def test_one_that_is_lost_and_found_all_the_time_flaps_too() -> None:
    desk = settled()
    for _ in range(15):
        desk.hears(SpotStatus(id="A1", status="UNKNOWN"), free("A1"))
        desk.passes(1)
    assert alarms(desk) == ["spot_flapping A1"]


def test_of_two_thousand_that_flap_twenty_are_named() -> None:
    desk = settled()
    spots = [f"X{number}" for number in range(2_000)]
    for _ in range(11):
        desk.hears(*map(free, spots), *map(taken, spots))
    assert len(alarms(desk)) == 21
    assert {"spots": "1980"} in details(desk)
