"""A module that owes a word: by its promise to repeat itself, or because a count should have followed."""

from common.messages import Connected, Disconnected
from tests.p5_monitor.desk import Desk, alarms, count, details, free, gone, here, taken, told


def settled() -> Desk:
    desk = Desk()
    desk.passes(10)
    return desk


def test_a_module_that_breaks_its_promise_is_an_alarm_until_it_speaks() -> None:
    desk = settled()
    desk.hears(count(3, refresh=10))
    desk.passes(29)
    assert alarms(desk) == []
    desk.passes(2)
    assert alarms(desk) == ["module_silent P4"]
    desk.hears(count(3, refresh=10))
    assert alarms(desk) == []
    assert told(desk) == ["+ module_silent P4", "- module_silent P4"]


def test_one_that_says_it_is_here_and_breaks_its_promise_is_silent_all_the_same() -> None:
    desk = settled()
    desk.hears(here("P4"), count(3, refresh=10))
    desk.passes(31)
    assert alarms(desk) == ["module_silent P4"]
    assert details(desk) == [{"presence": "online", "cause": "promise"}]


def test_one_that_says_it_is_here_and_promised_nothing_owes_nothing() -> None:
    desk = settled()
    for _ in range(10):
        desk.hears(here("P2"))
        desk.passes(60)
    assert told(desk) == []


def test_one_that_is_gone_is_not_called_silent_as_well() -> None:
    desk = settled()
    desk.hears(here("P4"), count(3, refresh=10), gone("P4"))
    desk.passes(100)
    assert alarms(desk) == ["module_offline P4"]


def test_one_that_comes_back_owes_nothing_from_before() -> None:
    desk = settled()
    desk.hears(here("P4"), count(3, refresh=10), gone("P4"))
    desk.passes(100)
    desk.hears(here("P4"))
    assert alarms(desk) == []


def test_our_own_cut_ends_no_silence() -> None:
    desk = settled()
    desk.hears(count(3, refresh=10))
    desk.passes(40)
    desk.senses(Disconnected())
    desk.passes(60)
    desk.senses(Connected())
    desk.hears(count(3, refresh=10), retained=True)
    desk.passes(10)
    assert told(desk) == ["+ module_silent P4", "+ broker_gone broker", "- broker_gone broker"]


def test_a_count_that_does_not_follow_is_an_alarm_until_it_does() -> None:
    desk = settled()
    desk.hears(free("A1"), count(1), taken("A1"))
    desk.passes(9)
    assert alarms(desk) == []
    desk.passes(2)
    assert alarms(desk) == ["module_silent P4"]
    assert details(desk) == [{"presence": "heard", "cause": "count"}]
    desk.hears(count(0))
    assert alarms(desk) == []


def test_a_place_that_is_taken_as_another_comes_free_needs_no_count() -> None:
    desk = settled()
    desk.hears(free("A1"), taken("A2"), count(1), taken("A1"), free("A2"))
    desk.passes(60)
    assert told(desk) == []


def test_a_detector_needs_no_count() -> None:
    desk = settled()
    desk.hears(free("ENTRY"), count(1), taken("ENTRY"), free("ENTRY"), free("A1"))
    desk.passes(9)
    assert told(desk) == []


def test_a_count_that_is_promised_is_held_to_its_promise_alone() -> None:
    desk = settled()
    desk.hears(free("A1"), count(1, refresh=60), taken("A1"))
    desk.passes(60)
    assert told(desk) == []


def test_one_that_holds_places_back_needs_no_count_when_one_of_them_comes_free() -> None:
    desk = settled()
    desk.hears(taken("A1"), taken("A2"), count(0), free("A1"))
    desk.passes(60)
    assert told(desk) == []
    desk.hears(free("A2"), count(1), taken("A2"))
    desk.passes(11)
    assert alarms(desk) == ["module_silent P4"]


def test_where_nobody_counts_nobody_is_silent() -> None:
    desk = settled()
    desk.hears(free("A1"), taken("A1"))
    desk.passes(60)
    assert told(desk) == []


def test_what_the_broker_kept_needs_no_count() -> None:
    desk = settled()
    desk.hears(count(1))
    desk.hears(free("A1"), taken("A1"), retained=True)
    desk.passes(60)
    assert told(desk) == []


def test_a_count_that_came_while_we_were_cut_off_is_not_missed() -> None:
    desk = settled()
    desk.hears(free("A1"), count(1), taken("A1"))
    desk.senses(Disconnected())
    desk.passes(5)
    desk.senses(Connected())
    desk.passes(60)
    assert "module_silent P4" not in alarms(desk)
