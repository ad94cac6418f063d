from collections.abc import Callable

from common.messages import Connected, Disconnected
from p1_sensors.rules import WORDS_AT_ONCE, SpotSensed
from tests.p1_sensors.lot import REFRESH_SECONDS, Lot, free, taken, unknown

LotOf = Callable[..., Lot]


def test_at_start_every_detector_and_every_place_detectors_first(lot_of: LotOf) -> None:
    assert lot_of("A1", "A2").said_at_start == [free("ENTRY"), free("A1"), free("A2")]


def test_a_change_is_said_at_once(lot_of: LotOf) -> None:
    assert lot_of("A1", "A2").senses(SpotSensed("A2", "OCCUPIED")) == [taken("A2")]


def test_a_sensor_that_says_the_same_again_says_nothing_new(lot_of: LotOf) -> None:
    assert lot_of("A1").senses(SpotSensed("A1", "FREE"), SpotSensed("A1", "FREE")) == []


def test_a_sensor_that_does_not_know_is_said_to_be_unknown(lot_of: LotOf) -> None:
    assert lot_of("A1").senses(SpotSensed("A1", "UNKNOWN")) == [unknown("A1")]


def test_a_spot_whose_sensor_said_nothing_yet_is_not_spoken_of(lot_of: LotOf) -> None:
    lot = lot_of("A1", "A2", known=False)
    assert lot.said_at_start == []
    assert lot.senses(SpotSensed("A1", "FREE")) == [free("A1")]
    assert lot.passes(REFRESH_SECONDS) == [free("A1")]


def test_a_spot_that_is_not_in_the_lot_is_not_spoken_of(lot_of: LotOf) -> None:
    assert lot_of("A1").senses(SpotSensed("A9", "FREE")) == []


def test_everything_is_said_again_at_each_refresh_detectors_first(lot_of: LotOf) -> None:
    lot = lot_of("A1")
    lot.senses(SpotSensed("A1", "OCCUPIED"))
    assert lot.passes(REFRESH_SECONDS - 0.1) == []
    assert lot.passes(0.1) == [free("ENTRY"), taken("A1")]
    assert lot.passes(10 * REFRESH_SECONDS) == 10 * [free("ENTRY"), taken("A1")]


def test_every_message_promises_the_next_refresh(lot_of: LotOf) -> None:
    lot = lot_of("A1")
    said = [*lot.said_at_start, *lot.senses(SpotSensed("A1", "OCCUPIED")), *lot.passes(REFRESH_SECONDS)]
    assert [dict(message.beside()) for message in said] == 5 * [{"refresh": "60.0"}]


def test_nothing_is_said_while_nobody_hears_us(lot_of: LotOf) -> None:
    lot = lot_of("A1")
    assert lot.senses(Disconnected(), SpotSensed("A1", "OCCUPIED")) == []
    assert lot.passes(10 * REFRESH_SECONDS) == []


def test_everything_is_said_again_after_each_reconnect_as_it_is_now(lot_of: LotOf) -> None:
    lot = lot_of("A1")
    lot.senses(Disconnected(), SpotSensed("A1", "OCCUPIED"))
    assert lot.senses(Connected()) == [free("ENTRY"), taken("A1")]
    assert lot.senses(Disconnected(), Connected()) == [free("ENTRY"), taken("A1")]


def test_the_refresh_counts_from_the_reconnect(lot_of: LotOf) -> None:
    lot = lot_of("A1")
    lot.passes(REFRESH_SECONDS / 2)
    lot.senses(Disconnected(), Connected())
    assert lot.passes(REFRESH_SECONDS - 0.1) == []


HUGE = 100_000 - 1


def test_a_huge_lot_is_said_in_portions_so_that_the_connection_is_not_kept_waiting(lot_of: LotOf) -> None:
    lot = lot_of(*(f"A{number}" for number in range(HUGE)))
    first, rest = lot.said_at_start, lot.passes(REFRESH_SECONDS / 2)
    assert len(first) == 1 + WORDS_AT_ONCE
    assert first[0] == free("ENTRY")
    assert [*first[1:], *rest] == [free(f"A{number}") for number in range(HUGE)]


def test_a_detector_does_not_wait_until_a_huge_lot_is_said(lot_of: LotOf) -> None:
    lot = lot_of(*(f"A{number}" for number in range(10_000)))
    assert lot.senses(SpotSensed("A1", "OCCUPIED"), SpotSensed("ENTRY", "OCCUPIED"))[0] == taken("ENTRY")


def test_of_a_huge_lot_each_spot_is_said_once_and_as_it_is_then(lot_of: LotOf) -> None:
    lot = lot_of(*(f"A{number}" for number in range(10_000)))
    lot.senses(SpotSensed("A9999", "OCCUPIED"))
    said = lot.passes(REFRESH_SECONDS / 2)
    assert (len(said), said[-1]) == (10_000 - WORDS_AT_ONCE, taken("A9999"))


def test_what_was_unsaid_when_the_connection_was_lost_is_said_once_after_the_return(lot_of: LotOf) -> None:
    lot = lot_of(*(f"A{number}" for number in range(1500)))
    lot.senses(Disconnected())
    assert lot.passes(10) == []
    assert len([*lot.senses(Connected()), *lot.passes(10)]) == 1501
