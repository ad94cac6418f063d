"""The terminal: each line whole, with the name of who said it before it. Nobody waits for a slow terminal."""

import queue
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TextIO

# More than a person reads; beyond that lines are counted instead of shown.
LINES_WAITING = 10_000


class Console:
    """Writes what many threads say.

    Args:
        stream: where to.
        colours: each name's colour (ECMA-48 SGR); empty: none.
        vanished: called, in a thread of its own, when nobody reads any more.
    """

    def __init__(self, stream: TextIO, colours: Mapping[str, int], vanished: Callable[[], None]) -> None:
        self._stream = stream
        self._colours = colours
        self._vanished = vanished
        self._lines: queue.Queue[str | None] = queue.Queue(LINES_WAITING)
        self._counting = threading.Lock()
        self._not_shown = 0
        self._thread = threading.Thread(target=self._write_all, daemon=True)
        self._thread.start()

    def say(self, name: str, text: str) -> None:
        """One line, from any thread."""
        colour = self._colours.get(name)
        prefix = f"\x1b[{colour}m{name} |\x1b[0m" if colour else f"{name} |"
        try:
            self._lines.put_nowait(f"{prefix} {text}\n")
        except queue.Full:
            with self._counting:
                self._not_shown += 1

    def close(self, seconds: float) -> None:
        """Shows what was said so far, for so long at most."""
        with suppress(queue.Full):
            self._lines.put(None, timeout=seconds)
        self._thread.join(timeout=seconds)

    def _write_all(self) -> None:
        while (line := self._lines.get()) is not None:
            self._write(line)
            with self._counting:
                not_shown, self._not_shown = self._not_shown, 0
            if not_shown:
                self._write(f"{not_shown} lines are not shown: this terminal is too slow\n")

    def _write(self, line: str) -> None:
        try:
            self._stream.write(line)
            self._stream.flush()
        except OSError:
            self._vanished()


def wants_colour(stream: TextIO, environment: Mapping[str, str]) -> bool:
    """Whether somebody looks at it who wants colours (no-color.org)."""
    if environment.get("NO_COLOR") or environment.get("TERM") == "dumb" or not stream.isatty():
        return False
    # The old Windows console shows the codes instead of the colours.
    return sys.platform != "win32" or "WT_SESSION" in environment
