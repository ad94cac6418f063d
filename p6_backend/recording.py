"""The decisions of the recorder: what is news, what is a repetition, and what came before. Pure."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum, auto

from common.contract import Rejected, find
from common.messages import Forgotten, Message, Received
from common.payload import decode

MAX_SEQUENCE = 2**63 - 1


class Decision(Enum):
    """What becomes of a message."""

    NEWS = auto()
    """A row of its own."""
    REPETITION = auto()
    """The sender keeps his promise and says what the topic's last row says: that row counts it."""
    KNOWN = auto()
    """This very message, or a copy of it, has been recorded."""
    PERHAPS_KNOWN = auto()
    """It may have come before and nothing can tell: recorded, and marked."""


@dataclass(frozen=True)
class Entry:
    """A message as it is written down.

    Args:
        received_at: when it came first, in UTC.
        topic: without the prefix.
        payload: the bytes as they came.
        retained: whether it was a copy that the broker had kept.
        kind: which row of the table it belongs to ("" if none).
        spot: the id in its topic ("" if none).
        word: its status, state, action, command or count, as text; "" if it was emptied or cannot be read.
        problem: why it breaks the contract; None if it does not.
        sent: when the sender says that he sent it; with ``sequence`` and the topic its identity.
        sequence: the sender's number for it on this topic.
        refresh: the promise to repeat it within so many seconds.
        reason: why, in the sender's word.
        by: who ordered it.
    """

    received_at: datetime
    topic: str
    payload: bytes
    retained: bool
    kind: str
    spot: str
    word: str
    problem: str | None
    sent: datetime | None
    sequence: int | None
    refresh: float | None
    reason: str | None
    by: str | None

    @property
    def has_identity(self) -> bool:
        """Whether the sender numbered it."""
        return self.sent is not None and self.sequence is not None


@dataclass(frozen=True)
class Known:
    """What the history knows that bears on one message.

    Args:
        last_payload: what the topic's last row says (None: it has no row).
        identity: whether this very message is recorded: identity and payload.
        other_identity: whether another message is recorded under this identity; somebody copied it, or lies.
        delivery: whether this packet was recorded on a former connection, and its acknowledgement may have been lost.
        equal_unacknowledged: whether an equal message was, on a broker that does not mark what it delivers again.
    """

    last_payload: bytes | None = None
    identity: bool = False
    other_identity: bool = False
    delivery: bool = False
    equal_unacknowledged: bool = False


def without_identity(entry: Entry) -> Entry:
    """The same message, as one that nobody numbered."""
    return replace(entry, sent=None, sequence=None)


def bare(entry: Entry, problem: str) -> Entry:
    """What any database can store of a message: its bytes, and why there is no more."""
    topic = entry.topic.encode(errors="backslashreplace").decode()
    return replace(
        without_identity(entry), topic=topic, kind="", spot="", word="", problem=problem, reason=None, by=None
    )


def decide(entry: Entry, known: Known, *, duplicate: bool) -> Decision:
    """What becomes of a message.

    Args:
        entry: the message.
        known: what the history knows of it.
        duplicate: the broker marked it as delivered before (DUP); it may be our first sight of it all the same.
    """
    says_the_same = entry.payload == known.last_payload
    if known.identity or (entry.retained and says_the_same) or (duplicate and known.delivery):
        return Decision.KNOWN
    if known.equal_unacknowledged and not (duplicate or entry.retained or entry.has_identity):
        return Decision.PERHAPS_KNOWN
    if entry.refresh is not None and says_the_same:
        return Decision.REPETITION
    return Decision.NEWS


def entry_of(received: Received) -> Entry:
    """Writes a message down, whatever it is."""
    found = find(received.topic)
    message, problem = _read(received)
    sent, sequence = _identity(received)
    return Entry(
        received_at=received.received_at,
        topic=received.topic,
        payload=received.payload,
        retained=received.retained,
        kind=found[0].message.__name__ if found else "",
        spot=getattr(message, "id", "") or (found[1] if found and found[0].placeholder == "id" else ""),
        word=_word(message),
        problem=problem,
        sent=sent,
        sequence=sequence,
        refresh=getattr(message, "refresh", None),
        reason=getattr(message, "reason", None),
        by=getattr(message, "by", None),
    )


def _read(received: Received) -> tuple[Message | Forgotten | None, str | None]:
    try:
        return decode(received.topic, received.payload, received.properties), None
    except Rejected as rejected:
        return None, str(rejected)


def _word(message: Message | Forgotten | None) -> str:
    """The one field that says something: all but the id."""
    if message is None or isinstance(message, Forgotten):
        return ""
    return next(str(getattr(message, name)) for name in message.payload_fields if name != "id")


def _identity(received: Received) -> tuple[datetime | None, int | None]:
    """A stranger's identity that cannot be read is none: his message is recorded all the same."""
    try:
        sent = datetime.fromisoformat(received.properties["sent"])
        sequence = int(received.properties["seq"])
        if sent.tzinfo is None or not 0 <= sequence <= MAX_SEQUENCE:
            return None, None
        return sent.astimezone(UTC), sequence
    except (KeyError, ValueError, OverflowError):
        return None, None
