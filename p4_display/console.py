"""``P4_DISPLAY=console``: the sign as lines on the terminal."""

import sys
from typing import TextIO

from p4_display.rules import Show
from p4_display.words import EVERYTHING_LIT, EXAMPLES, sign


class ConsoleDisplay:
    """Writes a line for each change.

    Args:
        stream: where to.
    """

    def __init__(self, stream: TextIO = sys.stdout) -> None:
        self._stream = stream
        self._shown = ""

    def show(self, show: Show, now: float) -> None:  # noqa: ARG002  a display is told the time
        """Shows a count; the same again is no new line."""
        text = sign(show.count)
        if text != self._shown:
            self._shown = text
            self._write(f"[ {text} ]")

    def light_everything(self) -> None:
        """Writes each sign that a driver can meet."""
        for text in (EVERYTHING_LIT, *(sign(count) for count in EXAMPLES)):
            self._write(f"[ {text} ]")

    def _write(self, line: str) -> None:
        # A terminal that knows no dash must not stop the count.
        encoding = self._stream.encoding or "utf-8"
        self._stream.write(line.encode(encoding, "replace").decode(encoding) + "\n")
        self._stream.flush()
