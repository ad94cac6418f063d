from collections.abc import Callable

from common.messages import Available, Connected, Disconnected
from common.spots import Detectors
from p2_logic.rules import Admission, Memory
from tests.p2_logic.lot import ARRIVES, DRIVES_ON, OPEN, RETRY_SECONDS, TRANSIT_SECONDS, Lot, free, taken

LotWith = Callable[..., Lot]


def test_a_retained_detector_is_enough_to_serve_a_vehicle_that_waits(lot_with: LotWith) -> None:
    lot = lot_with(places=None)
    assert lot.hears(ARRIVES, Available(count=1), retained=True) == [OPEN]


def test_a_vehicle_let_in_before_the_restart_gets_no_second_open_at_once(lot_with: LotWith) -> None:
    lot_with(places=1).hears(ARRIVES)
    restarted = lot_with(places=None)
    assert restarted.hears(ARRIVES, Available(count=1), retained=True) == []
    assert restarted.passes(RETRY_SECONDS) == [OPEN]


def test_the_last_place_is_not_given_again_after_a_restart(lot_with: LotWith) -> None:
    lot_with(places=1).hears(ARRIVES)
    restarted = lot_with(places=1)
    restarted.hears(DRIVES_ON, retained=True)
    restarted.passes(2)
    assert restarted.hears(ARRIVES) == []


def test_who_drove_on_before_the_restart_still_has_a_place(lot_with: LotWith) -> None:
    lot_with(places=1).hears(ARRIVES, DRIVES_ON)
    restarted = lot_with(places=1)
    assert restarted.hears(ARRIVES) == []
    assert OPEN in restarted.passes(TRANSIT_SECONDS)


def test_who_was_let_in_is_remembered_before_the_barrier_is_ordered() -> None:
    admission = Admission(
        Detectors(["ENTRY"]), retry_seconds=8, transit_seconds=120, memory=Memory(detector_heard=True), now=0
    )
    admission.count_announced(Available(count=1), now=0)
    assert admission.spot_changed(ARRIVES, now=0) == [Memory(("ENTRY",), 0, detector_heard=True), OPEN]


def test_a_vehicle_that_stood_there_before_the_connection_was_lost_is_the_same_one(lot_with: LotWith) -> None:
    lot = lot_with(places=3)
    lot.hears(ARRIVES)
    lot.senses(Disconnected(), Connected())
    assert lot.hears(ARRIVES, Available(count=3), retained=True) == []


def test_who_parked_while_we_were_away_is_counted(lot_with: LotWith) -> None:
    lot = lot_with(places=2)
    lot.hears(ARRIVES, DRIVES_ON)
    lot.senses(Disconnected(), Connected())
    lot.hears(DRIVES_ON, free("A2"), taken("A1"), Available(count=1), retained=True)
    lot.passes(2)
    assert lot.hears(ARRIVES) == [OPEN]
