from collections.abc import Callable

import pytest

from tests.p2_logic.lot import ARRIVES, DRIVES_ON, OPEN, RETRY_SECONDS, Lot, unknown

LotWith = Callable[..., Lot]

STUCK = "a vehicle that was let in has stood there for 40 s: is the detector stuck?"


def test_it_gets_another_open_after_the_retry(lot_with: LotWith) -> None:
    lot = lot_with(places=3)
    lot.hears(ARRIVES)
    assert lot.passes(RETRY_SECONDS - 0.1) == []
    assert lot.passes(0.1) == [OPEN]


def test_it_takes_no_second_place(lot_with: LotWith) -> None:
    lot = lot_with(places=2)
    lot.hears(ARRIVES)
    lot.passes(3 * RETRY_SECONDS)
    assert lot.next_arrives() == [OPEN]


def test_once_gone_it_gets_no_more(lot_with: LotWith) -> None:
    lot = lot_with(places=3)
    lot.hears(ARRIVES, DRIVES_ON)
    assert lot.passes(3600) == []


def test_its_place_is_gone_and_so_is_its_retry(lot_with: LotWith) -> None:
    lot = lot_with(places=1)
    lot.hears(ARRIVES, unknown("A1"))
    lot.counts(0)
    assert lot.passes(3 * RETRY_SECONDS) == []


def test_one_whose_place_went_to_somebody_else_is_let_in_as_soon_as_a_place_frees_up(lot_with: LotWith) -> None:
    lot = lot_with(places=1)
    lot.hears(ARRIVES, unknown("A1"))
    lot.counts(0)
    lot.passes(1200)
    assert lot.counts(1) == [OPEN]


def test_a_stuck_detector_is_said_though_there_is_no_place(lot_with: LotWith, caplog: pytest.LogCaptureFixture) -> None:
    lot = lot_with(places=1)
    lot.hears(ARRIVES, unknown("A1"))
    lot.counts(0)
    lot.passes(3600)
    assert [record.message for record in caplog.records] == [STUCK]


def test_no_retry_while_the_count_is_unknown(lot_with: LotWith) -> None:
    lot = lot_with(places=1)
    lot.hears(ARRIVES)
    lot.receives("parking/display/available", b"")
    assert lot.passes(3 * RETRY_SECONDS) == []
    assert lot.counts(1) == [OPEN]


def test_a_stuck_detector_is_tried_ever_more_rarely(lot_with: LotWith) -> None:
    lot = lot_with(places=1)
    lot.hears(ARRIVES)
    first_minute, second_hour = len(lot.passes(60)), (lot.passes(3540), len(lot.passes(3600)))[1]
    assert (first_minute, second_hour) == (6, 12)


def test_a_stuck_detector_is_said_once(lot_with: LotWith, caplog: pytest.LogCaptureFixture) -> None:
    lot = lot_with(places=1)
    lot.hears(ARRIVES)
    lot.passes(3600)
    assert [record.message for record in caplog.records] == [STUCK]
