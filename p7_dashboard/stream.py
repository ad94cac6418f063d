"""What the main thread shows, as server-sent events for those who look.

The main thread replaces one frozen value whole; every open stream reads it. Nobody has a queue: who reads slowly gets
the whole picture again.
"""

import asyncio
import json
import re
import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import NamedTuple

from p7_dashboard.rules import Show
from p7_dashboard.rules.facts import Shown

# The page says that it is cut off when it hears nothing for more than two of these.
PING_SECONDS = 5.0
PING = b"event: ping\ndata: {}\n\n"

# Where a browser's EventSource comes back by itself, it does so after this.
RETRY = b"retry: 1000\n\n"

# What a reader who was away may catch up on; beyond it he gets the whole.
MAX_CHANGES = 512
MAX_CHANGES_BYTES = 4 * 1024 * 1024

# A transport buffers what is written at once: a large lot is written in pieces.
PIECE_BYTES = 64 * 1024


class Change(NamedTuple):
    """A change as it is sent."""

    number: int
    event: bytes


@dataclass(frozen=True)
class Now:
    """The picture, and the changes that led to it."""

    number: int
    whole: Shown
    changes: tuple[Change, ...] = ()


class Stream:
    """Takes the picture from the main thread to those who look.

    Args:
        whole: the picture before anything was heard.
    """

    def __init__(self, whole: Shown) -> None:
        # An id of a former run is no id of this one.
        self._run = secrets.token_hex(4)
        self._id = re.compile(rf"{self._run}-(\d{{1,18}})")
        self.now = Now(0, whole)
        self._snapshot: tuple[int, bytes] = (-1, b"")
        self._bell = Bell()
        self._closed = False

    def show(self, show: Show, _: float) -> None:
        """The main thread shows something new."""
        number = self.now.number + 1
        change = Change(number, self._event("change", number, show.change))
        self.now = Now(number, show.whole, _the_last((*self.now.changes, change)))
        self._bell.ring()

    def close(self) -> None:
        """Ends every stream, from any thread."""
        self._closed = True
        self._bell.ring()

    async def events(self, last_id: str) -> AsyncIterator[bytes | memoryview]:
        """What somebody gets who looks, piece by piece; he keeps no copy of his own, however slowly he reads.

        Args:
            last_id: the last that he had (``Last-Event-ID``); anything else gets him the whole.
        """
        self._bell.hang_up()
        yield RETRY
        number = self._number_of(last_id)
        while not self._closed:
            if number == self.now.number:
                if not await self._bell.rings_within(PING_SECONDS):
                    yield PING
                continue
            number, event = self._next(number)
            for piece in _pieces(event):
                yield piece

    def _number_of(self, last_id: str) -> int | None:
        found = self._id.fullmatch(last_id)
        return int(found[1]) if found else None

    def _next(self, number: int | None) -> tuple[int, bytes]:
        """The change after this number, or the whole where it is not at hand; and its number."""
        now = self.now
        if number is not None and now.changes and now.changes[0].number - 1 <= number < now.number:
            return now.changes[number - now.number]
        if self._snapshot[0] != now.number:
            self._snapshot = now.number, self._event("snapshot", now.number, now.whole)
        return self._snapshot

    def _event(self, name: str, number: int, shown: Shown) -> bytes:
        # vars: what is shown consists of frozen classes.
        data = json.dumps(shown, default=vars, separators=(",", ":"))
        return f"id: {self._run}-{number}\nevent: {name}\ndata: {data}\n\n".encode()


class Bell:
    """Wakes whoever waits in the loop of the web thread."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._rung: asyncio.Event | None = None

    def hang_up(self) -> None:
        """From now on it is heard in the loop that runs here."""
        self._loop = asyncio.get_running_loop()
        self._rung = self._rung or asyncio.Event()

    def ring(self) -> None:
        """Wakes them, from any thread; a loop that has ended has nobody who waits."""
        if self._loop is not None:
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._wake)

    async def rings_within(self, seconds: float) -> bool:
        """Waits for the bell; False: it did not ring."""
        if self._rung is None:
            return False
        try:
            await asyncio.wait_for(self._rung.wait(), seconds)
        except TimeoutError:
            return False
        return True

    def _wake(self) -> None:
        if self._rung is not None:
            self._rung.set()
        self._rung = asyncio.Event()


def _the_last(changes: tuple[Change, ...]) -> tuple[Change, ...]:
    changes = changes[-MAX_CHANGES:]
    size = sum(len(change.event) for change in changes)
    first = 0
    while size > MAX_CHANGES_BYTES:
        size -= len(changes[first].event)
        first += 1
    return changes[first:]


def _pieces(data: bytes) -> Iterator[memoryview]:
    view = memoryview(data)
    return (view[start : start + PIECE_BYTES] for start in range(0, len(data), PIECE_BYTES))
