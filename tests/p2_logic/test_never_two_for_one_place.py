from collections.abc import Callable

from common.messages import Forgotten, SpotStatus
from tests.p2_logic.lot import ARRIVES, DRIVES_ON, OPEN, RETRY_SECONDS, TRANSIT_SECONDS, Lot, free, taken, unknown

LotWith = Callable[..., Lot]


def test_two_vehicles_for_the_last_place_get_one_open(lot_with: LotWith) -> None:
    lot = lot_with(places=1)
    assert lot.hears(ARRIVES) == [OPEN]
    assert lot.next_arrives() == []


def test_a_burst_gets_as_many_opens_as_there_are_places(lot_with: LotWith) -> None:
    lot = lot_with(places=3)
    opens = [*lot.hears(ARRIVES)]
    for _ in range(9):
        opens += lot.next_arrives()
    assert opens == [OPEN, OPEN, OPEN]


def test_the_place_alone_does_not_give_the_last_place_again(lot_with: LotWith) -> None:
    # Found with a first version that ended the transit on the place's word: between it and the count two were let in.
    lot = lot_with(places=1)
    lot.hears(ARRIVES)
    lot.next_arrives()
    assert lot.hears(taken("A1")) == []
    assert lot.counts(0) == []


def test_the_count_may_fall_before_the_place_reports(lot_with: LotWith) -> None:
    lot = lot_with(places=2)
    lot.hears(ARRIVES)
    lot.counts(1)
    lot.hears(taken("A1"))
    assert lot.next_arrives() == [OPEN]


def test_a_sensor_that_dies_does_not_count_a_vehicle_on_its_way(lot_with: LotWith) -> None:
    lot = lot_with(places=2)
    lot.hears(ARRIVES)
    lot.hears(unknown("A2"))
    lot.counts(1)
    assert lot.next_arrives() == []


def test_a_place_that_is_removed_does_not_count_a_vehicle_on_its_way(lot_with: LotWith) -> None:
    lot = lot_with(places=2)
    lot.hears(ARRIVES, Forgotten(SpotStatus, "A2"))
    lot.counts(1)
    assert lot.next_arrives() == []


def test_a_dead_sensors_fall_is_not_taken_for_the_vehicle_that_parks_meanwhile(lot_with: LotWith) -> None:
    lot = lot_with(places=2)
    lot.hears(ARRIVES, DRIVES_ON, unknown("A2"))
    lot.counts(1)
    lot.hears(taken("A1"))
    lot.passes(2)
    assert lot.hears(ARRIVES) == []


def test_one_place_and_one_fall_count_one_vehicle_of_two(lot_with: LotWith) -> None:
    lot = lot_with(places=3)
    lot.hears(ARRIVES)
    lot.next_arrives()
    lot.parks("A1")
    assert lot.next_arrives() == [OPEN]
    assert lot.next_arrives() == []


def test_a_stranger_who_parks_counts_for_nobody_who_comes_later(lot_with: LotWith) -> None:
    lot = lot_with(places=3)
    lot.parks("A1")
    lot.hears(ARRIVES)
    lot.next_arrives()
    assert lot.next_arrives() == []


def test_a_vehicle_that_never_parks_gives_its_place_back(lot_with: LotWith) -> None:
    lot = lot_with(places=1)
    lot.hears(ARRIVES, DRIVES_ON)
    lot.passes(TRANSIT_SECONDS - 1)
    assert lot.hears(ARRIVES) == []
    assert lot.passes(1) == [OPEN]


def test_a_vehicle_keeps_its_place_for_as_long_as_it_stands_at_the_detector(lot_with: LotWith) -> None:
    lot = lot_with(places=1, entries=("NORTH", "SOUTH"))
    lot.hears(ARRIVES.model_copy(update={"id": "NORTH"}))
    lot.hears(ARRIVES.model_copy(update={"id": "SOUTH"}))
    retries = lot.passes(3600)
    assert OPEN in retries
    assert lot.hears(ARRIVES.model_copy(update={"id": "NORTH", "status": "FREE"})) == []


def test_a_parked_vehicle_whose_detector_lags_takes_no_second_place(lot_with: LotWith) -> None:
    lot = lot_with(places=1)
    lot.hears(ARRIVES)
    lot.parks("A1")
    lot.hears(free("A1"))
    lot.counts(1)
    assert lot.next_arrives() == [OPEN]


def test_a_word_and_a_fall_far_apart_are_two_vehicles(lot_with: LotWith) -> None:
    lot = lot_with(places=2)
    lot.hears(ARRIVES, taken("A1"))
    lot.passes(10)
    lot.counts(1)
    assert lot.next_arrives() == []


def test_a_word_and_a_fall_within_the_time_of_a_slow_network_are_one(lot_with: LotWith) -> None:
    lot = lot_with(places=2)
    lot.hears(ARRIVES, taken("A1"))
    lot.passes(1)
    lot.counts(1)
    assert lot.next_arrives() == [OPEN]


def test_a_fall_that_a_rise_took_back_counts_nobody(lot_with: LotWith) -> None:
    lot = lot_with(places=3)
    lot.hears(ARRIVES)
    lot.counts(2)
    lot.counts(3)
    lot.hears(taken("A1"))
    lot.next_arrives()
    lot.next_arrives()
    assert lot.next_arrives() == []


def test_somebody_who_parked_before_the_vehicle_came_does_not_count_it(lot_with: LotWith) -> None:
    lot = lot_with(places=2)
    lot.hears(taken("A1"), ARRIVES)
    lot.counts(1)
    assert lot.next_arrives() == []


def test_a_sensor_that_died_before_the_vehicle_came_does_not_keep_it_from_being_counted(lot_with: LotWith) -> None:
    lot = lot_with(places=3)
    lot.hears(unknown("A2"))
    lot.counts(2)
    lot.hears(ARRIVES)
    lot.parks("A1")
    assert lot.next_arrives() == [OPEN]


def test_of_two_on_their_way_the_one_that_drove_on_is_counted_first(lot_with: LotWith) -> None:
    lot = lot_with(places=2, entries=("NORTH", "SOUTH"))
    north, south = (ARRIVES.model_copy(update={"id": name}) for name in ("NORTH", "SOUTH"))
    lot.hears(south, north, north.model_copy(update={"status": "FREE"}))
    lot.parks("A1")
    assert lot.passes(RETRY_SECONDS) == [OPEN]


def test_a_vehicle_that_came_back_within_the_gap_keeps_its_place_for_as_long_as_it_stands(lot_with: LotWith) -> None:
    lot = lot_with(places=1, entries=("NORTH", "SOUTH"))
    north, south = (ARRIVES.model_copy(update={"id": name}) for name in ("NORTH", "SOUTH"))
    lot.hears(north, north.model_copy(update={"status": "FREE"}), north)
    lot.passes(TRANSIT_SECONDS + 1)
    assert lot.hears(south) == []
