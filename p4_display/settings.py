"""The settings with P4's prefix."""

import re
from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from common.messages import MAX_COUNT
from common.pins import check_each_once, pin_of
from common.settings import PositiveSeconds, Seconds, Settings, WholeNumber

# What a PCF8574 and a PCF8574A can be set to (NXP PCF8574 data sheet, table 4: 0100 or 0111, and three jumpers).
BACKPACK_ADDRESSES = {*range(0x20, 0x28), *range(0x38, 0x40)}

SEGMENTS = "abcdefg"
MAX_DIGITS = 4

# Below this share of the time the jitter of Python's clock is seen as flicker.
LOWEST_SEGMENT_BRIGHTNESS = 10


def _pins(value: object) -> object:
    return tuple(pin_of(pin) for pin in value.split(",")) if isinstance(value, str) else value


Pins = Annotated[tuple[int, ...], BeforeValidator(_pins)]


class DisplaySettings(Settings):
    """How P4 counts and what it shows the count on."""

    prefix: ClassVar[str] = "P4_"

    display: Literal["console", "seven_segment", "lcd", "none"] = Field(
        "console", description="console, seven_segment, lcd or none"
    )
    mode: Literal["auto", "closed"] = Field("auto", description="auto, or closed: announce 0")
    reserve: WholeNumber = Field(0, ge=0, le=MAX_COUNT, description="places that are held back")
    refresh_seconds: PositiveSeconds = Field(60, description="how often the count is repeated, and promised to be")
    stale_seconds: Seconds = Field(0, description="how long a status without a promise is believed; 0: for ever")
    brightness: WholeNumber = Field(
        100, ge=0, le=100, description="percent: seven_segment 10 to 100, lcd 100 (backlight on) or 0 (off)"
    )
    segment_pins: Pins | None = Field(
        None, validate_default=True, description="seven_segment: the pins of a,b,c,d,e,f,g and, if there is one, dp"
    )
    digit_pins: Pins | None = Field(
        None, validate_default=True, description="seven_segment: the pin of each digit from the left, 1 to 4 of them"
    )
    common: Literal["cathode", "anode"] = Field("cathode", description="seven_segment: cathode or anode")
    digit_level: Literal["high", "low"] | None = Field(
        None, description="seven_segment: what lights a digit; unless set, high for cathode and low for anode"
    )
    lcd_size: Literal["16x2", "20x2", "16x4", "20x4"] = Field("16x2", description="lcd: 16x2, 20x2, 16x4 or 20x4")
    lcd_address: str = Field("0x27", description="lcd: where its backpack answers, such as 0x27 or 0x3F")
    i2c_port: WholeNumber = Field(1, ge=0, le=99, description="lcd: 1 for /dev/i2c-1")

    @field_validator("brightness")
    @classmethod
    def _brightness(cls, percent: int, others: ValidationInfo) -> int:
        display = others.data.get("display")
        if display == "lcd" and percent not in {0, 100}:
            raise ValueError("100 or 0 expected: the backlight of an LCD with a backpack is on or off")
        if display == "seven_segment" and percent < LOWEST_SEGMENT_BRIGHTNESS:
            raise ValueError(f"{LOWEST_SEGMENT_BRIGHTNESS} to 100 expected: darker, seven segments flicker")
        return percent

    @field_validator("segment_pins")
    @classmethod
    def _segment_pins(cls, pins: tuple[int, ...] | None, others: ValidationInfo) -> tuple[int, ...] | None:
        if pins is None:
            _check_not_wanted("P4_SEGMENT_PINS", "the pins of a,b,c,d,e,f,g", others)
        elif len(pins) not in {len(SEGMENTS), len(SEGMENTS) + 1}:
            raise ValueError(f"7 pins expected (a,b,c,d,e,f,g) or 8 (with dp), found {len(pins)}")
        else:
            check_each_once(_named(pins, ()))
        return pins

    @field_validator("digit_pins")
    @classmethod
    def _digit_pins(cls, pins: tuple[int, ...] | None, others: ValidationInfo) -> tuple[int, ...] | None:
        if pins is None:
            _check_not_wanted("P4_DIGIT_PINS", "a pin for each digit", others)
        elif len(pins) > MAX_DIGITS:
            raise ValueError(f"1 to {MAX_DIGITS} pins expected, one for each digit, found {len(pins)}")
        else:
            check_each_once(_named(others.data.get("segment_pins") or (), pins))
        return pins

    @field_validator("lcd_address")
    @classmethod
    def _lcd_address(cls, text: str) -> str:
        if not re.fullmatch(r"0[xX][0-9a-fA-F]{2}", text) or int(text, 16) not in BACKPACK_ADDRESSES:
            raise ValueError("0x20 to 0x27 (PCF8574) or 0x38 to 0x3F (PCF8574A) expected")
        return text

    @property
    def lcd_columns_and_rows(self) -> tuple[int, int]:
        """How many characters the LCD has in a row, and how many rows."""
        columns, rows = self.lcd_size.split("x")
        return int(columns), int(rows)

    @property
    def segments_active_high(self) -> bool:
        """Whether 3.3 V on its pin lights a segment: current flows from the pin to the common cathode."""
        return self.common == "cathode"

    @property
    def digits_active_high(self) -> bool:
        """Whether 3.3 V on its pin lights a digit.

        Unless set: through the transistor of the wiring page, NPN to ground for a common cathode, PNP from 3.3 V for
        a common anode.
        """
        return self.digit_level == "high" if self.digit_level else self.common == "cathode"


def _check_not_wanted(name: str, what: str, others: ValidationInfo) -> None:
    if others.data.get("display") == "seven_segment":
        raise ValueError(f"{name} is not set: P4_DISPLAY=seven_segment needs {what}")


def _named(segments: tuple[int, ...], digits: tuple[int, ...]) -> list[tuple[str, int]]:
    names = [*SEGMENTS, "dp"]
    return [
        *((f"segment {name}", pin) for name, pin in zip(names, segments, strict=False)),
        *((f"digit {number}", pin) for number, pin in enumerate(digits, 1)),
    ]
