"""A history to write into, and messages as they come."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from common.messages import Delivery, Received
from p6_backend.database import Database, EventFilter, EventRow
from p6_backend.database_writing import SessionBegins, Taken, Work
from p6_backend.recording import entry_of

NOON = datetime(2026, 1, 29, 12, tzinfo=UTC)
A1 = "parking/spots/A1/status"
FREE = b'{"id": "A1", "status": "FREE"}'
OCCUPIED = b'{"id": "A1", "status": "OCCUPIED"}'


def numbered(number: int, *, refresh: float | None = None) -> dict[str, str]:
    """What one of ours sends beside the payload."""
    beside = {"sent": (NOON + timedelta(seconds=number)).isoformat(), "seq": str(number)}
    return beside | ({"refresh": str(refresh)} if refresh else {})


def received(
    payload: bytes = FREE,
    beside: dict[str, str] | None = None,
    *,
    topic: str = A1,
    retained: bool = False,
    seconds: float = 0.0,
    delivery: Delivery | None = None,
) -> Received:
    """A message, so many seconds after noon."""
    return Received(topic, payload, retained, beside or {}, NOON + timedelta(seconds=seconds), delivery)


def taken(message: Received, packet_id: int = 1, *, duplicate: bool = False) -> Taken:
    """A message that came with QoS 1 (packet id 0: with QoS 0)."""
    return Taken(entry_of(message), packet_id, duplicate)


RESUMED = SessionBegins(resumed=True)
FORGOTTEN = SessionBegins(resumed=False)


class History:
    """A history, and what stands in it."""

    def __init__(self, file: Path) -> None:
        self.database = Database(file)
        self.database.prepare()

    def writes(self, *work: Work) -> int:
        """One commit; returns the newest receipt."""
        return self.database.write(work)

    def rows(self) -> Sequence[EventRow]:
        """All that was recorded, the oldest first."""
        return self.database.events(EventFilter(), after=None, limit=100_000, newest_first=False)

    def payloads(self) -> list[bytes]:
        """The bytes of each row."""
        with closing(sqlite3.connect(self.database.file)) as connection:
            return [payload for (payload,) in connection.execute("SELECT payload FROM events ORDER BY id")]
