from collections.abc import Callable

import pytest

from common.messages import Available, Connected, Disconnected, Forgotten
from tests.p2_logic.lot import ARRIVES, OPEN, Lot

LotWith = Callable[..., Lot]

CLOSED = "a vehicle waits and nobody announces how many places are free: closed until P4 is heard"


def test_nobody_is_let_in_before_the_count_is_heard(lot_with: LotWith) -> None:
    assert lot_with(places=None).hears(ARRIVES) == []


def test_the_vehicle_that_waited_is_let_in_when_the_count_is_heard(lot_with: LotWith) -> None:
    lot = lot_with(places=None)
    lot.hears(ARRIVES)
    assert lot.counts(1) == [OPEN]


def test_it_is_said_once_and_why(lot_with: LotWith, caplog: pytest.LogCaptureFixture) -> None:
    lot = lot_with(places=None)
    lot.hears(ARRIVES)
    lot.passes(60)
    assert [record.message for record in caplog.records] == [CLOSED]


def test_it_is_not_said_when_the_count_comes_right_after_the_detector(
    lot_with: LotWith, caplog: pytest.LogCaptureFixture
) -> None:
    lot = lot_with(places=None)
    lot.hears(ARRIVES)
    lot.passes(0.5)
    lot.counts(1)
    lot.passes(5)
    assert caplog.records == []


def test_an_emptied_count_is_unknown(lot_with: LotWith) -> None:
    lot = lot_with(places=3)
    lot.hears(Forgotten(Available))
    assert lot.hears(ARRIVES) == []


def test_a_count_whose_sender_broke_his_promise_is_unknown(lot_with: LotWith) -> None:
    lot = lot_with(places=None)
    lot.hears(Available(count=3, refresh=60))
    lot.passes(181)
    assert lot.hears(ARRIVES) == []


def test_a_count_without_a_promise_is_believed_for_ever(lot_with: LotWith) -> None:
    lot = lot_with(places=3)
    lot.passes(86_400)
    assert lot.hears(ARRIVES) == [OPEN]


def test_a_count_without_a_promise_is_believed_for_the_set_time_only(
    lot_with: LotWith, caplog: pytest.LogCaptureFixture
) -> None:
    lot = lot_with(places=3, count_max_age_seconds=5)
    lot.passes(4)
    assert lot.hears(ARRIVES) == [OPEN]
    lot.passes(1)
    assert lot.next_arrives() == []
    assert caplog.records[0].message == "silent for longer than promised"
    assert caplog.records[0].__dict__["seconds"] == 5


def test_a_count_from_before_the_connection_was_lost_is_not_used(lot_with: LotWith) -> None:
    lot = lot_with(places=3)
    lot.senses(Disconnected(), Connected())
    assert lot.hears(ARRIVES) == []
    assert lot.hears(Available(count=3), retained=True) == [OPEN]


def test_nobody_is_let_in_while_nobody_hears_us(lot_with: LotWith) -> None:
    lot = lot_with(places=0)
    lot.hears(ARRIVES)
    lot.senses(Disconnected())
    assert lot.passes(3600) == []
