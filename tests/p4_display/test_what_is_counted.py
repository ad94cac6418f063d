import pytest

from common.messages import Available, Connected, Disconnected, Forgotten, SpotStatus
from tests.p4_display.sign import Sign, count, free, taken, unknown


def test_the_free_places_are_counted() -> None:
    assert Sign("A1", "A2", "A3").first == [count(3)]


def test_a_place_that_is_taken_is_not_free() -> None:
    assert Sign("A1", "A2").hears(taken("A2")) == [count(1)]


def test_a_place_that_comes_free_is_counted_again() -> None:
    sign = Sign("A1", "A2")
    sign.hears(taken("A2"))
    sign.passes(1)
    assert sign.hears(free("A2")) == [count(2)]


def test_a_detector_is_no_place() -> None:
    assert Sign("A1").hears(free("ENTRY")) == []


def test_a_detector_alone_is_no_picture() -> None:
    assert Sign("ENTRY").first == []


def test_an_unknown_place_is_not_free() -> None:
    assert Sign("A1", "A2").hears(unknown("A2")) == [count(1)]


def test_all_unknown_is_full() -> None:
    sign = Sign("A1")
    assert sign.hears(unknown("A1")) == [count(0)]
    assert sign.shown == 0


def test_a_forgotten_place_is_not_free() -> None:
    assert Sign("A1", "A2", "A3").hears(Forgotten(SpotStatus, "A3")) == [count(2)]


def test_null_is_no_forgetting_and_changes_nothing() -> None:
    sign = Sign("A1", "A2", "A3")
    assert sign.receives("parking/spots/A3/status", b"null") == []
    assert sign.rejected == 1


def test_ids_are_compared_as_written() -> None:
    assert Sign("A1", "A01", "a1").first == [count(3)]


def test_a_broken_promise_makes_a_place_unknown() -> None:
    sign = Sign("A1")
    sign.hears(free("A2", refresh=10))
    sign.passes(29)
    assert sign.passes(2) == [count(1)]


def test_a_retained_copy_does_not_mend_a_broken_promise() -> None:
    sign = Sign("A1")
    sign.hears(free("A2", refresh=10))
    sign.passes(31)
    assert sign.hears(free("A2", refresh=10), retained=True) == []


def test_without_a_promise_nothing_goes_stale() -> None:
    sign = Sign("A1")
    assert {said.count for said in sign.passes(86_400) if isinstance(said, Available)} == {1}


def test_the_set_limit_holds_for_those_who_promise_nothing() -> None:
    sign = Sign("A1", "A2", stale_seconds=3)
    sign.passes(1.5)
    sign.hears(free("A1"))
    assert sign.passes(0.5) == [count(1)]


def test_old_retained_places_of_another_naming_are_not_counted_where_a_limit_is_set() -> None:
    sign = Sign(stale_seconds=3)
    sign.hears(*(free(f"P0{number}") for number in range(1, 6)), retained=True)
    said = []
    for _ in range(10):
        said += [*sign.hears(free("A1"), free("A2"), free("A3")), *sign.passes(1)]
    assert said == [count(3)]


def test_a_retained_copy_takes_a_place_away_also_where_a_limit_is_set() -> None:
    sign = Sign("A1", "A2", stale_seconds=60)
    sign.senses(Disconnected(), Connected())
    sign.hears(taken("A1"), free("A2"), retained=True)
    assert sign.passes(1) == [count(1)]


def test_the_reserve_is_held_back() -> None:
    assert Sign("A1", "A2", "A3", reserve=2).first == [count(1)]


def test_a_reserve_larger_than_the_lot_leaves_none() -> None:
    assert Sign("A1", reserve=2).first == [count(0)]


def test_a_closed_lot_has_no_places() -> None:
    assert Sign("A1", "A2", closed=True).first == [count(0)]


@pytest.mark.parametrize("changes", [200])
def test_the_count_is_right_after_any_changes(changes: int) -> None:
    sign = Sign("A1", "A2", "A3")
    for number in range(changes):
        spot = f"A{number % 3 + 1}"
        sign.hears([free, taken, unknown][number * 7 % 11 % 3](spot))
    sign.hears(taken("A1"), free("A2"), unknown("A3"))
    sign.passes(1)
    assert sign.shown == 1
