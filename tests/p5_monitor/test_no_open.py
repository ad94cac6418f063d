"""A vehicle waits, there is a place for it, and P2 does not open: it is deaf (interop I04)."""

from dataclasses import replace

from common.messages import Connected, Disconnected, Message, SpotStatus
from common.spots import Detectors
from p5_monitor.rules.alarms import DEFAULT, Thresholds
from p5_monitor.rules.alarms.on_their_way import MAX_ON_THEIR_WAY, OnTheirWay
from p5_monitor.rules.alarms.vehicles import Vehicles
from tests.p5_monitor.desk import CLOSED, OPEN, OPENED, Desk, alarms, count, details, free, settled, taken, told


def lot(*messages: Message, thresholds: Thresholds = DEFAULT) -> Desk:
    """An empty entry, and whatever else is said."""
    desk = settled(thresholds)
    desk.hears(free("ENTRY"), free("A1"), free("A2"), *messages)
    desk.passes(5)
    return desk


def unknown(spot_id: str) -> SpotStatus:
    return SpotStatus(id=spot_id, status="UNKNOWN")


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


def test_a_place_that_flickers_and_a_sensor_that_dies_park_nobody() -> None:
    desk = lot(taken("A1"), free("A2"), count(2))
    comes(desk)
    desk.hears(OPEN, OPENED, CLOSED)
    leaves(desk)
    desk.passes(2)
    desk.hears(unknown("A1"), taken("A1"), unknown("A2"), count(1))
    comes(desk)
    desk.passes(60)
    assert told(desk) == []


def test_a_word_and_a_fall_of_the_count_long_after_it_speak_of_two_vehicles() -> None:
    desk = lot(count(2))
    comes(desk)
    desk.hears(OPEN, OPENED, CLOSED)
    leaves(desk)
    desk.passes(2)
    desk.hears(taken("A1"), count(2))
    desk.passes(6)
    desk.hears(count(1))
    comes(desk)
    desk.passes(60)
    assert told(desk) == []


def test_one_that_stands_under_the_barrier_for_long_still_has_its_place_when_it_drives_on() -> None:
    desk = lot(count(1))
    comes(desk)
    desk.hears(OPEN, OPENED, CLOSED)
    desk.passes(170)
    leaves(desk)
    desk.passes(2)
    comes(desk)
    desk.passes(100)
    assert [news for news in told(desk) if "no_open" in news] == []


def test_one_that_is_let_in_again_and_again_takes_one_place() -> None:
    desk = lot(count(3))
    comes(desk)
    for _ in range(5):
        desk.hears(OPEN, OPENED, CLOSED)
        desk.passes(8)
    leaves(desk)
    desk.passes(2)
    comes(desk)
    desk.passes(11)
    assert alarms(desk) == ["no_open ENTRY"]


def test_where_p2_holds_a_place_for_longer_the_setting_says_so() -> None:
    desk = lot(count(1), thresholds=replace(DEFAULT, transit_seconds=330))
    comes(desk)
    desk.hears(OPEN, OPENED, CLOSED)
    leaves(desk)
    desk.passes(2)
    comes(desk)
    desk.passes(300)
    assert [news for news in told(desk) if "no_open" in news] == []


def test_opens_of_a_stranger_do_not_fill_the_memory() -> None:
    on_their_way = OnTheirWay(Vehicles(Detectors(["ENTRY"])), lanes=1, seconds=150.0)
    for _ in range(3 * MAX_ON_THEIR_WAY):
        on_their_way.opened(0.0)
    assert on_their_way.number(1.0) == MAX_ON_THEIR_WAY
    assert on_their_way.number(150.0) == 0


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
    desk = lot(count(5))
    desk.senses(Disconnected(), Connected())
    desk.hears(free("ENTRY"), count(5), retained=True)
    desk.passes(10)
    comes(desk)
    desk.passes(11)
    assert alarms(desk) == ["no_open ENTRY"]


def test_but_whoever_may_have_been_let_in_meanwhile_has_a_place_until_he_would_have_parked() -> None:
    desk = lot(count(1))
    desk.senses(Disconnected())
    desk.passes(8)
    desk.senses(Connected())
    desk.hears(free("ENTRY"), count(1), retained=True)
    desk.passes(6)
    comes(desk)
    desk.passes(140)
    assert told(desk) == ["+ broker_gone broker", "- broker_gone broker"]
    desk.passes(20)
    assert alarms(desk) == ["no_open ENTRY"]


def test_so_has_whoever_may_have_been_let_in_before_we_came() -> None:
    desk = Desk()
    desk.hears(free("ENTRY"), count(12), retained=True)
    desk.passes(6)
    comes(desk)
    desk.passes(140)
    assert told(desk) == []
    desk.passes(20)
    assert alarms(desk) == ["no_open ENTRY"]


def test_an_open_that_the_broker_kept_lets_nobody_in() -> None:
    desk = lot(count(2))
    comes(desk)
    desk.hears(OPEN, retained=True)
    desk.passes(11)
    assert alarms(desk) == ["no_open ENTRY"]
