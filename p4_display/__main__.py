"""``python -m p4_display``."""

from contextlib import ExitStack

from common.command_line import Usage
from common.contract import Role
from common.pins import opening
from common.program import Described, Given, main
from common.service import Service
from p4_display.display import Display, NoDisplay
from p4_display.rules import Counter
from p4_display.service import build
from p4_display.settings import DisplaySettings

EXTRA = "p4"

TEST = Usage(exit_codes={0: "everything was lit", 2: "wrong settings, or the display cannot be had"})


def start(given: Given[DisplaySettings]) -> Service:
    """P4 counts the free places, announces the count, and shows it."""
    own = given.own
    counter = Counter(
        given.common.detectors,
        reserve=own.reserve,
        closed=own.mode == "closed",
        refresh_seconds=own.refresh_seconds,
        stale_seconds=own.stale_seconds,
    )
    return build(counter, open_display(own, given.closing), own.stale_seconds)


def test(given: Given[DisplaySettings]) -> int:
    """Lights everything that the display has."""
    display = open_display(given.own, given.closing)
    with opening(_hardware(given.own), EXTRA):
        display.light_everything()
    return 0


def open_display(own: DisplaySettings, closing: ExitStack) -> Display:
    """The display that the settings name; its libraries are imported only where it is chosen.

    Args:
        own: the settings.
        closing: closes the display at the end.
    """
    match own.display:
        case "console":
            from p4_display.console import ConsoleDisplay  # noqa: PLC0415

            return ConsoleDisplay()
        case "seven_segment":
            return _open_seven_segment(own, closing)
        case "lcd":
            return _open_lcd(own, closing)
        case "none":
            return NoDisplay()


def _open_seven_segment(own: DisplaySettings, closing: ExitStack) -> Display:
    with opening(_hardware(own), EXTRA):
        from p4_display.seven_segment import SevenSegmentDisplay, Wiring  # noqa: PLC0415

        wiring = Wiring(own.segment_pins or (), own.digit_pins or (), own.segments_active_high, own.digits_active_high)
        display = SevenSegmentDisplay(wiring, own.brightness)
    closing.callback(display.close)
    return display


def _open_lcd(own: DisplaySettings, closing: ExitStack) -> Display:
    with opening(_hardware(own), EXTRA):
        from p4_display.lcd import open_lcd  # noqa: PLC0415

        columns, rows = own.lcd_columns_and_rows
        display = open_lcd(own.i2c_port, own.lcd_address, columns, rows, lit=own.brightness > 0)
    closing.callback(display.close)
    return display


def _hardware(own: DisplaySettings) -> str:
    """The settings that describe it, as they are written."""
    match own.display:
        case "seven_segment":
            return f"P4_SEGMENT_PINS={_written(own.segment_pins)} P4_DIGIT_PINS={_written(own.digit_pins)}"
        case "lcd":
            return f"P4_I2C_PORT={own.i2c_port} P4_LCD_ADDRESS={own.lcd_address}"
    return f"P4_DISPLAY={own.display}"


def _written(pins: tuple[int, ...] | None) -> str:
    return ",".join(str(pin) for pin in pins or ())


if __name__ == "__main__":
    main(Role.P4, DisplaySettings, start, tools={"test": Described(test, TEST)})
