"""One transaction of the history: what becomes of each thing that the recorder has to do."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from p6_backend.database_tables import events, microseconds, receipts, spots
from p6_backend.recording import Decision, Entry, Known, decide, without_identity


@dataclass(frozen=True)
class Taken:
    """A message to record.

    ``packet_id``: 0 if it is never delivered again (QoS 0); ``duplicate``: the broker may have delivered it before.
    """

    entry: Entry
    packet_id: int
    duplicate: bool


@dataclass(frozen=True)
class SessionBegins:
    """What follows came on a new connection. ``resumed``: the broker delivers again what we did not acknowledge."""

    resumed: bool


@dataclass(frozen=True)
class Retired:
    """No receipt up to this one is needed any more."""

    receipt: int


Work = Taken | SessionBegins | Retired


class Writing:
    """Does one thing after the other.

    Args:
        connection: within its transaction.
        redelivering: whether the broker may be delivering again what a former connection got.

    ``newest_receipt`` is 0 while none was written.
    """

    def __init__(self, connection: Connection, *, redelivering: bool) -> None:
        self._connection = connection
        self.redelivering = redelivering
        self.newest_receipt = 0

    def do(self, work: Sequence[Work]) -> None:
        """Does it all, in order."""
        for each in work:
            match each:
                case Taken():
                    self._record(each)
                case SessionBegins():
                    self._begin_session(resumed=each.resumed)
                case Retired():
                    self._connection.execute(delete(receipts).where(receipts.c.id <= each.receipt))

    def _begin_session(self, *, resumed: bool) -> None:
        """A broker that has forgotten our session delivers nothing again, and its packet ids begin anew."""
        self._connection.execute(update(receipts).values(former=True) if resumed else delete(receipts))
        self.redelivering = resumed

    def _record(self, taken: Taken) -> None:
        entry = taken.entry
        last = self._connection.execute(
            select(events.c.id, events.c.payload)
            .where(events.c.topic == entry.topic)
            .order_by(events.c.id.desc())
            .limit(1)
        ).first()
        known = self._known(taken, last.payload if last else None)
        if known.other_identity:
            taken = replace(taken, entry=without_identity(entry))
            entry = taken.entry
        decision = decide(entry, known, duplicate=taken.duplicate)
        if decision is Decision.KNOWN:
            return
        if taken.packet_id and not entry.retained and decision is not Decision.PERHAPS_KNOWN:
            self._redelivery_is_over()
        if decision is Decision.REPETITION and last:
            self._repeat(last.id, entry)
        else:
            self._insert(entry, repeat=decision is Decision.PERHAPS_KNOWN)
        # A row with an identity is its own receipt.
        if taken.packet_id and (decision is Decision.REPETITION or not entry.has_identity):
            self._keep_receipt(taken)

    def _known(self, taken: Taken, last_payload: bytes | None) -> Known:
        entry = taken.entry
        if entry.has_identity:
            return Known(last_payload, **self._among_identities(entry))
        if not self.redelivering or not taken.packet_id:
            return Known(last_payload)
        return Known(last_payload, **self._among_receipts(taken))

    def _among_identities(self, entry: Entry) -> dict[str, bool]:
        """Whoever can read a message can copy its number: only with its payload it is the same one."""
        recorded = self._connection.scalars(select(events.c.payload).where(*_identity(events, entry))).first()
        if recorded is not None:
            return {"identity": recorded == entry.payload, "other_identity": recorded != entry.payload}
        receipt = self._connection.execute(
            select(receipts.c.id, receipts.c.payload).where(*_identity(receipts, entry)).limit(1)
        ).first()
        if receipt is None:
            return {}
        self._renew(receipt.id)
        return {"identity": receipt.payload == entry.payload, "other_identity": receipt.payload != entry.payload}

    def _among_receipts(self, taken: Taken) -> dict[str, bool]:
        """Looks for a receipt of this delivery; if it is not marked as one that is repeated, of an equal message.

        A receipt that was found stands for this delivery from now on, so each can be found once a connection.
        """
        entry = taken.entry
        equal = (
            receipts.c.former.is_(True),
            receipts.c.topic == entry.topic,
            receipts.c.payload == entry.payload,
            receipts.c.sent.is_(None),
        )
        if taken.duplicate:
            receipt = self._first(receipts.c.id, *equal, receipts.c.packet_id == taken.packet_id)
            if receipt is not None:
                self._renew(receipt)
            return {"delivery": receipt is not None}
        if entry.retained:
            return {}
        receipt = self._first(receipts.c.id, *equal)
        if receipt is not None:
            # The row that is written now brings its own.
            self._connection.execute(delete(receipts).where(receipts.c.id == receipt))
        return {"equal_unacknowledged": receipt is not None}

    def _first(self, wanted: ColumnElement[Any], *conditions: ColumnElement[bool]) -> int | None:
        query = select(wanted).where(*conditions).order_by(wanted).limit(1)
        found: int | None = self._connection.scalar(query)
        return found

    def _renew(self, receipt: int) -> None:
        self._connection.execute(update(receipts).where(receipts.c.id == receipt).values(former=False))

    def _redelivery_is_over(self) -> None:
        """What was recorded comes again first and in order: at the first news the rest was acknowledged in time."""
        if self.redelivering:
            self._connection.execute(delete(receipts).where(receipts.c.former.is_(True)))
            self.redelivering = False

    def _repeat(self, row: int, entry: Entry) -> None:
        at = microseconds(entry.received_at)
        self._connection.execute(update(events).where(events.c.id == row).values(times=events.c.times + 1, last_at=at))
        self._connection.execute(update(spots).where(spots.c.id == entry.spot).values(heard=at, refresh=entry.refresh))

    def _insert(self, entry: Entry, *, repeat: bool) -> None:
        self._connection.execute(insert(events).values(**_values(entry), repeat=repeat))
        if entry.kind == "SpotStatus" and entry.problem is None:
            self._project(entry)

    def _project(self, entry: Entry) -> None:
        """Keeps what each spot says now."""
        if not entry.word:
            self._connection.execute(delete(spots).where(spots.c.id == entry.spot))
            return
        at = microseconds(entry.received_at)
        heard = {"heard": at, "refresh": entry.refresh}
        before = self._connection.execute(select(spots.c.status).where(spots.c.id == entry.spot)).first()
        if before is None:
            self._connection.execute(insert(spots).values(id=entry.spot, status=entry.word, since=at, **heard))
            return
        since = {} if before.status == entry.word else {"status": entry.word, "since": at}
        self._connection.execute(update(spots).where(spots.c.id == entry.spot).values(**heard, **since))

    def _keep_receipt(self, taken: Taken) -> None:
        entry = taken.entry
        values = {
            "former": False,
            "packet_id": taken.packet_id,
            "topic": entry.topic,
            "payload": entry.payload,
            "sent": microseconds(entry.sent) if entry.has_identity and entry.sent else None,
            "sequence": entry.sequence,
        }
        key = self._connection.execute(insert(receipts).values(values)).inserted_primary_key
        self.newest_receipt = int(key[0]) if key else self.newest_receipt


def _identity(table: Any, entry: Entry) -> tuple[ColumnElement[bool], ...]:
    sent = microseconds(entry.sent) if entry.sent else None
    return table.c.topic == entry.topic, table.c.sent == sent, table.c.sequence == entry.sequence


def _values(entry: Entry) -> dict[str, Any]:
    at = microseconds(entry.received_at)
    return {
        "at": at,
        "last_at": at,
        "times": 1,
        "topic": entry.topic,
        "payload": entry.payload,
        "retained": entry.retained,
        "kind": entry.kind,
        "spot": entry.spot,
        "word": entry.word,
        "problem": entry.problem,
        "sent": microseconds(entry.sent) if entry.sent else None,
        "sequence": entry.sequence,
        "refresh": entry.refresh,
        "reason": entry.reason,
        "by": entry.by,
    }
