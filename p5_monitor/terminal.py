"""The live table: at most twice a second, and after each key, from a thread of its own.

So nobody waits for a slow terminal. Ctrl-Z gives the shell its screen back; in the background nothing is drawn.
"""

import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import Self, TextIO

from rich.console import Console, Group
from rich.live import Live

from p5_monitor.controls import Controls
from p5_monitor.keyboard import Keyboard, in_foreground
from p5_monitor.view import Look, Scene, Seen, page

log = logging.getLogger(__name__)

REDRAW_SECONDS = 0.5

# A terminal that takes nothing any more must not keep the service from stopping.
CLOSE_SECONDS = 1.0


class Terminal:
    """Shows what P5 knows until it is closed.

    Args:
        seen: what P5 knows now.
        look: what stays the same.
        stop: what the key q does.
        stream: where to draw.
        keyboard: where keys come from.
    """

    def __init__(
        self,
        seen: Callable[[], Seen],
        look: Look,
        stop: Callable[[], None],
        keyboard: Keyboard,
        stream: TextIO = sys.stdout,
    ) -> None:
        self._source = seen
        self._seen = seen()
        self._look = look._replace(has_keys=keyboard.works)
        self._stop = stop
        self._keyboard = keyboard
        self._stream = _own(stream)
        self._console = Console(file=self._stream)
        self._controls = Controls()
        self._closing = threading.Event()
        self._may_draw = threading.Event()
        self._may_draw.set()
        self._off_screen = threading.Event()
        self._off_screen.set()
        self._thread = threading.Thread(target=self._show, name="terminal", daemon=True)

    def __enter__(self) -> Self:
        _on_suspend(self._suspend)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._may_draw.set()
        self._keyboard.wake()
        self._thread.join(CLOSE_SECONDS)
        self._keyboard.give_back()
        _on_suspend(signal.SIG_DFL)

    def _show(self) -> None:
        try:
            while not self._closing.is_set():
                self._may_draw.wait()
                if self._draws():
                    self._draw()
                else:
                    self._closing.wait(REDRAW_SECONDS)
        except OSError:
            log.warning("the terminal is gone: no table any more")
        except Exception:
            log.exception("no table any more, because of a bug; all else goes on")

    def _draws(self) -> bool:
        return self._may_draw.is_set() and not self._closing.is_set() and in_foreground(self._stream)

    def _draw(self) -> None:
        self._off_screen.clear()
        try:
            self._keyboard.take()
            with Live(
                console=self._console, screen=True, auto_refresh=False, redirect_stdout=False, redirect_stderr=False
            ) as live:
                while self._draws():
                    live.update(self._picture(), refresh=True)
                    self._listen()
        finally:
            self._keyboard.give_back()
            self._off_screen.set()

    def _picture(self) -> Group:
        if not self._controls.paused:
            self._seen = self._source()
        size = self._console.size
        return Group(*page(Scene(self._seen, self._look, self._controls), size.width, size.height))

    def _listen(self) -> None:
        for key in self._keyboard.read(REDRAW_SECONDS):
            self._controls = self._controls.pressed(key)
            if self._controls.quitting:
                self._stop()

    def _suspend(self, _: int, __: FrameType | None) -> None:
        """Ctrl-Z: the shell gets its screen and its keys back; all stands still until somebody says ``fg``."""
        self._may_draw.clear()
        self._keyboard.wake()
        self._off_screen.wait(CLOSE_SECONDS)
        _on_suspend(signal.SIG_DFL)
        signal.raise_signal(signal.SIGTSTP)
        _on_suspend(self._suspend)
        self._may_draw.set()


def can_show(stream: TextIO) -> bool:
    """Whether there is a terminal on which a picture can stand (TERM=dumb has lines only)."""
    return stream.isatty() and not Console(file=stream).is_dumb_terminal


def _own(stream: TextIO) -> TextIO:
    """The same terminal, which need not know accents.

    Python flushes sys.stdout at its exit, and aborts when a thread still waits for the terminal to take something.
    """
    return os.fdopen(stream.fileno(), "w", encoding=stream.encoding, errors="replace", closefd=False)


def _on_suspend(handler: Callable[[int, FrameType | None], None] | signal.Handlers) -> None:
    if sys.platform != "win32":
        signal.signal(signal.SIGTSTP, handler)
