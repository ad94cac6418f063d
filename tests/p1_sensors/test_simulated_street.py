"""Days of virtual time in the simulated world: what must hold whatever the barrier does and whatever chance brings."""

from collections.abc import Callable
from itertools import pairwise

import pytest

from common.messages import State
from tests.p1_sensors.street import (
    PLACES,
    Street,
    always_closed,
    always_opened,
    opened_ten_seconds_a_minute,
)


def opened_after_the_third_minute(now: float) -> State:
    return "OPENED" if now > 180 else "OPENING"


def flickering(now: float) -> State:
    states: tuple[State, ...] = ("OPENING", "OPENED", "CLOSING", "CLOSED", "FAULT")
    return states[int(now * 7919) % 5]


SCRIPTS = [always_opened, opened_ten_seconds_a_minute, opened_after_the_third_minute, flickering]
STREETS = [
    pytest.param((1.0, ("ENTRY",), 20 * 3600), id="as slow as life"),
    pytest.param((20.0, ("ENTRY",), 3 * 4320), id="as make run has it"),
    pytest.param((60.0, ("NORTH", "SOUTH", "WEST"), 3 * 1440), id="three lanes"),
    pytest.param((3600.0, ("NORTH", "SOUTH"), 3600), id="as fast as can be"),
]

Run = Callable[[], Street]


@pytest.fixture(scope="module", params=SCRIPTS, ids=lambda script: script.__name__)
def script(request: pytest.FixtureRequest) -> Callable[[float], State]:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture(scope="module", params=STREETS)
def street(request: pytest.FixtureRequest, script: Callable[[float], State]) -> Street:
    speed, entries, seconds = request.param
    return Street(speed=speed, entries=entries, script=script, seed=7).passes(seconds)


def test_something_happens(street: Street) -> None:
    assert len(street.driven_in()) > 10
    assert len(street.parked()) > 10


def test_no_vehicle_drives_in_while_the_barrier_is_not_opened(street: Street) -> None:
    assert [gone for _, gone in street.driven_in() if not gone.opened] == []


def test_every_vehicle_stands_on_the_detector_for_two_seconds_at_least(street: Street) -> None:
    assert min(gone.at - came.at for entry in street.entries for came, gone in street.vehicles(entry)) >= 2.0


def test_between_two_vehicles_the_detector_is_free_for_a_second_and_a_half_at_least(street: Street) -> None:
    for entry in street.entries:
        vehicles = street.vehicles(entry)
        gaps = [after[0].at - before[1].at for before, after in pairwise(vehicles)]
        assert min(gaps) >= 1.5


def test_nobody_stands_there_for_longer_than_a_minute(street: Street) -> None:
    stood = [gone.at - came.at for entry in street.entries for came, gone in street.vehicles(entry)]
    assert max(stood) <= 60.0 + 1e-6


def test_no_place_is_taken_twice_and_none_is_left_twice(street: Street) -> None:
    for words in street.by_spot().values():
        assert words[0] == "FREE"
        assert all(before != after for before, after in pairwise(words))


def test_every_vehicle_that_parks_drove_in_two_to_six_seconds_before(street: Street) -> None:
    waiting = sorted(gone.at for _, gone in street.driven_in())
    for parked in street.parked():
        candidates = [at for at in waiting if 2.0 - 1e-6 <= parked.at - at <= 6.0 + 1e-6]
        assert candidates, f"{parked} came from nowhere"
        waiting.remove(candidates[0])


def test_the_lot_never_holds_more_than_it_has_places(street: Street) -> None:
    assert {said.id for said in street.parked()} <= set(PLACES)


def test_a_busy_lot_fills_up_and_empties_at_night() -> None:
    street = Street(speed=20.0, script=always_opened)
    taken = []
    for _ in range(24):
        street.passes(180)
        taken.append([words[-1] for spot_id, words in street.by_spot().items() if spot_id in PLACES].count("OCCUPIED"))
    noon, night = max(taken[2:8]), min(taken[16:22])
    assert (noon, night) == (12, 0)


def test_a_lot_ten_times_as_large_gets_ten_times_the_vehicles() -> None:
    large = Street(places=tuple(f"A{number}" for number in range(120)), entries=("N", "S", "W", "E")).passes(7200)
    small = Street().passes(72_000 / 10)
    assert 5 < len(large.parked()) / len(small.parked()) < 20


def test_speed_shortens_stays_and_nothing_at_the_barrier() -> None:
    slow, fast = Street(speed=1.0).passes(8 * 3600), Street(speed=20.0).passes(8 * 3600)
    assert len(fast.parked()) > 10 * len(slow.parked())
    for street in (slow, fast):
        stood = [gone.at - came.at for came, gone in street.vehicles()]
        assert 2.0 <= min(stood) <= max(stood) <= 4.0


def test_a_closed_barrier_lets_nobody_in_and_everybody_gives_up_after_a_minute() -> None:
    street = Street(speed=20.0, script=always_closed).passes(3600)
    assert street.parked() == []
    assert {round(gone.at - came.at, 6) for came, gone in street.vehicles()} == {60.0}


def test_the_same_seed_is_the_same_world() -> None:
    assert Street(seed=3).passes(36_000).said == Street(seed=3).passes(36_000).said
    assert Street(seed=3).passes(3600).said != Street(seed=4).passes(3600).said
