"""What ``P1_PINS`` and ``P1_THRESHOLDS`` may say: which pins a spot's sensor is on, and what is near for it."""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple, TypeVar

from common.pins import check_each_once, pin_of
from common.spots import is_spot_id
from p1_sensors.rules import Thresholds

# What the HC-SR04 measures, says its data sheet (ELEC Freaks): 2 cm to 400 cm.
NEAREST_CM, FARTHEST_CM = 2.0, 400.0

T = TypeVar("T")


class RangerPins(NamedTuple):
    """An ultrasonic sensor: ``trigger`` asks, ``echo`` answers."""

    trigger: int
    echo: int

    def __str__(self) -> str:
        return f"{self.trigger}/{self.echo}"


class ContactPin(NamedTuple):
    """A digital detector."""

    pin: int

    def __str__(self) -> str:
        return f"{self.pin}"


Wiring = Mapping[str, RangerPins | ContactPin]


def wiring_in(text: str) -> Wiring:
    """The pins of each spot, in the order of the text: ``A1=23/24,ENTRY=17``.

    Raises:
        ValueError: it cannot be understood, or a pin or a spot stands twice; the text says what would be right.
    """
    wiring = _by_spot(text, _pins, "A1=23/24 (trigger/echo) or ENTRY=17 (a digital detector)")
    check_each_once(_each_pin(wiring))
    return wiring


def thresholds_in(text: str) -> Mapping[str, Thresholds]:
    """The thresholds of each spot: ``A1=60/90``.

    Raises:
        ValueError: it cannot be understood; the text says what would be right.
    """
    return _by_spot(text, _thresholds, "A1=60/90 (cm: taken/free)")


def check_order(thresholds: Thresholds) -> None:
    """The nearer one is the one for a vehicle.

    Raises:
        ValueError: they are not in order, or no sensor measures so near or so far.
    """
    if not NEAREST_CM <= thresholds.taken_cm < thresholds.free_cm <= FARTHEST_CM:
        raise ValueError(
            f"taken at {thresholds.taken_cm:g} cm, free at {thresholds.free_cm:g} cm: "
            f"taken < free expected, both from {NEAREST_CM:g} to {FARTHEST_CM:g}"
        )


def _by_spot(text: str, value_of: Callable[[str], T], example: str) -> dict[str, T]:
    values: dict[str, T] = {}
    for item in (part.strip() for part in text.split(",")):
        spot_id, sign, value = (part.strip() for part in item.partition("="))
        if not sign or not is_spot_id(spot_id):
            raise ValueError(f"{item!r}: {example} expected, with commas between them")
        if spot_id in values:
            raise ValueError(f"{spot_id} stands twice")
        try:
            values[spot_id] = value_of(value)
        except ValueError as error:
            raise ValueError(f"{spot_id}: {error}") from None
    return values


def _pins(text: str) -> RangerPins | ContactPin:
    pins = [pin_of(part) for part in text.split("/")]
    match pins:
        case [pin]:
            return ContactPin(pin)
        case [trigger, echo]:
            return RangerPins(trigger, echo)
    raise ValueError(f"{text!r}: trigger/echo or one pin expected")


def _each_pin(wiring: Wiring) -> Iterator[tuple[str, int]]:
    for spot_id, pins in wiring.items():
        for name, pin in pins._asdict().items():
            yield f"{spot_id} {name}", pin


def _thresholds(text: str) -> Thresholds:
    taken, _, free = text.partition("/")
    try:
        thresholds = Thresholds(float(taken), float(free))
    except ValueError:
        raise ValueError(f"{text!r}: two numbers expected, such as 60/90") from None
    check_order(thresholds)
    return thresholds
