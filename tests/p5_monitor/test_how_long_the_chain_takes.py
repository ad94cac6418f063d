import pytest

from common.messages import BarrierState, Connected, Disconnected
from p5_monitor.rules.picture import Latency
from tests.p5_monitor.desk import CLOSED, OPEN, OPENED, Desk, count, free, taken

NOT_SEEN = Latency(None, None)


class Lot(Desk):
    """Two free places, announced, and nobody at the entry."""

    def __init__(self) -> None:
        super().__init__()
        self.hears(free("A1"), free("A2"), free("ENTRY"), count(2), retained=True)

    def step(self, *said: object, seconds: float) -> None:
        """One thing is said, and so much later the others."""
        first, *others = said
        self.hears(first)  # type: ignore[arg-type]
        self.passes(seconds)
        self.hears(*others)  # type: ignore[arg-type]


def seen(last: float, worst: float) -> Latency:
    return Latency(pytest.approx(last), pytest.approx(worst))


def test_from_a_place_that_is_taken_to_the_count() -> None:
    lot = Lot()
    lot.step(taken("A1"), count(1), seconds=0.04)
    assert lot.picture.status_to_count == seen(0.04, 0.04)


def test_a_place_that_repeats_itself_changes_nothing() -> None:
    lot = Lot()
    lot.step(free("A1"), count(1), seconds=0.04)
    assert lot.picture.status_to_count == NOT_SEEN


def test_a_count_that_is_repeated_follows_from_nothing() -> None:
    lot = Lot()
    lot.step(taken("A1"), count(2), seconds=0.02)
    lot.step(count(2), count(1), seconds=0.02)
    assert lot.picture.status_to_count == seen(0.04, 0.04)


def test_a_detector_is_in_no_count() -> None:
    lot = Lot()
    lot.step(taken("ENTRY"), count(1), seconds=0.04)
    assert lot.picture.status_to_count == NOT_SEEN


def test_from_an_arrival_to_open_and_to_opened() -> None:
    lot = Lot()
    lot.step(taken("ENTRY"), OPEN, BarrierState(state="OPENING"), seconds=0.2)
    lot.step(BarrierState(state="OPENING"), OPENED, seconds=1.1)
    assert lot.picture.arrival_to_open == seen(0.2, 0.2)
    assert lot.picture.open_to_opened == seen(1.1, 1.1)


def test_a_vehicle_that_waits_for_a_place_is_no_slow_chain() -> None:
    lot = Lot()
    lot.step(taken("ENTRY"), OPEN, seconds=300)
    assert lot.picture.arrival_to_open == NOT_SEEN


@pytest.mark.parametrize("places", [0, 1, 2])
def test_who_finds_no_place_left_waits_for_no_chain(places: int) -> None:
    lot = Lot()
    lot.hears(count(places), *[OPEN] * places)
    lot.step(taken("ENTRY"), OPEN, seconds=2.7)
    assert lot.picture.arrival_to_open == NOT_SEEN


def test_who_comes_before_the_count_is_known_has_no_figure() -> None:
    desk = Desk()
    desk.hears(free("ENTRY"), taken("ENTRY"))
    desk.passes(1)
    desk.hears(count(3), OPEN)
    assert desk.picture.arrival_to_open == NOT_SEEN


def test_a_place_that_is_taken_and_not_yet_counted_is_none() -> None:
    lot = Lot()
    lot.hears(count(1), taken("A1"))
    lot.step(taken("ENTRY"), OPEN, seconds=2)
    assert lot.picture.arrival_to_open == NOT_SEEN


def test_who_parked_holds_no_place_any_more_and_who_never_parks_not_for_ever() -> None:
    lot = Lot()
    lot.hears(OPEN, taken("A1"), count(1))
    lot.step(taken("ENTRY"), OPEN, seconds=0.2)
    assert lot.picture.arrival_to_open == seen(0.2, 0.2)
    lot.hears(free("ENTRY"))
    lot.passes(151)
    lot.step(taken("ENTRY"), OPEN, seconds=0.3)
    assert lot.picture.arrival_to_open == seen(0.3, 0.3)


def test_one_that_still_stands_there_is_no_new_arrival() -> None:
    lot = Lot()
    lot.step(taken("ENTRY"), OPEN, seconds=0.2)
    lot.step(taken("ENTRY"), OPEN, seconds=8)
    assert lot.picture.arrival_to_open == seen(0.2, 0.2)


