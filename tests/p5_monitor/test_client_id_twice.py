"""Two programs with one ClientID throw each other out: their last wills tell, or numbers that begin again and again."""

from common.messages import Connected, Disconnected
from tests.p5_monitor.desk import OPENED, Desk, alarms, details, gone, here, told
from tests.p5_monitor.program import Program


def settled() -> Desk:
    desk = Desk()
    desk.passes(10)
    return desk


def flips(desk: Desk, times: int, every: float) -> None:
    for _ in range(times):
        desk.hears(here("P2"), gone("P2"), here("P2"))
        desk.passes(every)


def test_a_module_that_goes_three_times_in_thirty_seconds_is_an_alarm() -> None:
    desk = settled()
    flips(desk, 2, every=5)
    assert alarms(desk) == []
    flips(desk, 1, every=5)
    assert alarms(desk) == ["client_id_twice P2"]
    assert details(desk) == [{"cause": "flips", "times": "3"}]


def test_it_is_over_when_it_was_quiet_for_five_minutes() -> None:
    desk = settled()
    flips(desk, 4, every=5)
    for _ in range(4):
        desk.passes(60)
        desk.hears(here("P2"))
    assert alarms(desk) == ["client_id_twice P2"]
    desk.passes(60)
    assert told(desk) == ["+ client_id_twice P2", "- client_id_twice P2"]


def test_a_module_that_is_restarted_now_and_then_is_none() -> None:
    desk = settled()
    flips(desk, 10, every=16)
    assert told(desk) == []


def test_a_will_that_is_said_twice_is_one() -> None:
    desk = settled()
    desk.hears(here("P2"), gone("P2"), gone("P2"), gone("P2"), gone("P2"), here("P2"))
    desk.passes(60)
    assert told(desk) == []


def test_what_went_before_our_own_cut_does_not_count() -> None:
    desk = settled()
    flips(desk, 2, every=1)
    desk.senses(Disconnected(), Connected())
    desk.passes(6)
    flips(desk, 1, every=1)
    assert "client_id_twice P2" not in alarms(desk)


def test_an_alarm_that_stands_outlives_our_own_cut() -> None:
    desk = settled()
    flips(desk, 3, every=1)
    desk.senses(Disconnected(), Connected())
    desk.passes(20)
    assert alarms(desk) == ["client_id_twice P2"]


def test_of_two_programs_one_that_begins_again_and_again_is_an_alarm_without_presence() -> None:
    desk = settled()
    older = Program(desk, OPENED, number=57)
    older.says()
    for _ in range(3):
        Program(desk, OPENED).says()
        older.says()
    assert "client_id_twice P3" in alarms(desk)
    assert {"cause": "numbers", "times": "3"} in details(desk)


def test_a_program_that_is_restarted_in_a_loop_is_alone() -> None:
    desk = settled()
    Program(desk, OPENED, number=57).says()
    for _ in range(10):
        Program(desk, OPENED).says(2)
    assert told(desk) == []
