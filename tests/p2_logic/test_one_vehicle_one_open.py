from collections.abc import Callable

from tests.p2_logic.lot import ARRIVES, DETECTOR_LOST, DRIVES_ON, OPEN, RETRY_SECONDS, Lot

LotWith = Callable[..., Lot]


def test_a_vehicle_that_arrives_is_let_in_at_once(lot_with: LotWith) -> None:
    assert lot_with(places=3).hears(ARRIVES) == [OPEN]


def test_nobody_there_nobody_let_in(lot_with: LotWith) -> None:
    lot = lot_with(places=3)
    assert lot.hears(DRIVES_ON) == []
    assert lot.passes(3600) == []


def test_a_full_lot_lets_nobody_in(lot_with: LotWith) -> None:
    assert lot_with(places=0).hears(ARRIVES) == []


def test_a_detector_that_says_the_same_again_changes_nothing(lot_with: LotWith) -> None:
    assert lot_with(places=3).hears(ARRIVES, ARRIVES, ARRIVES) == [OPEN]


def test_a_vehicle_that_waits_is_let_in_when_a_place_comes_free(lot_with: LotWith) -> None:
    lot = lot_with(places=0)
    lot.hears(ARRIVES)
    assert lot.counts(1) == [OPEN]


def test_a_vehicle_that_gave_up_is_not_let_in_when_a_place_comes_free(lot_with: LotWith) -> None:
    lot = lot_with(places=0)
    lot.hears(ARRIVES, DRIVES_ON)
    assert lot.counts(1) == []


def test_less_than_a_second_of_free_is_the_same_vehicle(lot_with: LotWith) -> None:
    lot = lot_with(places=3)
    lot.hears(ARRIVES, DRIVES_ON)
    lot.passes(0.9)
    assert lot.hears(ARRIVES) == []


def test_after_a_second_of_free_it_is_the_next_vehicle(lot_with: LotWith) -> None:
    lot = lot_with(places=3)
    lot.hears(ARRIVES, DRIVES_ON)
    lot.passes(1.0)
    assert lot.hears(ARRIVES) == [OPEN]


def test_unknown_between_is_the_same_vehicle(lot_with: LotWith) -> None:
    lot = lot_with(places=3)
    lot.hears(ARRIVES, DETECTOR_LOST)
    lot.passes(5)
    assert lot.hears(ARRIVES) == []


def test_free_for_long_and_then_unknown_was_another_vehicle(lot_with: LotWith) -> None:
    lot = lot_with(places=3)
    lot.hears(ARRIVES, DRIVES_ON)
    lot.passes(5)
    lot.hears(DETECTOR_LOST)
    assert lot.hears(ARRIVES) == [OPEN]


def test_two_lanes_are_two_vehicles(lot_with: LotWith) -> None:
    lot = lot_with(places=2, entries=("NORTH", "SOUTH"))
    north, south = (ARRIVES.model_copy(update={"id": name}) for name in ("NORTH", "SOUTH"))
    assert lot.hears(north, south) == [OPEN, OPEN]


def test_of_two_lanes_the_longer_wait_is_served_first(lot_with: LotWith) -> None:
    lot = lot_with(places=0, entries=("NORTH", "SOUTH"))
    north, south = (ARRIVES.model_copy(update={"id": name}) for name in ("NORTH", "SOUTH"))
    lot.hears(south)
    lot.passes(1)
    lot.hears(north)
    lot.counts(1)
    lot.hears(south.model_copy(update={"status": "FREE"}))
    assert lot.passes(RETRY_SECONDS) == []


def test_a_detector_that_flaps_at_5_hz_is_one_vehicle_and_its_retries(lot_with: LotWith) -> None:
    lot = lot_with(places=3)
    opens = []
    for _ in range(50):
        opens += lot.hears(ARRIVES)
        opens += lot.passes(0.1)
        lot.hears(DRIVES_ON)
        lot.passes(0.1)
    assert opens == [OPEN, OPEN]
