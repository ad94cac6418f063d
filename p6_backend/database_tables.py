"""What lies in the history. Times are whole microseconds since 1970, UTC."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

metadata = MetaData()

# SQLite counts rows up only in a column of this very type.
_Id = BigInteger().with_variant(Integer, "sqlite")

# What was said. ``last_at`` and ``times``: when it was last repeated, as promised, and how often it was said.
events = Table(
    "events",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=True),
    Column("at", BigInteger, nullable=False),
    Column("last_at", BigInteger, nullable=False),
    Column("times", BigInteger, nullable=False),
    Column("topic", Text, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("retained", Boolean, nullable=False),
    Column("repeat", Boolean, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("spot", Text, nullable=False),
    Column("word", Text, nullable=False),
    Column("problem", Text),
    Column("sent", BigInteger),
    Column("sequence", BigInteger),
    Column("refresh", Float),
    Column("reason", Text),
    Column("by", Text),
    Index("events_by_topic", "topic", "id"),
    Index("events_by_spot", "spot", "id"),
    Index("events_by_identity", "topic", "sent", "sequence", unique=True),
    # A cursor must not meet the number of a row that was purged again.
    sqlite_autoincrement=True,
)

# What each spot says now.
spots = Table(
    "spots",
    metadata,
    Column("id", Text, primary_key=True),
    Column("status", String(16), nullable=False),
    Column("since", BigInteger, nullable=False),
    Column("heard", BigInteger, nullable=False),
    Column("refresh", Float),
)

# What was recorded and may be delivered again, because the broker may not have got the acknowledgement. ``former``: on
# a connection that has ended; only those can come again.
receipts = Table(
    "receipts",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=True),
    Column("former", Boolean, nullable=False),
    Column("packet_id", Integer, nullable=False),
    Column("topic", Text, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("sent", BigInteger),
    Column("sequence", BigInteger),
    Index("receipts_by_topic", "former", "topic", "packet_id"),
    Index("receipts_by_identity", "topic", "sent", "sequence"),
    # "All up to this one" must never mean a younger one that got an old number.
    sqlite_autoincrement=True,
)


def microseconds(at: datetime) -> int:
    """A time as it is stored."""
    return (at - _EPOCH) // _MICROSECOND


def moment(stored: int) -> datetime:
    """A stored time, in UTC."""
    return _EPOCH + stored * _MICROSECOND
