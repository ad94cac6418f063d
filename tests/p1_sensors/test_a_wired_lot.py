"""P1 with sensors on pins, in virtual time: what it says, and when."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from common.messages import Connected, Disconnected
from common.state_file import StateFile
from p1_sensors.wiring import ContactPin, RangerPins, wiring_in
from tests.p1_sensors.hc_sr04 import SimulatedHcSr04
from tests.p1_sensors.lot import add, remove
from tests.p1_sensors.wired_lot import FREE_CM, TAKEN_CM, WiredLot

ENTRY_PIN = 17

# The most that a Pi has pins for, beside a detector.
TWELVE = {f"A{number}": RangerPins(2 * number, 2 * number + 1) for number in range(2, 14)}

LotOf = Callable[..., WiredLot]


@pytest.fixture
def lot_of(tmp_path: Path) -> Iterator[LotOf]:
    with ExitStack() as closing:

        def build_lot(pins: str = "A1=23/24,A2=25/8,ENTRY=17", **options: object) -> WiredLot:
            return WiredLot(wiring_in(pins), StateFile(tmp_path / "p1.json"), closing, **options)  # type: ignore[arg-type]

        yield build_lot


@pytest.fixture
def twelve(tmp_path: Path) -> Iterator[WiredLot]:
    with ExitStack() as closing:
        yield WiredLot(TWELVE, StateFile(tmp_path / "p1.json"), closing)


def test_a_free_lot_says_so(lot_of: LotOf) -> None:
    assert sorted(lot_of().says(3)) == ["A1 FREE", "A2 FREE", "ENTRY FREE"]


def test_a_vehicle_is_told_of_when_it_has_stood_for_the_confirmation(lot_of: LotOf) -> None:
    lot = lot_of()
    lot.says(3)
    lot.sees(TAKEN_CM, "A1")
    assert lot.says(1.0) == []
    assert lot.says(1.0) == ["A1 OCCUPIED"]
    lot.sees(FREE_CM, "A1")
    assert lot.says(2.0) == ["A1 FREE"]


def test_a_place_taken_for_less_than_the_confirmation_is_not_told(lot_of: LotOf) -> None:
    lot = lot_of()
    lot.says(3)
    lot.sees(TAKEN_CM, "A1")
    lot.says(0.9)
    lot.sees(FREE_CM, "A1")
    assert lot.says(10) == []


@pytest.mark.parametrize("outlier", [3.0, 400.0, 0.0])
def test_outliers_are_not_told(lot_of: LotOf, outlier: float) -> None:
    lot = lot_of("A1=23/24", confirm=0.0)
    lot.says(3)
    lot.modules["A1"].next_sees = 50 * [outlier, FREE_CM, outlier, FREE_CM, FREE_CM]
    assert lot.says(15) == []


@pytest.mark.parametrize("sees", [SimulatedHcSr04.DEAD, SimulatedHcSr04.HOLDS, None, 0.0])
def test_without_an_echo_a_place_is_unknown_and_then_shows_itself_anew(
    lot_of: LotOf, sees: float | str | None, caplog: pytest.LogCaptureFixture
) -> None:
    lot = lot_of()
    lot.says(3)
    lot.sees(sees, "A1")
    assert lot.says(20) == ["A1 UNKNOWN"]
    assert [record.message for record in caplog.records] == ["a sensor cannot tell: UNKNOWN"]
    lot.sees(TAKEN_CM, "A1")
    assert lot.says(4) == ["A1 OCCUPIED"]


def test_a_stuck_echo_pin_is_unknown(lot_of: LotOf) -> None:
    lot = lot_of()
    lot.says(3)
    lot.modules["A1"].stick()
    assert lot.says(20) == ["A1 UNKNOWN"]


def test_a_sensor_that_never_answered_is_unknown_within_five_seconds(twelve: WiredLot) -> None:
    twelve.sees(SimulatedHcSr04.DEAD)
    assert sorted(twelve.says(5)) == sorted(f"{place} UNKNOWN" for place in TWELVE)


def test_with_twelve_sensors_every_place_is_read_each_second_though_some_are_dead(twelve: WiredLot) -> None:
    twelve.sees(SimulatedHcSr04.DEAD, "A3", "A4", "A5")
    twelve.says(20)
    for place in TWELVE:
        pings = twelve.pings(place)
        assert max(later - earlier for earlier, later in itertools.pairwise(pings)) <= 1.0


def test_a_dead_sensor_slows_no_other(lot_of: LotOf) -> None:
    living, dying = lot_of("A1=23/24,A2=25/8"), lot_of("A1=23/24,A2=25/8")
    dying.sees(SimulatedHcSr04.DEAD, "A2")
    living.says(10)
    dying.says(10)
    assert len(dying.pings("A1")) == len(living.pings("A1"))


def test_pings_are_60_ms_apart_at_least(twelve: WiredLot) -> None:
    twelve.says(10)
    pings = sorted(at for place in TWELVE for at in twelve.pings(place))
    assert min(later - earlier for earlier, later in itertools.pairwise(pings)) >= 0.0599


def test_a_detector_that_pings_is_read_twice_a_second(lot_of: LotOf) -> None:
    pins = ",".join(f"A{number}={2 * number}/{2 * number + 1}" for number in range(2, 13))
    lot = lot_of(f"{pins},ENTRY=26/27")
    lot.says(20)
    assert max(later - earlier for earlier, later in itertools.pairwise(lot.pings("ENTRY"))) <= 0.5
    assert max(later - earlier for earlier, later in itertools.pairwise(lot.pings("A7"))) <= 1.0


def test_a_digital_detector_tells_of_a_vehicle_within_the_confirmation_and_a_turn(lot_of: LotOf) -> None:
    lot = lot_of()
    lot.says(3)
    lot.contact(ENTRY_PIN, "low")
    assert lot.says(0.95) == []
    assert lot.says(0.2) == ["ENTRY OCCUPIED"]
    lot.contact(ENTRY_PIN, "high")
    assert lot.says(1.2) == ["ENTRY FREE"]


def test_an_entry_without_pins_is_unknown_and_said(lot_of: LotOf, caplog: pytest.LogCaptureFixture) -> None:
    assert lot_of("A1=23/24").said_at_start == ["ENTRY UNKNOWN"]
    assert [(record.message, record.id) for record in caplog.records] == [  # type: ignore[attr-defined]
        ("no pins in P1_PINS: UNKNOWN", "ENTRY")
    ]


def test_a_place_without_pins_is_unknown_and_stays_it(lot_of: LotOf) -> None:
    lot = lot_of("A1=23/24,ENTRY=17", spots=("A1", "A2"))
    assert lot.said_at_start == ["A2 UNKNOWN"]
    assert sorted(lot.says(10)) == ["A1 FREE", "ENTRY FREE"]


def test_a_place_that_is_added_is_sensed_if_it_has_pins(lot_of: LotOf) -> None:
    lot = lot_of(spots=("A1",))
    lot.says(3)
    assert lot.pings("A2") == []
    assert lot.hears(add("A2")) == []
    assert lot.says(3) == ["A2 FREE"]


def test_a_place_that_is_added_without_pins_is_unknown_and_said(
    lot_of: LotOf, caplog: pytest.LogCaptureFixture
) -> None:
    lot = lot_of()
    lot.says(3)
    assert lot.hears(add("B1")) == ["B1 UNKNOWN"]
    assert [record.message for record in caplog.records] == ["no pins in P1_PINS: UNKNOWN"]


def test_a_place_that_is_removed_is_pinged_no_more(lot_of: LotOf) -> None:
    lot = lot_of()
    lot.says(3)
    assert lot.hears(remove("A2")) == ["A2 forgotten"]
    pings = len(lot.pings("A2"))
    assert lot.says(5) == []
    assert len(lot.pings("A2")) == pings


def test_a_place_that_is_removed_and_added_at_once_is_told_of_again(lot_of: LotOf) -> None:
    lot = lot_of()
    lot.says(3)
    lot.hears(remove("A2"))
    lot.hears(add("A2"))
    assert lot.says(3) == ["A2 FREE"]


def test_after_a_reconnect_sensing_goes_on_where_it_was(lot_of: LotOf) -> None:
    lot = lot_of()
    lot.says(3)
    lot.service.senses(Disconnected())
    lot.sees(TAKEN_CM, "A1")
    assert lot.says(3) == []
    said = lot.service.senses(Connected())
    assert [(spot.id, spot.status) for spot in said] == [  # type: ignore[union-attr]
        ("ENTRY", "FREE"),
        ("A1", "OCCUPIED"),
        ("A2", "FREE"),
    ]
    assert lot.says(3) == []
    assert lot.reader.starts == 1


def test_what_finds_no_room_is_told_when_there_is_some(lot_of: LotOf) -> None:
    lot = lot_of()
    lot.inbox = None
    assert lot.says(5) == []
    lot.inbox = []
    assert sorted(lot.says(0.2)) == ["A1 FREE", "A2 FREE", "ENTRY FREE"]


def test_a_thread_that_dies_is_logged_and_leaves_nothing_stale(
    lot_of: LotOf, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    lot = lot_of(spots=("A1",))
    lot.says(3)

    def break_down() -> list[object]:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(lot.turns, "take_turn", break_down)
    lot.reader.run()
    assert [(record.levelname, record.message) for record in caplog.records] == [
        ("ERROR", "the sensors are read no more: UNKNOWN until P1 is started again")
    ]
    assert lot.inbox is not None
    assert [(fact.id, fact.status) for fact in lot.inbox] == [  # type: ignore[attr-defined]
        ("A1", "UNKNOWN"),
        ("ENTRY", "UNKNOWN"),
    ]
    assert lot.hears(add("A2")) == ["A2 UNKNOWN"]


def test_a_driver_that_hangs_leaves_nothing_stale(lot_of: LotOf, caplog: pytest.LogCaptureFixture) -> None:
    lot = lot_of()
    lot.says(3)
    assert lot.hangs(4) == []
    assert sorted(lot.hangs(3)) == ["A1 UNKNOWN", "A2 UNKNOWN", "ENTRY UNKNOWN"]
    assert lot.hangs(30) == []
    assert "do not answer any more" in caplog.text
    assert sorted(lot.says(4)) == ["A1 FREE", "A2 FREE", "ENTRY FREE"]


def test_everything_on_every_pin_is_something_that_the_settings_can_say() -> None:
    assert wiring_in("A1=23/24,ENTRY=GPIO17") == {"A1": RangerPins(23, 24), "ENTRY": ContactPin(17)}
