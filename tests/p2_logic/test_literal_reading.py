from collections.abc import Callable

import pytest

from common.messages import SpotStatus
from tests.p2_logic.lot import ARRIVES, DRIVES_ON, OPEN, Lot, free, taken

LotWith = Callable[..., Lot]

SAID = "no detector heard (ENTRY): using each place that becomes OCCUPIED as an arrival"


@pytest.fixture
def lot(lot_with: LotWith) -> Lot:
    """A lot run by other people's P1: no detector was ever heard."""
    return lot_with(places=3, heard_before=False)


def test_without_a_detector_a_place_that_turns_occupied_is_an_arrival(lot: Lot) -> None:
    assert lot.hears(taken("A1")) == [OPEN]


def test_it_has_parked_already_and_takes_no_place(lot: Lot) -> None:
    assert lot.hears(taken("A1"), taken("A2"), taken("A3")) == [OPEN, OPEN, OPEN]


def test_a_place_that_was_not_heard_free_is_no_arrival(lot: Lot) -> None:
    assert lot.hears(taken("B7")) == []


def test_a_retained_place_is_no_arrival(lot: Lot) -> None:
    assert lot.hears(taken("A1"), retained=True) == []


def test_nobody_waits_and_nobody_is_tried_again(lot: Lot) -> None:
    lot.counts(0)
    assert lot.hears(taken("A1")) == []
    assert lot.counts(1) == []
    assert lot.passes(3600) == []


@pytest.mark.parametrize("detector", [DRIVES_ON, ARRIVES, SpotStatus(id="ENTRY", status="UNKNOWN")])
@pytest.mark.parametrize("retained", [True, False])
def test_one_word_of_a_detector_ends_it_for_good(lot: Lot, detector: SpotStatus, *, retained: bool) -> None:
    lot.hears(detector, retained=retained)
    assert lot.hears(taken("A1")) == []


def test_it_is_ended_for_good_also_across_a_restart(lot: Lot, lot_with: LotWith) -> None:
    lot.hears(DRIVES_ON)
    assert lot_with(places=3, heard_before=False).hears(taken("A1")) == []


def test_it_is_said_once_though_nobody_arrives(lot: Lot, caplog: pytest.LogCaptureFixture) -> None:
    lot.passes(5)
    lot.hears(taken("A1"), free("A1"), taken("A1"))
    assert [record.message for record in caplog.records] == [SAID]


def test_it_is_not_said_where_a_detector_is_heard(lot: Lot, caplog: pytest.LogCaptureFixture) -> None:
    lot.hears(DRIVES_ON)
    lot.passes(60)
    assert caplog.records == []
