"""The history in a database. Only the files called database… know SQLAlchemy."""

import logging
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from sqlalchemy import (
    URL,
    ColumnElement,
    Connection,
    Engine,
    LargeBinary,
    Row,
    create_engine,
    event,
    func,
    make_url,
    select,
)
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DataError,
    IntegrityError,
    OperationalError,
    ProgrammingError,
    SQLAlchemyError,
)

from common.contract import address_of
from common.errors import SettingsError
from common.messages import SpotStatus
from p6_backend.database_tables import events, metadata, microseconds, spots
from p6_backend.database_writing import Work, Writing

log = logging.getLogger(__name__)

# Whoever finds the file held by another program waits this long: a reader then says so, the writer tries again.
BUSY_SECONDS = 1.0

# Sixteen times what any message of ours may have.
LONGEST_SHOWN = 64 * 1024

_SHOWN = (
    *(column for column in events.c if column.name != "payload"),
    # SQLite makes nothing of a part of nothing.
    func.coalesce(func.substr(events.c.payload, 1, LONGEST_SHOWN), b"", type_=LargeBinary).label("payload"),
    func.length(events.c.payload).label("size"),
)

EventRow = Row[Any]


class HistoryAway(Exception):
    """The history cannot be read now."""


@dataclass(frozen=True)
class EventFilter:
    """Which events are asked for; ``valid``: only those that keep (or break) the contract."""

    topic: str | None = None
    spot: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    valid: bool | None = None


class Database:
    """The history.

    Args:
        file: an SQLite file; a relative one counts from the working folder.

    Raises:
        SettingsError: its folder cannot be made.
    """

    def __init__(self, file: Path) -> None:
        self.file = file.absolute()
        # The writer has connections of its own: readers that take all of theirs must not keep it waiting.
        self._engine = _engine(self.file)
        self._readers = _engine(self.file)
        self._made: tuple[int, int] | None = None
        self._redelivering = False

    def prepare(self) -> None:
        """Makes what is missing; if another program holds the file, that is left to the first ``write``.

        Raises:
            SettingsError: there is something else at that address, or it cannot be written to.
        """
        try:
            self._make()
        except DatabaseError as error:
            if not _is_held(error):
                raise SettingsError(f"DATABASE_URL: {self.file}: {error.orig}") from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._engine.dispose()
        self._readers.dispose()

    def write(self, work: Sequence[Work]) -> int:
        """Does all of it or nothing, in order.

        Returns:
            The newest receipt for what may be delivered again (0: no new one).
        """
        self._make_anew_if_gone()
        with self._writing() as connection:
            writing = Writing(connection, redelivering=self._redelivering)
            writing.do(work)
        self._redelivering = writing.redelivering
        return writing.newest_receipt

    def events(self, wanted: EventFilter, *, after: int | None, limit: int, newest_first: bool) -> list[EventRow]:
        """A page of events: those that come after an id in the order asked for.

        ``payload`` is its first ``LONGEST_SHOWN`` bytes, ``size`` how many there are: a page has a bound in bytes too.
        """
        query = select(*_SHOWN).where(*_conditions(wanted)).limit(limit)
        if after is not None:
            query = query.where(events.c.id < after if newest_first else events.c.id > after)
        query = query.order_by(events.c.id.desc() if newest_first else events.c.id)
        with self._reading() as connection:
            return list(connection.execute(query))

    def spots(self) -> list[EventRow]:
        """What every spot says now, those that were forgotten left out."""
        with self._reading() as connection:
            return list(connection.execute(select(spots).order_by(spots.c.id)))

    def capacity(self, detectors: Collection[str]) -> int:
        """How many places there are: every spot that was heard and not forgotten, but for these."""
        query = select(func.count()).select_from(spots).where(spots.c.id.not_in(sorted(detectors)))
        with self._reading() as connection:
            return connection.execute(query).scalar_one()

    def spot(self, spot_id: str) -> EventRow | None:
        """What one spot says now."""
        with self._reading() as connection:
            return connection.execute(select(spots).where(spots.c.id == spot_id)).first()

    def last(self, topic: str) -> EventRow | None:
        """The last thing that was said on a topic and keeps the contract."""
        query = select(events).where(events.c.topic == topic, events.c.problem.is_(None))
        with self._reading() as connection:
            return connection.execute(query.order_by(events.c.id.desc()).limit(1)).first()

    def promises(self) -> dict[str, float]:
        """Who still owes a repetition: the promise of each spot, by topic.

        Empty while the history cannot be read: the next word of each renews it.
        """
        try:
            rows = self.spots()
        except HistoryAway:
            return {}
        return {address_of(SpotStatus(id=row.id, status=row.status)): row.refresh for row in rows if row.refresh}

    def _make(self) -> None:
        with self._writing() as connection:
            metadata.create_all(connection)
            for table in metadata.sorted_tables:
                # Somebody else's table of that name has other columns.
                connection.execute(select(table).limit(0))
        self._made = self._identity()

    def _make_anew_if_gone(self) -> None:
        """SQLite goes on writing into a file that was deleted, without a word."""
        if self._made is not None and self._made == self._identity():
            return
        if self._made is not None:
            log.error("the history's file is gone: a new one is begun", extra={"file": str(self.file)})
            self._made = None
        self._engine.dispose()
        self._readers.dispose()
        self._make()

    def _identity(self) -> tuple[int, int] | None:
        try:
            found = self.file.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._engine.begin() as connection:
            # Python's sqlite3 would begin at the first row that is written: too late for what was read before it.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        try:
            with self._readers.connect() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise HistoryAway(str(getattr(error, "orig", error))) from None


def is_unavailable(error: Exception) -> bool:
    """Whether waiting can help (locked, full, away, no memory), because it is not one row's fault."""
    return not isinstance(error, DataError | IntegrityError | ProgrammingError | ValueError | OverflowError)


def _is_held(error: DatabaseError) -> bool:
    name: str = getattr(error.orig, "sqlite_errorname", "")
    return isinstance(error, OperationalError) and name.startswith("SQLITE_BUSY")


def file_of(url: str) -> Path:
    """The SQLite file that an SQLAlchemy address names.

    Raises:
        SettingsError: it names none. The address itself may hold a password and is not repeated.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise SettingsError("DATABASE_URL: sqlite:///FILE expected") from None
    if parsed.get_backend_name() != "sqlite" or parsed.query or not parsed.database or parsed.database == ":memory:":
        raise SettingsError("DATABASE_URL: sqlite:///FILE expected")
    return Path(parsed.database)


def _engine(file: Path) -> Engine:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"DATABASE_URL: {file.parent}: {error.strerror}") from None
    engine = create_engine(URL.create("sqlite", database=str(file)), connect_args={"timeout": BUSY_SECONDS})

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _: object) -> None:
        # Readers do not wait for the writer, and what was acknowledged survives a power cut.
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")

    return engine


def _conditions(wanted: EventFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.topic is not None:
        conditions.append(events.c.topic == wanted.topic)
    if wanted.spot is not None:
        conditions.append(events.c.spot == wanted.spot)
    if wanted.since is not None:
        conditions.append(events.c.last_at >= microseconds(wanted.since))
    if wanted.until is not None:
        conditions.append(events.c.at < microseconds(wanted.until))
    if wanted.valid is not None:
        conditions.append(events.c.problem.is_(None) if wanted.valid else events.c.problem.is_not(None))
    return conditions
