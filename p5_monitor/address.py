"""One of those who are told of alarms: a thread and a short queue of its own, and what became of its notes.

What it takes and what it does not is nobody else's business: it holds up neither the monitor nor the other addresses.
"""

import logging
import queue
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple

log = logging.getLogger(__name__)

# So many alarms may wait for one address.
LONGEST_QUEUE = 100

# A trouble is over when somebody takes notes again and no more wait than this: else a slow one would be well and in
# trouble by turns.
SHORT_QUEUE = LONGEST_QUEUE // 2

# Of so many alarms it is known that the address took them; the end of an older one it is not told.
MOST_TAKEN = 1000


class Note(NamedTuple):
    """What an address is told. ``alarm``: which of them it is about; ``good``: it is over."""

    alarm: tuple[str, str]
    title: str
    body: str
    good: bool


class Notified(NamedTuple):
    """How many notes went out, how many an address did not take, and how many were dropped: no room, or no time."""

    sent: int = 0
    failed: int = 0
    dropped: int = 0


Send = Callable[[Note], bool]


class Address:
    """Is told of an alarm, and of its end if it took the alarm itself: an end without a beginning is a riddle.

    Args:
        name: what it is called in the log; its URL is a secret.
        send: tells it, and says whether it took it; may take long, and raise anything.
    """

    def __init__(self, name: str, send: Send) -> None:
        self._name = name
        self._send = send
        self._waiting: queue.Queue[Note | None] = queue.Queue(LONGEST_QUEUE)
        self._closing = threading.Event()
        self._sent = self._failed = self._dropped = 0
        self._taken: dict[tuple[str, str], None] = {}
        self._trouble = _Trouble(name)
        self._thread = threading.Thread(target=self._work, name=f"notify {name}", daemon=True)

    @property
    def notified(self) -> Notified:
        """What became of all that it was to be told."""
        return Notified(self._sent, self._failed, self._dropped)

    def start(self) -> None:
        """From now on it is told."""
        self._thread.start()

    def tell(self, note: Note) -> None:
        """Never waits: what finds no room is dropped and counted."""
        try:
            self._waiting.put_nowait(note)
        except queue.Full:
            self._trouble.lost_one("too many wait for it")
            self._dropped += 1

    def close(self) -> None:
        """No more will come."""
        self._closing.set()
        # Where there is no room for it, there is no need to wake anybody.
        with suppress(queue.Full):
            self._waiting.put_nowait(None)

    def join(self, seconds: float) -> None:
        """Waits so long for what it is still to be told; what is left then is dropped, and counted."""
        self._thread.join(seconds)
        left = self._left()
        if left:
            self._dropped += left
            log.warning("alarms were not told any more", extra={"address": self._name, "not_told": left})

    def _left(self) -> int:
        """What nobody will be told, with the one that is being told now: the end of the program is its end too."""
        left = int(self._thread.is_alive())
        with suppress(queue.Empty):
            while True:
                left += self._waiting.get_nowait() is not None
        return left

    def _work(self) -> None:
        while (note := self._waiting.get()) is not None:
            works = self._deal_with(note)
            if self._closing.is_set() and (not works or self._waiting.empty()):
                return

    def _deal_with(self, note: Note) -> bool:
        """Tells it, if it is to be told; returns whether another may be told."""
        if note.good and note.alarm not in self._taken:
            return True
        reason = self._reason_against(note)
        if note.good:
            del self._taken[note.alarm]
        if reason:
            self._trouble.lost_one(reason)
            self._failed += 1
            return False
        if not note.good:
            self._remember(note.alarm)
        if self._waiting.qsize() <= SHORT_QUEUE:
            self._trouble.is_over()
        self._sent += 1
        return True

    def _reason_against(self, note: Note) -> str:
        try:
            return "" if self._send(note) else "it did not take it"
        except Exception as error:  # noqa: BLE001  each of a hundred services fails in its own way
            # Its words may hold the URL.
            return type(error).__name__

    def _remember(self, alarm: tuple[str, str]) -> None:
        self._taken[alarm] = None
        if len(self._taken) > MOST_TAKEN:
            del self._taken[next(iter(self._taken))]


class _Trouble:
    """Says once that notes are lost, and once that they are taken again; both threads of an address may say so."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._lock = threading.Lock()
        self._not_told = 0

    def lost_one(self, reason: str) -> None:
        with self._lock:
            self._not_told += 1
            if self._not_told == 1:
                log.warning("an alarm could not be told", extra={"address": self._name, "reason": reason})

    def is_over(self) -> None:
        with self._lock:
            if self._not_told:
                log.info("alarms are told again", extra={"address": self._name, "not_told": self._not_told})
            self._not_told = 0
