"""The keys of the terminal, one by one, as they are pressed (termios; on Windows there are none).

While they are read so, Ctrl-C and Ctrl-Z still do what they always do.
"""

import codecs
import os
import re
import select
import socket
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, TextIO

from p5_monitor.controls import BACKSPACE, CLEAR, ENTER, ESCAPE

if sys.platform != "win32":
    import termios
    import tty

LARGEST_READ = 1024

# What an arrow or a function key sends (ECMA-48, section 5.4, and xterm's SS3) is no Escape, and no letters.
KEYS = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1bO.|(.)", re.DOTALL)
NAMES = {"\x1b": ESCAPE, "\r": ENTER, "\n": ENTER, "\x7f": BACKSPACE, "\b": BACKSPACE, "\x15": CLEAR}


class Keyboard:
    """Reads keys until it gives the terminal back as it was.

    Args:
        stream: where they come from; if it is no terminal, there are none.
    """

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream
        self._terminal = _terminal_of(stream)
        self._reader, self._writer = socket.socketpair()
        self._writer.settimeout(0)
        self._decoder = codecs.getincrementaldecoder("utf-8")("ignore")
        self._before: list[Any] | None = None

    @property
    def works(self) -> bool:
        """Whether there are keys."""
        return self._terminal is not None

    def take(self) -> None:
        """From now on a key comes when it is pressed, and is not shown."""
        if sys.platform != "win32" and self._terminal is not None:
            self._before = self._before or termios.tcgetattr(self._terminal)
            tty.setcbreak(self._terminal, termios.TCSANOW)

    def give_back(self) -> None:
        """The terminal is as it was; at once, also if it takes no output any more."""
        if sys.platform != "win32" and self._stream is not None and self._before and in_foreground(self._stream):
            with suppress(termios.error):
                termios.tcsetattr(self._stream, termios.TCSANOW, self._before)

    def read(self, seconds: float) -> list[str]:
        """The keys that are pressed next, by name or character; none if it is woken or the time is over."""
        ready, _, _ = select.select(self._sources(), [], [], seconds)
        if self._reader in ready:
            self._reader.recv(LARGEST_READ)
        return list(keys_of(self._typed())) if self._terminal in ready else []

    def wake(self) -> None:
        """Ends the waiting for a key, from any thread or signal handler."""
        self._writer.send(b"\0")

    def close(self) -> None:
        """Nobody waits for a key any more."""
        self._reader.close()
        self._writer.close()

    def _sources(self) -> list[socket.socket | int]:
        return [self._reader] if self._terminal is None else [self._reader, self._terminal]

    def _typed(self) -> str:
        data = b""
        if self._terminal is not None:
            try:
                data = os.read(self._terminal, LARGEST_READ)
            except OSError:
                data = b""
        if not data:
            # The terminal is gone: there is nothing to read, and for ever something ready.
            self._terminal = None
        return self._decoder.decode(data)


def keys_of(text: str) -> Iterator[str]:
    """The keys that sent this text; those that send a whole sequence mean nothing here."""
    for found in KEYS.finditer(text):
        if found[1]:
            yield NAMES.get(found[1], found[1])


def in_foreground(stream: TextIO) -> bool:
    """Whether the terminal is ours to use: its shell may have sent us into the background."""
    if sys.platform == "win32":
        return True
    try:
        return os.tcgetpgrp(stream.fileno()) == os.getpgrp()
    except OSError:
        # It is a terminal without a shell.
        return True


def _terminal_of(stream: TextIO | None) -> int | None:
    if sys.platform == "win32" or stream is None or stream.closed or not stream.isatty():
        return None
    return stream.fileno()
