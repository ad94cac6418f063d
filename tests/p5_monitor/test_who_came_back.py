"""A module that went and came, so quickly that no alarm tells of it."""

from common.messages import Connected, Disconnected
from p5_monitor.rules.picture import Returned
from tests.p5_monitor.desk import A1, A1_FREE, Desk, count, free, gone, here

MORNING = "2026-01-29T08:00:00.000000+00:00"
NOON = "2026-01-29T12:00:00.000000+00:00"

NEVER = Returned(0, None)


def times(desk: Desk, role: str = "P1") -> int:
    return desk.module(role).returned.times


def test_who_was_gone_and_is_here_came_back() -> None:
    desk = Desk()
    desk.hears(here("P3"), gone("P3"), here("P3"))
    desk.passes(10)
    returned = desk.module("P3").returned
    assert returned.times == 1
    assert returned.seconds is not None
    assert 9 < returned.seconds < 12


def test_who_is_here_and_says_so_again_did_not() -> None:
    desk = Desk()
    desk.hears(here("P3"), here("P3"))
    assert desk.module("P3").returned == NEVER


def test_whose_numbers_begin_anew_came_back_once_though_each_of_its_topics_does() -> None:
    desk = Desk()
    for sent in (MORNING, NOON):
        for spot in ("A1", "A2", "A3"):
            desk.numbered(1, 2, sent=sent, message=free(spot))
    assert times(desk) == 1


def test_who_says_both_came_back_once() -> None:
    desk = Desk()
    desk.numbered(1, 2, sent=MORNING)
    desk.numbered(1, sent=MORNING, message=free("A2"))
    desk.hears(here("P1"), gone("P1"))
    desk.numbered(1, sent=NOON)
    desk.hears(here("P1"))
    desk.numbered(1, sent=NOON, message=free("A2"))
    assert times(desk) == 1
    desk.hears(gone("P1"), here("P1"))
    desk.numbered(1, sent="2026-01-29T13:00:00.000000+00:00")
    assert times(desk) == 2


def test_a_number_that_is_doubled_or_late_is_no_return() -> None:
    desk = Desk()
    desk.numbered(1, 1, 2, 3, 1, sent=MORNING)
    desk.numbered(1, 1, message=count(3))
    assert (times(desk), times(desk, "P4")) == (0, 0)


def test_a_sender_who_tells_no_time_may_come_back_as_well() -> None:
    desk = Desk()
    desk.numbered(7, 8, 1)
    assert times(desk) == 1


def test_a_copy_that_the_broker_kept_is_no_return() -> None:
    desk = Desk()
    desk.numbered(7, sent=MORNING)
    desk.receives(A1, A1_FREE, {"seq": "1", "sent": NOON}, retained=True)
    assert times(desk) == 0


def test_our_own_cut_brings_nobody_back() -> None:
    desk = Desk()
    desk.hears(here("P3"), gone("P3"))
    desk.senses(Disconnected(), Connected())
    desk.hears(here("P3"))
    assert desk.module("P3").returned == NEVER


def test_a_stranger_on_topics_of_nobody_comes_back_to_no_row() -> None:
    desk = Desk()
    for number in ("5", "1"):
        desk.receives("parking/weather", b"?", {"seq": number})
    assert {module.returned for module in desk.picture.modules.values()} == {NEVER}
