"""A place that is taken for so long that its sensor may be stuck."""

from dataclasses import replace

from common.messages import Connected, Disconnected
from p5_monitor.rules.alarms import DEFAULT
from tests.p5_monitor.desk import Desk, alarms, details, free, settled, taken, told

HOUR = replace(DEFAULT, spot_stuck_hours=1)
NEVER = replace(DEFAULT, spot_stuck_hours=0)


def lives(desk: Desk, seconds: int) -> None:
    """Others come and go."""
    for _ in range(seconds // 120):
        desk.hears(taken("A2"))
        desk.passes(60)
        desk.hears(free("A2"))
        desk.passes(60)


def test_a_place_that_is_taken_for_longer_than_vehicles_stay_is_stuck_until_it_changes() -> None:
    desk = settled(HOUR)
    desk.hears(taken("A1"))
    lives(desk, 3480)
    assert alarms(desk) == []
    lives(desk, 240)
    assert alarms(desk) == ["spot_stuck A1"]
    assert details(desk) == [{"hours": "1"}]
    desk.hears(free("A1"))
    assert alarms(desk) == []


def test_that_it_is_said_again_is_no_change() -> None:
    desk = settled(HOUR)
    for _ in range(32):
        desk.hears(taken("A1"))
        lives(desk, 120)
    assert alarms(desk) == ["spot_stuck A1"]


def test_where_nothing_else_changes_nothing_is_stuck() -> None:
    desk = settled(HOUR)
    desk.hears(taken("A1"), free("A2"))
    desk.passes(4_000)
    assert alarms(desk) == []


def test_an_empty_place_is_not_stuck() -> None:
    desk = settled(HOUR)
    desk.hears(free("A1"))
    lives(desk, 7200)
    assert alarms(desk) == []


def test_it_is_not_asked_of_a_detector() -> None:
    desk = settled(HOUR)
    desk.hears(taken("ENTRY"))
    lives(desk, 7200)
    assert alarms(desk) == []


def test_with_0_hours_no_place_ever_is() -> None:
    desk = settled(NEVER)
    desk.hears(taken("A1"))
    lives(desk, 7200)
    assert alarms(desk) == []


def test_hours_in_which_we_were_cut_off_do_not_count() -> None:
    desk = settled(HOUR)
    desk.hears(taken("A1"))
    lives(desk, 2400)
    desk.senses(Disconnected())
    desk.passes(7200)
    desk.senses(Connected())
    desk.hears(taken("A1"), retained=True)
    lives(desk, 960)
    assert alarms(desk) == []
    lives(desk, 360)
    assert alarms(desk) == ["spot_stuck A1"]


def test_a_place_that_was_purged_while_we_were_cut_off_is_never_stuck() -> None:
    desk = settled(HOUR)
    desk.hears(taken("A1"))
    desk.senses(Disconnected(), Connected())
    lives(desk, 7200)
    assert alarms(desk) == []


def test_one_that_was_stuck_is_over_when_it_was_purged_while_we_were_cut_off() -> None:
    desk = settled(HOUR)
    desk.hears(taken("A1"))
    lives(desk, 4800)
    assert alarms(desk) == ["spot_stuck A1"]
    desk.senses(Disconnected(), Connected())
    lives(desk, 120)
    assert alarms(desk) == []


def test_our_own_cut_does_not_end_it() -> None:
    desk = settled(HOUR)
    desk.hears(taken("A1"))
    lives(desk, 4800)
    desk.senses(Disconnected())
    desk.passes(600)
    desk.senses(Connected())
    desk.hears(taken("A1"), retained=True)
    lives(desk, 120)
    assert [news for news in told(desk) if "stuck" in news] == ["+ spot_stuck A1"]


def test_in_a_large_lot_the_broker_takes_its_time_to_tell_what_it_keeps() -> None:
    desk = settled(HOUR)
    desk.hears(taken("A1"))
    lives(desk, 4800)
    desk.senses(Disconnected(), Connected())
    for number in range(30):
        desk.hears(free(f"B{number}"), retained=True)
        desk.passes(1)
    desk.hears(taken("A1"), retained=True)
    lives(desk, 120)
    assert told(desk) == ["+ spot_stuck A1"]
