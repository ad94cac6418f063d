"""An HD44780 behind a PCF8574, as the wire sees it; and what a person before it reads.

Hitachi HD44780U data sheet, table 6 (instructions) and figure 24 (start in half bytes); the backpack is wired as it is
sold: P0 RS, P2 E, P3 backlight, P4 to P7 D4 to D7.
"""

import errno
import os
import threading
from pathlib import Path
from typing import Any

from luma.core.bitmap_font import embedded_fonts
from luma.core.framebuffer import full_frame
from luma.core.interface.serial import pcf8574
from luma.core.render import canvas
from luma.lcd.const import hd44780 as constants
from luma.lcd.device import hd44780

ADDRESS = 0x27
RS, E, BACKLIGHT = 0x01, 0x04, 0x08

# Where each row begins in its memory (data sheet, figure 8, and two rows in one for those with four).
ROW_BEGINS = (0x00, 0x40, 0x14, 0x54)

# Where luma's font has the ROM's characters by their codes.
BY_CODE = 0xF8000


class Glass:
    """The LCD. As luma's bus it takes bytes, which fails while it is ``unplugged``."""

    def __init__(self, columns: int = 16, rows: int = 2) -> None:
        self.columns = columns
        self.rows = rows
        self.backlight = False
        self.written = self.refused = 0
        self.threads: set[str] = set()
        self.unplugged = threading.Event()
        self.lose_power()

    def lose_power(self) -> None:
        """What it remembers is gone; it counts whole bytes again, and is dark."""
        self._memory = bytearray(b" " * 0x80)
        self._at: int | None = 0
        self._whole_bytes = True
        self._half: int | None = None
        self._on = self._two_lines = False
        self._pins = 0

    def write_byte(self, address: int, pins: int) -> None:
        if address != ADDRESS or self.unplugged.is_set():
            self.refused += 1
            raise OSError(errno.EREMOTEIO, "Remote I/O error")
        self.written += 1
        self.threads.add(threading.current_thread().name)
        self.backlight = bool(pins & BACKLIGHT)
        if self._pins & E and not pins & E:
            self._latch(pins >> 4, data=bool(pins & RS))
        self._pins = pins

    @property
    def codes(self) -> list[bytes]:
        """What it has in each cell, row by row; nothing, while it is off."""
        if not self._on or not self._two_lines:
            return [b""] * self.rows
        return [bytes(self._memory[begin : begin + self.columns]) for begin in ROW_BEGINS[: self.rows]]

    @property
    def text(self) -> list[str]:
        """What is read, row by row."""
        return ["".join(_character(code) for code in row).rstrip() for row in self.codes]

    def photograph(self, file: Path) -> None:
        """luma's emulator shows what is in the cells, in the shapes of ROM A00, as a picture."""
        os.environ.update(PYGAME_HIDE_SUPPORT_PROMPT="1", SDL_VIDEODRIVER="dummy")
        from luma.emulator.device import capture  # noqa: PLC0415  it starts pygame

        # A dot's space between characters, as on the glass.
        camera = capture(
            self.columns * 6 + 1, self.rows * 9 + 1, scale=5, transform="identity", file_template=str(file)
        )
        font = embedded_fonts(constants.FONTDATA, selected_font="A00")
        with canvas(camera) as draw:
            draw.rectangle(camera.bounding_box, fill="#1b3fae")
            for y, row in enumerate(self.codes):
                for x, code in enumerate(row):
                    draw.text((1 + x * 6, 1 + y * 9), chr(BY_CODE + code), fill="white", font=font)

    def _latch(self, half: int, *, data: bool) -> None:
        if self._whole_bytes:
            self._take(half << 4, data=data)
        elif self._half is None:
            self._half = half
        else:
            byte, self._half = self._half << 4 | half, None
            self._take(byte, data=data)

    def _take(self, byte: int, *, data: bool) -> None:
        if data:
            self._store(byte)
        elif byte & 0x80:
            self._at = byte & 0x7F
        elif byte & 0x40:
            self._at = None
        elif byte & 0x20:
            self._whole_bytes, self._two_lines = bool(byte & 0x10), bool(byte & 0x08)
        elif byte & 0x08:
            self._on = bool(byte & 0x04)
        elif byte == 0x01:
            self._memory, self._at = bytearray(b" " * 0x80), 0

    def _store(self, byte: int) -> None:
        # Its own shapes, and no cell, are written otherwise.
        if self._at is not None:
            self._memory[self._at] = byte
            self._at = (self._at + 1) % 0x80


def _character(code: int) -> str:
    if 0x20 <= code <= 0x7D and code != ord("\\"):
        return chr(code)
    return "█" if code == 0xFF else "?"


def luma_on(glass: Glass, *, lit: bool = True) -> Any:
    """luma's device for it."""
    bus = pcf8574(bus=glass, address=ADDRESS, backlight_enabled=lit)
    return hd44780(bus, width=glass.columns, height=glass.rows, framebuffer=full_frame())
