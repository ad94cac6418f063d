"""The thread that writes: what is there becomes one commit, and only then may it be acknowledged."""

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice
from typing import NamedTuple, Self

from common.messages import Delivery
from p6_backend.database import Database, is_unavailable
from p6_backend.database_writing import Retired, SessionBegins, Taken, Work
from p6_backend.recording import bare, entry_of
from p6_backend.rules import BeginSession, Committed, Record, Retire

log = logging.getLogger(__name__)

# As many as one commit takes, also on a slow card, without making the first of them wait long.
LARGEST_BATCH = 500
TRY_AGAIN_SECONDS = 1.0
PUT_AGAIN_SECONDS = 0.01
STOP_SECONDS = 2.0

NOT_STORABLE = "cannot be stored as it is"

# What may wait in memory; beyond it the broker keeps the rest.
LARGEST_BACKLOG_BYTES = 16 * 1024 * 1024

# What a message costs in memory besides its topic and payload.
_OVERHEAD_BYTES = 500


class Waiting(NamedTuple):
    """Something to write, and what to acknowledge when it is written."""

    work: Work
    delivery: Delivery | None = None


class Recorder:
    """Writes messages down in the order in which they came.

    Args:
        database: where to.
        put: hands a fact to the main thread; False: it has no room.
    """

    def __init__(self, database: Database, put: Callable[[object], bool]) -> None:
        self._database = database
        self._put = put
        # One line for all: a receipt must not be retired before what waits in front of it was compared with it.
        self._waiting: deque[Waiting] = deque()
        self._backlog_bytes = 0
        self._work = threading.Condition()
        self._stopping = False
        self.failing: str | None = None
        self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Writes what waits, if that goes quickly; what does not comes again from the broker."""
        with self._work:
            self._stopping = True
            self._work.notify()
        self._thread.join(STOP_SECONDS)

    def take(self, record: Record, _: float) -> None:
        """A message to write down."""
        received = record.received
        # Only what came with QoS 1 can come again.
        delivery = received.delivery if received.delivery and received.delivery.qos else None
        packet_id, duplicate = (delivery.packet_id, delivery.duplicate) if delivery else (0, False)
        self._append(Waiting(Taken(entry_of(received), packet_id, duplicate), delivery))

    def begin_session(self, began: BeginSession, _: float) -> None:
        """What comes from now on came on a new connection."""
        self._append(Waiting(SessionBegins(began.resumed)))

    def retire(self, retire: Retire, _: float) -> None:
        """Receipts that are not needed any more."""
        self._append(Waiting(Retired(retire.receipt)))

    def has_room(self) -> bool:
        """Whether more may come."""
        return self._backlog_bytes < LARGEST_BACKLOG_BYTES

    def _append(self, waiting: Waiting) -> None:
        with self._work:
            self._waiting.append(waiting)
            self._backlog_bytes += _size(waiting.work)
            self._work.notify()

    def _run(self) -> None:
        while True:
            with self._work:
                self._work.wait_for(lambda: self._waiting or self._stopping)
                batch = list(islice(self._waiting, LARGEST_BATCH))
            if not batch:
                return
            if self._attempt(batch):
                continue
            with self._work:
                if self._work.wait_for(lambda: self._stopping, TRY_AGAIN_SECONDS):
                    return

    def _attempt(self, batch: Sequence[Waiting]) -> bool:
        """One commit; False: the database is away, and what was not written waits on."""
        receipt = 0
        try:
            receipt = self._database.write([waiting.work for waiting in batch])
        except Exception as error:  # noqa: BLE001  whatever it is, what was not written waits on or is kept bare
            if is_unavailable(error):
                self._say_failing(error)
                return False
            if len(batch) > 1:
                # One message that the database cannot store must not hold up the others.
                return all(self._attempt([waiting]) for waiting in batch)
            return self._store_bare(batch[0], error)
        self._written(batch, receipt)
        return True

    def _store_bare(self, waiting: Waiting, error: Exception) -> bool:
        """What the database refuses as it is: its bytes at least are kept. False: the database is away."""
        work = waiting.work
        log.error("a message cannot be stored as it is", extra={"topic": _topic(work), "reason": type(error).__name__})
        try:
            if isinstance(work, Taken):
                self._database.write([replace(work, entry=bare(work.entry, NOT_STORABLE))])
        except Exception as failure:
            if is_unavailable(failure):
                self._say_failing(failure)
                return False
            log.exception("a message cannot be stored at all", extra={"topic": _topic(work)})
        self._written([waiting], 0)
        return True

    def _written(self, batch: Sequence[Waiting], receipt: int) -> None:
        with self._work:
            for waiting in batch:
                self._waiting.popleft()
                self._backlog_bytes -= _size(waiting.work)
        self._say_recovered()
        self._tell(Committed(tuple(waiting.delivery for waiting in batch if waiting.delivery), receipt))

    def _tell(self, committed: Committed) -> None:
        """Without the acknowledgement the broker would stop sending: the main thread gets it, however busy it is."""
        while not self._put(committed):
            with self._work:
                if self._work.wait_for(lambda: self._stopping, PUT_AGAIN_SECONDS):
                    return

    def _say_failing(self, error: Exception) -> None:
        reason = str(getattr(error, "orig", error))
        if self.failing != reason:
            log.error("the history cannot be written: trying again", extra={"reason": reason})
        self.failing = reason

    def _say_recovered(self) -> None:
        if self.failing is not None:
            log.warning("the history can be written again", extra={"waiting": len(self._waiting)})
        self.failing = None


def _topic(work: Work) -> str:
    return work.entry.topic if isinstance(work, Taken) else ""


def _size(work: Work) -> int:
    return len(work.entry.payload) + len(work.entry.topic) + _OVERHEAD_BYTES if isinstance(work, Taken) else 0
