import pytest

from common.spots import SPARE_ENTRIES, Detectors, Promises, is_spot_id

REFRESH = 60.0
BROKEN_AFTER = 3 * REFRESH


def hearer(limit_seconds: float = 0.0) -> Promises:
    promises = Promises(limit_seconds)
    promises.connected(now=0)
    return promises


@pytest.mark.parametrize("text", ["A1", "a1", "0", "A-1", "A_1", "ENTRY", "x" * 32])
def test_what_may_be_an_id(text: str) -> None:
    assert is_spot_id(text)


@pytest.mark.parametrize("text", ["", "-1", "_1", "A 1", "A1\n", "A.1", "A/1", "+", "#", "é", "١", "x" * 33])  # noqa: RUF001
def test_what_may_not_be_an_id(text: str) -> None:
    assert not is_spot_id(text)


def test_a_detector_is_no_place() -> None:
    detectors = Detectors(["ENTRY"])
    assert not detectors.is_place("ENTRY")
    assert detectors.is_place("A1")


def test_a_detectors_id_is_compared_as_written() -> None:
    assert Detectors(["ENTRY"]).is_place("entry")


def test_three_periods_without_a_word_break_a_promise() -> None:
    promises = hearer()
    promises.heard("A1", REFRESH, now=0)
    assert promises.broken(now=BROKEN_AFTER - 0.1) == []
    assert promises.broken(now=BROKEN_AFTER) == ["A1"]


def test_a_broken_promise_is_told_once() -> None:
    promises = hearer()
    promises.heard("A1", REFRESH, now=0)
    promises.broken(now=BROKEN_AFTER)
    assert promises.broken(now=10 * BROKEN_AFTER) == []


def test_a_word_renews_the_promise() -> None:
    promises = hearer()
    promises.heard("A1", REFRESH, now=0)
    promises.heard("A1", REFRESH, now=100)
    assert promises.broken(now=BROKEN_AFTER) == []
    assert promises.broken(now=100 + BROKEN_AFTER) == ["A1"]


def test_who_speaks_again_can_break_his_promise_again() -> None:
    promises = hearer()
    promises.heard("A1", REFRESH, now=0)
    promises.broken(now=BROKEN_AFTER)
    promises.heard("A1", REFRESH, now=200)
    assert promises.broken(now=200 + BROKEN_AFTER) == ["A1"]


def test_each_topic_has_a_promise_of_its_own() -> None:
    promises = hearer()
    promises.heard("A1", REFRESH, now=0)
    promises.heard("A2", 2 * REFRESH, now=0)
    assert promises.broken(now=BROKEN_AFTER) == ["A1"]
    assert promises.broken(now=2 * BROKEN_AFTER) == ["A2"]


def test_the_latest_message_rules() -> None:
    promises = hearer()
    promises.heard("A1", REFRESH, now=0)
    promises.heard("A1", REFRESH / 10, now=10)
    assert promises.broken(now=10 + BROKEN_AFTER / 10) == ["A1"]


def test_a_word_without_a_promise_ends_the_promise() -> None:
    promises = hearer()
    promises.heard("A1", REFRESH, now=0)
    promises.heard("A1", None, now=10)
    assert promises.broken(now=1e9) == []


def test_without_a_promise_nothing_goes_stale() -> None:
    promises = hearer()
    promises.heard("A1", None, now=0)
    assert promises.due() is None
    assert promises.broken(now=1e9) == []


def test_a_limit_holds_for_those_who_promise_nothing() -> None:
    promises = hearer(limit_seconds=5)
    promises.heard("A1", None, now=0)
    assert promises.broken(now=5) == ["A1"]


def test_a_promise_comes_before_the_limit() -> None:
    promises = hearer(limit_seconds=5)
    promises.heard("A1", REFRESH, now=0)
    assert promises.broken(now=100) == []


def test_the_clock_stands_still_while_we_cannot_hear() -> None:
    promises = hearer()
    promises.heard("A1", REFRESH, now=0)
    promises.disconnected(now=100)
    assert promises.due() is None
    promises.connected(now=1000)
    assert promises.broken(now=1000 + BROKEN_AFTER - 100 - 1) == []
    assert promises.broken(now=1000 + BROKEN_AFTER - 100) == ["A1"]


def test_several_failed_dials_count_as_one_absence() -> None:
    promises = hearer()
    promises.heard("A1", REFRESH, now=0)
    promises.disconnected(now=100)
    promises.disconnected(now=500)
    promises.connected(now=1000)
    assert promises.broken(now=1000 + BROKEN_AFTER - 100 - 1) == []


def test_a_retained_copy_starts_the_clock_of_a_topic_not_heard_before() -> None:
    promises = hearer()
    assert promises.remembered("A1", REFRESH, now=0)
    assert promises.broken(now=BROKEN_AFTER) == ["A1"]


def test_a_retained_copy_never_renews_a_promise() -> None:
    promises = hearer()
    promises.heard("A1", REFRESH, now=0)
    promises.remembered("A1", REFRESH, now=100)
    assert promises.broken(now=BROKEN_AFTER) == ["A1"]


def test_a_retained_copy_of_a_broken_promise_is_not_believed() -> None:
    promises = hearer()
    promises.heard("A1", REFRESH, now=0)
    promises.broken(now=BROKEN_AFTER)
    assert not promises.remembered("A1", REFRESH, now=200)
    promises.heard("A1", REFRESH, now=201)
    assert promises.remembered("A1", REFRESH, now=202)


def test_who_is_forgotten_owes_nothing() -> None:
    promises = hearer()
    promises.heard("A1", REFRESH, now=0)
    promises.forget("A1")
    assert promises.broken(now=1e9) == []


def test_the_next_deadline_is_when_the_first_promise_may_break() -> None:
    promises = hearer()
    promises.heard("A1", REFRESH, now=0)
    promises.heard("A2", REFRESH / 2, now=0)
    assert promises.due() == BROKEN_AFTER / 2


def test_promises_that_change_all_the_time_take_no_more_memory() -> None:
    promises = hearer()
    for now in range(50 * SPARE_ENTRIES):
        promises.heard("A1", 1000.0 - now % 2, now=0)
    assert len(promises._queue) <= 2 * SPARE_ENTRIES  # noqa: SLF001  memory has no other window


def test_topics_that_come_and_go_take_no_more_memory() -> None:
    promises = hearer()
    for _ in range(50 * SPARE_ENTRIES):
        promises.heard("A1", REFRESH, now=0)
        promises.forget("A1")
    assert len(promises._queue) <= 2 * SPARE_ENTRIES  # noqa: SLF001  as above
    promises.heard("A1", REFRESH, now=0)
    assert promises.broken(now=BROKEN_AFTER) == ["A1"]
