"""Two programs on one topic: both go on, each with its own numbers, or one of them without any."""

import pytest

from common.messages import Connected, Disconnected, Forgotten, SpotStatus
from tests.p5_monitor.desk import Desk, alarms, count, details, free, told
from tests.p5_monitor.program import Program, bare


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.passes(10)
    return desk


def take_turns(*programs: Program, times: int = 3) -> None:
    for _ in range(times):
        for program in programs:
            program.says()


def test_two_programs_that_both_go_on_are_an_alarm(desk: Desk) -> None:
    take_turns(Program(desk, count(3), number=57), Program(desk, count(3)))
    assert alarms(desk) == ["two_publishers P4"]
    assert details(desk) == [{"topic": "parking/display/available", "topics": "1"}]


def test_it_is_one_alarm_for_all_topics_of_a_module(desk: Desk) -> None:
    take_turns(*(Program(desk, free(f"A{spot}"), number) for spot in range(1, 8) for number in (1, 1000)))
    assert alarms(desk) == ["two_publishers P1"]
    assert details(desk) == [{"topic": "parking/spots/A1/status", "topics": "7"}]


def test_it_is_over_when_one_of_them_is_silent_for_five_minutes(desk: Desk) -> None:
    one, other = Program(desk, count(3), number=57), Program(desk, count(3))
    take_turns(one, other)
    one.says(295)
    assert alarms(desk) == ["two_publishers P4"]
    one.says(10)
    assert told(desk) == ["+ two_publishers P4", "- two_publishers P4"]


def test_two_that_were_started_together_are_told_apart(desk: Desk) -> None:
    take_turns(Program(desk, count(3)), Program(desk, count(3)))
    assert alarms(desk) == ["two_publishers P4"]


@pytest.mark.parametrize("clock", [0.0, 40.0, 160.0, 200.0])
def test_two_whose_clocks_differ_are_told_apart(desk: Desk, clock: float) -> None:
    take_turns(Program(desk, count(3), number=57), Program(desk, count(3), clock=clock))
    assert alarms(desk) == ["two_publishers P4"]


def test_three_are_seen_as_well(desk: Desk) -> None:
    take_turns(*(Program(desk, count(3), number) for number in (57, 1, 900)))
    assert alarms(desk) == ["two_publishers P4"]


def test_each_may_say_several_things_in_a_row(desk: Desk) -> None:
    one, other = Program(desk, count(3), number=57), Program(desk, count(3))
    for _ in range(3):
        one.says(8)
        other.says(5)
    assert alarms(desk) == ["two_publishers P4"]


def test_a_program_without_numbers_beside_one_with_them_is_an_alarm(desk: Desk) -> None:
    ours = Program(desk, count(3), number=57)
    for _ in range(3):
        ours.says()
        bare(desk, count(4))
    assert alarms(desk) == ["two_publishers P4"]


def test_a_program_that_is_restarted_is_one(desk: Desk) -> None:
    for number in (57, 1, 1, 1):
        Program(desk, count(3), number).says(60)
    assert told(desk) == []


def test_a_program_that_takes_the_place_of_another_is_one(desk: Desk) -> None:
    Program(desk, count(3), number=57).says(10)
    for _ in range(10):
        bare(desk, count(3))
    Program(desk, count(3)).says(10)
    bare(desk, count(3))
    assert told(desk) == []


def test_two_programs_without_numbers_cannot_be_told_apart(desk: Desk) -> None:
    for _ in range(10):
        bare(desk, count(3))
    assert told(desk) == []


def test_a_program_that_loses_messages_is_one(desk: Desk) -> None:
    program = Program(desk, count(3))
    for lost in (1, 2, 3, 50, 1000):
        program.says(4)
        program.loses(lost)
    assert told(desk) == []


def test_what_is_emptied_by_another_is_not_published_by_another(desk: Desk) -> None:
    program = Program(desk, free("A1"), number=57)
    for _ in range(4):
        program.says()
        desk.hears(Forgotten(SpotStatus, "A1"))
    assert told(desk) == []


def test_messages_that_come_twice_or_overtake_each_other_are_of_one(desk: Desk) -> None:
    for number in (1, 2, 2, 1, 3, 5, 4, 6, 8, 7, 9):
        desk.numbered(number, sent=f"2026-11-25T08:00:{number:02}.000000Z", message=count(3))
    desk.passes(10)
    assert told(desk) == []


def test_copies_that_the_broker_kept_are_of_nobody(desk: Desk) -> None:
    program = Program(desk, count(3), number=57)
    for _ in range(4):
        program.says()
        desk.hears(count(4), retained=True)
    assert told(desk) == []


def test_who_was_there_before_our_own_cut_need_not_be_there_now(desk: Desk) -> None:
    one = Program(desk, count(3), number=57)
    one.says()
    Program(desk, count(3)).says()
    desk.senses(Disconnected(), Connected())
    one.says(10)
    assert "two_publishers P4" not in alarms(desk)
