"""How a pin is written in the settings, and what is said when the hardware behind it cannot be had."""

import re
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Annotated

from pydantic import BeforeValidator

from common.errors import SettingsError

# The numbers of the 40-pin header as Broadcom counts them, the same from the Pi 3 to the Pi 5 and the Zero 2. 0 and 1
# are there too, but belong to the EEPROM of a HAT (Raspberry Pi HAT+ specification, section on ID pins).
LOWEST_PIN, HIGHEST_PIN = 2, 27

_PIN = re.compile(r"(?:GPIO)?([0-9]{1,2})")

# What no driver raises for a missing chip or a busy pin: these are ours to mend. Not those that derive from them, as
# gpiozero's PinFixedPull from AttributeError.
_BUGS = (AssertionError, AttributeError, NameError, TypeError)


def pin_of(text: str) -> int:
    """The pin that ``23`` or ``GPIO23`` names (Broadcom's numbers, 2 to 27; not the positions on the header).

    Raises:
        ValueError: there is no such pin; the text says what would be right.
    """
    match = _PIN.fullmatch(text.strip())
    if not match or not LOWEST_PIN <= int(match[1]) <= HIGHEST_PIN:
        raise ValueError(f"{text.strip()!r} is no pin: {LOWEST_PIN} to {HIGHEST_PIN} expected, as in GPIO{HIGHEST_PIN}")
    return int(match[1])


def _pin(value: object) -> object:
    return pin_of(value) if isinstance(value, str) else value


Pin = Annotated[int, BeforeValidator(_pin)]


def check_each_once(pins: Iterable[tuple[str, int]]) -> None:
    """Two things on one pin would fight.

    Args:
        pins: what is on a pin, in the words of the settings, and the pin.

    Raises:
        ValueError: a pin stands twice; the text says where.
    """
    taken: dict[int, str] = {}
    for name, pin in pins:
        if pin in taken:
            raise ValueError(f"GPIO{pin} stands twice: {taken[pin]} and {name}")
        taken[pin] = name


@contextmanager
def opening(settings: str, extra: str) -> Iterator[None]:
    """Around whatever opens hardware: what fails there stops the service with one line.

    Args:
        settings: what the hardware was described by, such as ``P3_SERVO_PIN=18``.
        extra: what installs its libraries, such as ``p3``.

    Raises:
        SettingsError: there is no such hardware on this machine, or another program has it.
    """
    try:
        with warnings.catch_warnings():
            # gpiozero warns of each library that it looked for; what counts is whether it found one.
            warnings.simplefilter("ignore")
            yield
    except SettingsError:
        raise
    # Each driver has exceptions of its own, and lgpio's derive from nothing but Exception.
    except Exception as error:
        if type(error) in _BUGS:
            raise
        raise SettingsError(f"{settings}: {_reason(error, extra)}") from error


def _reason(error: Exception, extra: str) -> str:
    if isinstance(error, ModuleNotFoundError):
        return f"{error.name} is not installed: pip install .[{extra}] on a Raspberry Pi"
    if isinstance(error, ImportError):
        # gpiozero's BadPinFactory is one.
        return f"no GPIO on this machine ({error}); GPIOZERO_PIN_FACTORY=mock tries it without"
    if isinstance(error, PermissionError):
        return f"{error.filename or 'the device'}: permission denied; is the user in the groups gpio and i2c?"
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return f"{error}" or type(error).__name__
