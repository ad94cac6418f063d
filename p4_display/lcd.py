"""``P4_DISPLAY=lcd``: a character LCD (HD44780) behind an I²C backpack (PCF8574).

A character costs 6 bytes on the bus, each 20 bits with its address, of 10 µs at 100 kHz; luma waits besides. Counted on
the wire, 16x2 takes 234 bytes and 63 ms, 20x4 534 bytes and 140 ms: too long for the loop that announces the count, so
a thread paints.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import luma.core.error
from luma.core.framebuffer import full_frame
from luma.core.interface.serial import pcf8574
from luma.lcd.device import hd44780

from p4_display.painter import RETRY_SECONDS, Painter
from p4_display.rules import Show
from p4_display.words import EXAMPLES, LIT_CELL, lcd_lines

# Hitachi HD44780U data sheet, figure 24: whatever state it is in, after these it counts half bytes in step with us.
# Nothing is cleared, so nobody sees it. In seconds what each may take, and a little more.
SYNCHRONISE = ((0x33, 0.005), (0x32, 0.0002), (0x28, 0.0001), (0x06, 0.0001), (0x0C, 0.0001))

LONG_ENOUGH_TO_LOOK_SECONDS = 3.0


class LcdDisplay:
    """Shows the count in two lines, French above English.

    Args:
        device: the LCD, as luma drives it.
        columns: how many characters a line has.
        rows: how many lines there are.
        retry_seconds: how long after a failure it is tried again.
        pause: waits so many seconds, while somebody looks.

    Raises:
        OSError: the LCD does not answer.
        luma.core.error.Error: likewise.
    """

    def __init__(
        self,
        device: Any,
        columns: int,
        rows: int,
        retry_seconds: float = RETRY_SECONDS,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._device = device
        self._columns = columns
        self._rows = rows
        self._pause = pause
        self._write(self._text(None))
        self._painter = Painter(self._write, retry_seconds)

    def show(self, show: Show, now: float) -> None:  # noqa: ARG002  a display is told the time
        """Shows a count, as soon as the LCD has room for it."""
        self._painter.show(self._text(show.count))

    def light_everything(self) -> None:
        """Fills every cell, then shows each sign that a driver can meet, long enough to look at.

        Raises:
            OSError: the LCD does not answer.
            luma.core.error.Error: likewise.
        """
        cells = "\n".join([LIT_CELL * self._columns] * self._rows)
        for text in (cells, *(self._text(count) for count in EXAMPLES)):
            self._write(text)
            self._pause(LONG_ENOUGH_TO_LOOK_SECONDS)

    def close(self) -> None:
        """Switches it off."""
        self._painter.close()
        with suppress(OSError, luma.core.error.Error):
            self._device.cleanup()

    def _text(self, count: int | None) -> str:
        return "\n".join(lcd_lines(count, self._columns))

    def _write(self, text: str) -> None:
        """Begins anew each time: an LCD that was without power for a moment acknowledges all, and shows nothing."""
        for command, seconds in SYNCHRONISE:
            self._device.command(command, exec_time=seconds)
        self._device.text = text


def open_lcd(port: int, address: str, columns: int, rows: int, *, lit: bool) -> LcdDisplay:
    """The LCD on this machine's I²C bus.

    Args:
        port: the bus, 1 for ``/dev/i2c-1``.
        address: where the backpack answers, such as ``0x27``.
        columns: how many characters a line has.
        rows: how many lines there are.
        lit: whether the backlight is on; the backpack cannot dim it.

    Raises:
        FileNotFoundError: there is no such bus.
        luma.core.error.DeviceNotFoundError: nobody answers there.
        PermissionError: this user may not use the bus.
        OSError: the bus fails.
    """
    try:
        bus = pcf8574(port=port, address=address, backlight_enabled=lit)
    except luma.core.error.DeviceNotFoundError:
        raise FileNotFoundError(f"no /dev/i2c-{port}: is I²C switched on (sudo raspi-config)?") from None
    except luma.core.error.DevicePermissionError:
        raise PermissionError(0, "permission denied", f"/dev/i2c-{port}") from None
    return LcdDisplay(hd44780(bus, width=columns, height=rows, framebuffer=full_frame()), columns, rows)
