"""What the settings may say of pins and thresholds."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack

import pytest
from gpiozero.pins.mock import MockFactory

from common.errors import SettingsError
from common.service import Service
from common.spots import Detectors
from p1_sensors.gpio import Contact, Level, Pull, open_sensors
from p1_sensors.rules import Thresholds
from p1_sensors.settings import SensorSettings
from p1_sensors.wiring import wiring_in

StartWith = Callable[..., Service]

GPIO = {"P1_SENSORS": "gpio", "P1_PINS": "A1=23/24,A2=25/8,ENTRY=17"}


@pytest.mark.parametrize(
    ("settings", "refused"),
    [
        ({"P1_PINS": ""}, "P1_PINS is not set: P1_SENSORS=gpio needs pins, such as A1=23/24,A2=25/8,ENTRY=17"),
        ({"P1_PINS": "A1=23/23"}, "P1_PINS (environment): GPIO23 stands twice: A1 trigger and A1 echo"),
        ({"P1_PINS": "A1=23/24,A2=24/25"}, "P1_PINS (environment): GPIO24 stands twice: A1 echo and A2 trigger"),
        ({"P1_PINS": "A1=23/24,ENTRY=23"}, "P1_PINS (environment): GPIO23 stands twice: A1 trigger and ENTRY pin"),
        ({"P1_PINS": "A1=23/40"}, "P1_PINS (environment): A1: '40' is no pin: 2 to 27 expected"),
        ({"P1_PINS": "A1=23/"}, "P1_PINS (environment): A1: '' is no pin"),
        ({"P1_PINS": "A1=1/2/3"}, "P1_PINS (environment): A1: '1' is no pin"),
        ({"P1_PINS": "A1=4/5/6"}, "P1_PINS (environment): A1: '4/5/6': trigger/echo or one pin expected"),
        ({"P1_PINS": "A1"}, "P1_PINS (environment): 'A1': A1=23/24 (trigger/echo) or ENTRY=17"),
        ({"P1_PINS": "A1=23/24,"}, "P1_PINS (environment): ''"),
        ({"P1_PINS": "#=23/24"}, "P1_PINS (environment): '#=23/24'"),
        ({"P1_PINS": "A1=23/24,A1=5/6"}, "P1_PINS (environment): A1 stands twice"),
        ({"P1_SPOTS": "A12-A1"}, "P1_SPOTS (environment): A12-A1: a range goes upwards, such as A1-A12"),
        ({"P1_SPOTS": "A1,ENTRY"}, "P1_SPOTS: ENTRY is a detector (ENTRY_IDS) and no place"),
        ({"P1_TAKEN_CM": "170"}, "P1_TAKEN_CM and P1_FREE_CM: taken at 170 cm, free at 170 cm: taken < free expected"),
        ({"P1_FREE_CM": "100"}, "P1_FREE_CM (environment): P1_TAKEN_CM and P1_FREE_CM: taken at 130 cm, free at 100"),
        ({"P1_TAKEN_CM": "1"}, "P1_TAKEN_CM (environment): "),
        ({"P1_FREE_CM": "401"}, "P1_FREE_CM (environment): "),
        ({"P1_THRESHOLDS": "A1=90/60"}, "P1_THRESHOLDS (environment): A1: taken at 90 cm, free at 60 cm"),
        ({"P1_THRESHOLDS": "A1=nan/60"}, "P1_THRESHOLDS (environment): A1: taken at nan cm"),
        ({"P1_THRESHOLDS": "A1=90"}, "P1_THRESHOLDS (environment): A1: '90': two numbers expected, such as 60/90"),
        ({"P1_THRESHOLDS": "A9=60/90"}, "P1_THRESHOLDS (environment): A9 has no trigger/echo in P1_PINS"),
        ({"P1_THRESHOLDS": "ENTRY=60/90"}, "P1_THRESHOLDS (environment): ENTRY has no trigger/echo in P1_PINS"),
        ({"P1_ACTIVE_LEVEL": "LOW"}, "P1_ACTIVE_LEVEL (environment): must be 'low' or 'high'"),
        ({"P1_PULL": "down?"}, "P1_PULL (environment): must be 'up', 'down' or 'none'"),
        ({"P1_CONFIRM_SECONDS": "-1"}, "P1_CONFIRM_SECONDS (environment): "),
    ],
)
def test_what_can_never_work_is_refused_in_one_line_that_says_what_would(
    start_with: StartWith, settings: Mapping[str, str], refused: str
) -> None:
    with pytest.raises(SettingsError) as error:
        start_with(**{**GPIO, **settings})
    assert str(error.value).startswith(refused)
    assert "\n" not in str(error.value)


def places(**settings: str) -> tuple[str, ...]:
    return SensorSettings.model_validate({"sensors": "gpio", **settings}).wired_places(Detectors(["ENTRY"]))


def test_the_places_are_those_that_have_pins() -> None:
    assert places(pins="A1=23/24,A2=25/8,ENTRY=17") == ("A1", "A2")


def test_the_places_are_those_that_somebody_wrote_down() -> None:
    assert places(pins="A1=23/24,A2=25/8,ENTRY=17", spots="A1,B1") == ("A1", "B1")


def test_a_place_has_its_own_thresholds_or_those_of_all() -> None:
    own = SensorSettings.model_validate(
        {"sensors": "gpio", "pins": "A1=23/24,A2=25/8", "thresholds": "A1=60/90.5", "taken_cm": "50", "free_cm": "70"}
    )
    assert (own.thresholds_of("A1"), own.thresholds_of("A2")) == (Thresholds(60, 90.5), Thresholds(50, 70))


@pytest.mark.parametrize(
    ("active", "pull", "level", "is_taken"),
    [
        ("low", "up", None, False),
        ("low", "up", "low", True),
        ("high", "down", None, False),
        ("high", "down", "high", True),
        # Wired so that a broken wire is a vehicle.
        ("high", "up", None, True),
        ("high", "up", "low", False),
        ("low", "none", "low", True),
        ("low", "none", "high", False),
    ],
)
def test_a_digital_detector_is_wired_either_way(
    active: Level, pull: Pull, level: Level | None, *, is_taken: bool
) -> None:
    factory = MockFactory()
    contact = Contact(17, active, pull, factory)
    if level:
        (factory.pin(17).drive_high if level == "high" else factory.pin(17).drive_low)()
    assert contact.is_taken() is is_taken
    contact.close()


@pytest.mark.parametrize(("pins", "pull"), [("A1=5/3", "up"), ("A1=5/6,ENTRY=2", "down")])
def test_a_pin_that_the_board_pulls_the_other_way_is_refused(pins: str, pull: Pull) -> None:
    with (
        ExitStack() as closing,
        pytest.raises(SettingsError, match=r"^P1_SENSORS=gpio P1_PINS=.*has a fixed pull resistor: any but GPIO2"),
    ):
        open_sensors(wiring_in(pins), "low", pull, closing, MockFactory())


def test_a_pin_that_another_device_has_is_refused_and_the_others_are_given_back() -> None:
    factory = MockFactory()
    taken = Contact(24, "low", "up", factory)
    for _ in range(2):
        with ExitStack() as closing, pytest.raises(SettingsError, match=r"P1_PINS=A2=23/24: pin GPIO24 is already"):
            open_sensors(wiring_in("A1=5/6,A2=23/24"), "low", "up", closing, factory)
    taken.close()
    with ExitStack() as closing:
        assert [*open_sensors(wiring_in("A1=5/6,A2=23/24"), "low", "up", closing, factory).rangers] == ["A1", "A2"]
