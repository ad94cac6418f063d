import pytest

from common.messages import Connected, Disconnected
from p5_monitor.rules import missing
from p5_monitor.rules.missing import LATE_SECONDS
from tests.p5_monitor.desk import A1, A1_FREE, OPEN, Desk, count, free

MORNING = "2026-01-29T08:00:00.000000+00:00"
NOON = "2026-01-29T12:00:00.000000+00:00"


def test_numbers_in_a_row_miss_nothing() -> None:
    desk = Desk()
    desk.numbered(1, 2, 3, 4)
    assert desk.missing() == 0


def test_a_gap_is_what_never_came() -> None:
    desk = Desk()
    desk.numbered(1, 2, 6, 7, 9)
    assert desk.missing() == 4


def test_what_went_before_the_first_that_we_hear_is_not_missed() -> None:
    desk = Desk()
    desk.numbered(500, 501)
    assert desk.missing() == 0


def test_a_gap_after_what_the_broker_kept_is_a_gap() -> None:
    desk = Desk()
    desk.receives(A1, A1_FREE, {"seq": "7"}, retained=True)
    desk.numbered(9)
    assert desk.missing() == 1


def test_each_topic_has_numbers_of_its_own() -> None:
    desk = Desk()
    desk.numbered(1, 2)
    desk.numbered(1, 3, message=free("A2"))
    desk.numbered(5, 8, message=count(3))
    desk.numbered(1, 2, message=OPEN)
    assert [desk.missing(role) for role in ("P1", "P2", "P4")] == [1, 0, 2]


def test_a_restart_begins_at_1_and_is_no_gap() -> None:
    desk = Desk()
    desk.numbered(1, 2, 3, sent=MORNING)
    desk.numbered(1, 2, sent=NOON)
    assert desk.missing() == 0


def test_what_is_lost_after_a_restart_is_missing() -> None:
    desk = Desk()
    desk.numbered(7, 8, 9, sent=MORNING)
    desk.numbered(3, 4, sent=NOON)
    assert desk.missing() == 2


def test_also_a_sender_who_tells_no_time_may_begin_anew() -> None:
    desk = Desk()
    desk.numbered(7, 8, 1, 2, 4)
    assert desk.missing() == 1


def test_duplicates_are_no_gap() -> None:
    desk = Desk()
    desk.numbered(1, 2, 2, 3, 1, 2, 4, sent=MORNING)
    assert desk.missing() == 0


def test_what_comes_out_of_order_is_not_missing() -> None:
    desk = Desk()
    desk.numbered(1, 4, 2, 3, 5, sent=MORNING)
    assert desk.missing() == 0


def test_what_may_still_come_is_not_missing_yet() -> None:
    desk = Desk()
    desk.numbered(1, 3)
    desk.passes(LATE_SECONDS - 0.5)
    assert desk.monitor.picture.modules["P1"].missing == 0
    assert desk.missing() == 1


def test_what_comes_much_too_late_stays_missing() -> None:
    desk = Desk()
    desk.numbered(1, 3, sent=MORNING)
    assert desk.missing() == 1
    desk.numbered(2, 4, sent=MORNING)
    assert desk.missing() == 1


def test_a_rejected_message_has_come() -> None:
    desk = Desk()
    desk.numbered(1)
    desk.receives(A1, b"{}", {"seq": "2"})
    desk.numbered(3)
    assert desk.missing() == 0


def test_what_was_said_while_we_were_cut_off_is_not_missing() -> None:
    desk = Desk()
    desk.numbered(1, 2)
    desk.senses(Disconnected(), Connected())
    desk.numbered(20, 21)
    assert desk.missing() == 0


def test_a_number_that_cannot_be_read_is_none() -> None:
    desk = Desk()
    desk.numbered(1)
    for number in ("", "two", "-1", "0", "1.5", "٣", "9" * 5000, "999999999999"):
        desk.receives(A1, A1_FREE, {"seq": number})
    desk.numbered(2)
    assert desk.missing() == 0


def test_an_invented_jump_is_no_loss_of_a_billion_messages() -> None:
    desk = Desk()
    desk.numbered(1, 999_999_999)
    assert desk.missing() == 0


def test_a_wide_gap_is_counted_whole() -> None:
    desk = Desk()
    desk.numbered(1, 5002)
    assert desk.missing() == 5000


def test_a_flood_of_topics_takes_no_more_memory_and_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(missing, "MAX_TOPICS", 100)
    desk = Desk()
    for number in range(150):
        desk.receives(f"parking/spots/S{number}/status", b"", {"seq": "1"})
    picture = desk.picture
    assert (picture.topics_watched, picture.topics_dropped) == (100, 50)


def test_after_a_flood_the_lot_is_watched_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(missing, "MAX_TOPICS", 100)
    desk = Desk()
    for number in range(150):
        desk.receives(f"parking/spots/S{number}/status", b"", {"seq": "1"})
    desk.numbered(1, 2, 5)
    assert desk.missing() == 2


def test_a_flood_of_gaps_takes_no_more_memory() -> None:
    desk = Desk()
    desk.numbered(*range(1, 40_001, 2))
    assert desk.missing() == 19_999
