"""Pins: how they are written, and what is said when one cannot be had."""

import pytest

from common.errors import SettingsError
from common.pins import check_each_once, opening, pin_of


@pytest.mark.parametrize(("text", "pin"), [("23", 23), ("GPIO23", 23), (" 2 ", 2), ("27", 27)])
def test_a_pin_is_written_as_broadcom_counts_with_or_without_gpio(text: str, pin: int) -> None:
    assert pin_of(text) == pin


@pytest.mark.parametrize("text", ["0", "1", "28", "99", "-1", "1_0", "٣", "BOARD16", "", "2.0", "gpio4"])
def test_a_pin_that_does_not_exist_is_refused_with_those_that_do(text: str) -> None:
    with pytest.raises(ValueError, match="2 to 27 expected"):
        pin_of(text)


def test_two_things_on_one_pin_are_both_named() -> None:
    with pytest.raises(ValueError, match="GPIO23 stands twice: A1 trigger and A2 echo"):
        check_each_once([("A1 trigger", 23), ("A1 echo", 24), ("A2 echo", 23)])


def test_things_on_pins_of_their_own_are_fine() -> None:
    check_each_once([("A1 trigger", 23), ("A1 echo", 24)])


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ModuleNotFoundError("", name="gpiozero"), "gpiozero is not installed: pip install .[p3]"),
        (ImportError("Unable to load any default pin factory!"), "no GPIO on this machine"),
        (PermissionError(13, "Permission denied", "/dev/i2c-1"), "is the user in the groups gpio and i2c?"),
        (FileNotFoundError(2, "No such file or directory", "/dev/i2c-1"), "/dev/i2c-1: No such file or directory"),
        (OSError(121, "Remote I/O error"), "Remote I/O error"),
        (RuntimeError("GPIO busy"), "GPIO busy"),
        (RuntimeError(), "RuntimeError"),
    ],
)
def test_hardware_that_cannot_be_had_is_one_line_that_names_its_settings(error: Exception, said: str) -> None:
    with pytest.raises(SettingsError) as raised, opening("P3_SERVO_PIN=18", "p3"):
        raise error
    assert str(raised.value).startswith("P3_SERVO_PIN=18: ")
    assert said in str(raised.value)


def test_a_driver_may_derive_its_exceptions_from_any() -> None:
    class PinFixedPull(AttributeError):
        pass

    with pytest.raises(SettingsError, match="GPIO2 has a fixed pull"), opening("P3_BEAM_PIN=2", "p3"):
        raise PinFixedPull("GPIO2 has a fixed pull")


def test_a_bug_is_not_taken_for_missing_hardware() -> None:
    with pytest.raises(TypeError), opening("P3_SERVO_PIN=18", "p3"):
        raise TypeError