def test_an_arm_that_opens_without_an_order_is_no_step() -> None:
    lot = Lot()
    lot.hears(OPENED)
    assert lot.picture.open_to_opened == NOT_SEEN


def test_an_open_that_an_arm_already_up_answers_has_no_figure() -> None:
    lot = Lot()
    lot.hears(OPENED, retained=True)
    lot.step(OPEN, OPENED, seconds=3)
    assert lot.picture.open_to_opened == NOT_SEEN


@pytest.mark.parametrize("before", [CLOSED, OPENED])
@pytest.mark.parametrize("reason", ["started", "interrupted", "forced"])
def test_a_barrier_that_starts_again_answers_no_open_from_before(before: BarrierState, reason: str) -> None:
    lot = Lot()
    lot.hears(before)
    lot.step(OPEN, BarrierState(state="OPENED", reason=reason), seconds=2)
    assert lot.picture.open_to_opened == NOT_SEEN


def test_an_open_that_a_barrier_hears_after_its_start_is_timed_from_itself() -> None:
    lot = Lot()
    lot.step(OPEN, BarrierState(state="CLOSED", reason="started"), seconds=4)
    lot.step(OPEN, BarrierState(state="OPENING", reason="order"), seconds=0.1)
    lot.step(BarrierState(state="OPENING", reason="order"), OPENED, seconds=0.9)
    assert lot.picture.open_to_opened == seen(1.0, 1.0)


def test_an_arm_that_says_no_reason_must_be_seen_to_move() -> None:
    lot = Lot()
    lot.hears(BarrierState(state="CLOSED"))
    lot.step(OPEN, BarrierState(state="OPENED"), seconds=2)
    assert lot.picture.open_to_opened == NOT_SEEN
    lot.hears(BarrierState(state="CLOSED"), OPEN)
    lot.step(BarrierState(state="OPENING"), BarrierState(state="OPENED"), seconds=1)
    assert lot.picture.open_to_opened == seen(1, 1)


def test_what_was_under_way_when_we_were_cut_off_has_no_figure() -> None:
    lot = Lot()
    lot.hears(CLOSED, taken("A1"), taken("ENTRY"), OPEN, taken("ENTRY"))
    lot.senses(Disconnected())
    lot.passes(3)
    lot.senses(Connected())
    lot.hears(OPENED, OPEN, count(1))
    picture = lot.picture
    assert (picture.open_to_opened, picture.status_to_count) == (NOT_SEEN, NOT_SEEN)


def test_what_the_broker_kept_is_no_step() -> None:
    lot = Lot()
    lot.hears(OPEN)
    lot.hears(OPENED, count(1), taken("A1"), retained=True)
    lot.hears(count(2))
    assert (lot.picture.open_to_opened, lot.picture.status_to_count) == (NOT_SEEN, NOT_SEEN)


def test_the_worst_is_that_of_the_last_minute() -> None:
    lot = Lot()
    lot.hears(CLOSED)
    lot.step(OPEN, OPENED, seconds=3)
    lot.passes(20)
    lot.hears(CLOSED)
    lot.step(OPEN, OPENED, seconds=1)
    assert lot.picture.open_to_opened == seen(1, 3)
    lot.passes(45)
    assert lot.picture.open_to_opened == seen(1, 1)
    lot.passes(60)
    assert lot.picture.open_to_opened == Latency(pytest.approx(1), None)


def test_a_second_arrival_hides_no_slow_answer_to_the_first() -> None:
    lot = Lot()
    lot.step(taken("ENTRY"), free("ENTRY"), seconds=2)
    lot.step(taken("ENTRY"), OPEN, seconds=1)
    assert lot.picture.arrival_to_open == seen(3, 3)


def test_an_arrival_that_nobody_answered_is_not_held_against_the_next() -> None:
    lot = Lot()
    lot.step(taken("ENTRY"), free("ENTRY"), seconds=11)
    lot.step(taken("ENTRY"), OPEN, seconds=1)
    assert lot.picture.arrival_to_open == seen(1, 1)


def test_a_place_that_is_taken_as_another_comes_free_waits_for_no_count() -> None:
    lot = Lot()
    lot.step(taken("A1"), count(1), seconds=0.04)
    lot.step(taken("A2"), free("A1"), seconds=0.01)
    lot.passes(5)
    lot.step(free("A2"), count(2), seconds=0.03)
    assert lot.picture.status_to_count == seen(0.03, 0.04)
