"""Who pings when."""

import itertools

import pytest

from p1_sensors.rules import Turns
from p1_sensors.rules.turns import TURN_SECONDS


def names(kind: str, count: int) -> list[str]:
    return [f"{kind}{number}" for number in range(count)]


def sequence(detectors: list[str], places: list[str], turns: int) -> list[str | None]:
    order = Turns()
    return [order.next(detectors, places) for _ in range(turns)]


def longest_gap(order: list[str | None], name: str) -> float:
    """The longest time between two turns of the same, also from the start on."""
    at = [-1, *(turn for turn, who in enumerate(order) if who == name)]
    return max(later - earlier for earlier, later in itertools.pairwise(at)) * TURN_SECONDS


def test_a_detector_has_every_second_turn() -> None:
    assert sequence(["D"], ["A", "B", "C"], 8) == ["D", "A", "D", "B", "D", "C", "D", "A"]


def test_several_detectors_share_theirs() -> None:
    assert sequence(["D", "E"], ["A", "B"], 6) == ["D", "A", "E", "B", "D", "A"]


@pytest.mark.parametrize("sensors", range(2, 14))
@pytest.mark.parametrize("detectors", range(4))
def test_every_place_is_read_each_second_and_a_detector_twice(sensors: int, detectors: int) -> None:
    lanes, places = names("D", detectors), names("A", max(0, sensors - detectors))
    order = sequence(lanes, places, 500)
    assert max((longest_gap(order, place) for place in places), default=0) <= 1.0
    assert max((longest_gap(order, lane) for lane in lanes), default=0) <= 0.5


def test_with_more_than_there_is_time_for_the_places_wait_longer_all_alike() -> None:
    order = sequence(["D"], names("A", 30), 600)
    turns = [order.count(place) for place in names("A", 30)]
    assert max(turns) - min(turns) <= 1
    assert longest_gap(order, "D") <= 0.5


def test_without_places_the_detectors_have_all_turns() -> None:
    assert sequence(["D", "E"], [], 4) == ["D", "E", "D", "E"]


def test_nobody_there_nobody_pings() -> None:
    assert sequence([], [], 2) == [None, None]


def test_one_that_comes_and_goes_takes_no_turn_from_the_others() -> None:
    order = Turns()
    had = [order.next([], ["A", "B", "C"] if turn % 2 else ["A", "B"]) for turn in range(60)]
    assert min(had.count(name) for name in ("A", "B", "C")) >= 15


def test_one_that_is_new_is_next() -> None:
    order = Turns()
    for _ in range(10):
        order.next([], ["A", "B"])
    assert order.next([], ["A", "B", "C"]) == "C"
