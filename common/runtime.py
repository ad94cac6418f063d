"""The one inbox, the two clocks, the one loop: the only reader of time."""

import logging
import random
import selectors
import signal
import time
from collections.abc import Sequence
from datetime import UTC, datetime

from common.connection import (
    Acknowledged,
    Arrived,
    Connection,
    Down,
    Fact,
    Filters,
    Flagged,
    Publication,
    Rival,
    Subscribed,
    Undecodable,
    Up,
)
from common.contract import Completions, Topic, address_of, topic_of
from common.dispatch import Dispatch
from common.errors import EXIT_STOPPED, ClientIdInUse, RefusedForGood
from common.inbox import Inbox
from common.messages import (
    Acknowledge,
    Connected,
    Disconnected,
    Forgotten,
    Listening,
    Message,
    Received,
    SentRetained,
    Stopping,
)
from common.mqtt import NOTHING_KEPT, Link
from common.presence import last_will, presence_lines
from common.reconnect import Reconnect
from common.service import Performs, Service

log = logging.getLogger(__name__)

# The loop turns at least this often.
LONGEST_SLEEP_SECONDS = 1.0

# A movement may be finished before the exit; with the goodbye it stays under the five seconds of a patient supervisor.
FINISH_SECONDS = 3.7
GOODBYE_SECONDS = 0.4


def monotonic() -> float:
    """Seconds that never jump and that go on while the machine is suspended, where the system can tell."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


def utc() -> datetime:
    """The time of day, for records."""
    return datetime.now(UTC)


class Runtime:
    """Runs one service until it is asked to stop.

    Args:
        service: what to run; what ``COMPLETIONS`` leaves out is left out here.
        connection: how to reach the others.
        inbox: where other threads put facts.

    Raises:
        ContractError: the service steps outside its rows.
    """

    def __init__(self, service: Service, connection: Connection, inbox: Inbox) -> None:
        self._role = service.role
        self._sequence: dict[str, int] = {}
        self._said_last: dict[str, bytes] = {}
        self._prefix = connection.prefix
        self._presence = connection.completions is Completions.ALL and service.is_announced
        service = service.allowed(connection.completions)
        if self._presence:
            service = service.with_lines(presence_lines(service.role))
        service = service.with_lines([Performs(Acknowledge, self._acknowledge)])
        self._keeps = service.keeps
        self._dispatch = Dispatch(service, self._publish)
        self._inbox = inbox
        self._selector = selectors.DefaultSelector()
        self._selector.register(inbox.reader, selectors.EVENT_READ, inbox)
        self._reconnect = Reconnect(monotonic(), lambda: random.uniform(0.75, 1.25))  # noqa: S311  no secret
        self._client_id = connection.client_id
        self._link = Link(
            connection.broker,
            connection.client_id,
            will=self._publication(last_will(service.role), []) if self._presence else None,
            filters=Filters(
                [self._prefix + name for name in service.filters()],
                [self._prefix + name for name in service.flag_filters()],
            ),
            reconnect=self._reconnect,
            selector=self._selector,
            wake=inbox.wake,
            session=self._keeps.session if self._keeps else NOTHING_KEPT,
        )
        self._waiting: dict[int, str] = {}
        self._stop_asked = False
        self._exit: Exception | None = None
        self._connected = False
        self._said: str | None = None
        self._said_rival = False

    def run(self) -> int:
        """Runs until SIGINT or SIGTERM.

        Returns:
            The exit code: 0, if it was asked to stop.

        Raises:
            ClientIdInUse: another program has this ClientID, and this one came second.
            RefusedForGood: the broker will never let us in.
        """
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, self._ask_to_stop)
        with self._inbox.waking_on_signals():
            while not self._stop_asked and self._exit is None:
                self._turn()
            self._finish()
        if self._exit is not None:
            raise self._exit
        log.info("stopped")
        return EXIT_STOPPED

    def _ask_to_stop(self, _: int, __: object) -> None:
        self._stop_asked = True

    def _turn(self, until: float | None = None) -> None:
        """Sleeps until something happens or is due, and handles it."""
        began = monotonic()
        deadlines = [self._link.tick(began), self._dispatch.next_deadline(began), until]
        wait = min(d for d in (*deadlines, began + LONGEST_SLEEP_SECONDS) if d is not None) - began
        if self._link.facts or len(self._inbox) or self._link.has_pending():
            wait = 0.0
        ready = [key.data for key, _ in self._selector.select(max(0.0, wait))]
        now = monotonic()
        if self._link in ready or self._link.has_pending():
            self._link.read(now)
            self._link.distrust(now, monotonic())
        self._handle_facts(now)
        if self._inbox in ready or len(self._inbox):
            for fact in self._inbox.take():
                self._dispatch.sense(fact, now)
        self._dispatch.wake(now)
        self._link.distrust(now, monotonic())
        self._link.flush(now)

    def _handle_facts(self, now: float) -> None:
        while self._link.facts:
            self._handle(self._link.facts.popleft(), now)

    def _handle(self, fact: Fact, now: float) -> None:
        match fact:
            case Arrived():
                self._arrived(fact, now)
            case Flagged():
                self._flagged(fact, now)
            case Acknowledged() | Subscribed():
                self._answered(fact, now)
            case Up():
                self._up(fact, now)
            case Down():
                self._down(fact, now)
            case Rival():
                self._meet_rival(now)
            case Undecodable():
                log.warning("message rejected", extra={"reason": "its topic is not UTF-8"})
                self._link.acknowledge(fact.delivery)

    def _arrived(self, fact: Arrived, now: float) -> None:
        # Without our prefix it can only be a topic alias that we never allowed (MQTT 5, section 3.3.2.3.4).
        if fact.topic.startswith(self._prefix):
            topic = fact.topic[len(self._prefix) :]
            if log.isEnabledFor(logging.DEBUG):
                log.debug("hears", extra={"topic": topic, "payload": fact.payload.decode(errors="replace")})
            received = Received(topic, fact.payload, fact.retained, fact.properties, utc(), fact.delivery)
            self._dispatch.hear(received, now)
        if self._keeps is None:
            self._link.acknowledge(fact.delivery)

    def _flagged(self, fact: Flagged, now: float) -> None:
        if fact.retained and fact.topic.startswith(self._prefix):
            topic = fact.topic[len(self._prefix) :]
            self._dispatch.sense(SentRetained(topic, fact.payload, fact.properties, fact.expiry_seconds), now)
        if fact.delivery is not None:
            self._link.acknowledge(fact.delivery)

    def _acknowledge(self, safe: Acknowledge, _: float) -> None:
        for delivery in safe.deliveries:
            self._link.acknowledge(delivery)

    def _answered(self, fact: Acknowledged | Subscribed, now: float) -> None:
        if isinstance(fact, Subscribed):
            for name, reason in fact.refused:
                log.error("subscription refused: not heard", extra={"topic": name, "reason": reason})
            self._dispatch.sense(Listening(tuple(name for name, _ in fact.refused)), now)
            return
        topic = self._waiting.pop(fact.packet_id, "")
        if fact.refused:
            log.error("publication refused by the broker", extra={"topic": topic, "reason": fact.refused})

    def _up(self, fact: Up, now: float) -> None:
        self._said = None
        self._said_rival = self._said_rival and self._reconnect.rival
        log.info("connected", extra={"client_id": self._client_id})
        self._connected = True
        self._dispatch.sense(Connected(fact.session_present), now)

    def _down(self, fact: Down, now: float) -> None:
        self._waiting.clear()
        if fact.reason != self._said:
            self._said = fact.reason
            log.warning("no connection to the broker: trying again", extra={"reason": fact.reason})
        if self._link.refused_for_good is not None:
            self._exit = RefusedForGood(f"the broker refuses {self._client_id} for good: {self._link.refused_for_good}")
        if self._connected:
            self._connected = False
            self._dispatch.sense(Disconnected(), now)

    def _meet_rival(self, now: float) -> None:
        text = f"another program is connected as {self._client_id}; each ClientID belongs to one program"
        if self._reconnect.is_young(now):
            self._exit = ClientIdInUse(text)
        elif not self._said_rival:
            self._said_rival = True
            log.error(text)

    def _publish(self, said: Message | Forgotten) -> None:
        address = address_of(said)
        sequence = self._sequence.get(address, 0) + 1
        sent = utc().isoformat(timespec="microseconds")
        publication = self._publication(said, [("sent", sent), ("seq", str(sequence)), *said.beside()])
        packet_id = self._link.publish(publication)
        if packet_id is not None:
            self._waiting[packet_id] = publication.topic
            self._log_said(address, publication)
            self._remember_said(address, sequence, publication)
        elif not publication.retain:
            log.warning("not sent: no connection to the broker", extra={"topic": publication.topic})

    def _log_said(self, address: str, publication: Publication) -> None:
        """An order and a change of state are what a person wants to read; a repetition is not."""
        before = self._said_last.get(address)
        is_change = before is not None and before != publication.payload
        level = logging.INFO if is_change or not publication.retain else logging.DEBUG
        if log.isEnabledFor(level):
            log.log(level, "says", extra={"topic": address, "payload": publication.payload.decode()})

    def _remember_said(self, address: str, sequence: int, publication: Publication) -> None:
        """What was never sent has no number: a gap means that something was lost."""
        self._sequence[address] = sequence
        self._said_last[address] = publication.payload
        if publication.retain and not publication.payload:
            # A topic that was emptied is over; its name may never come again.
            del self._sequence[address], self._said_last[address]

    def _publication(self, said: Message | Forgotten, beside: Sequence[tuple[str, str]]) -> Publication:
        kind: Topic = topic_of(said.message if isinstance(said, Forgotten) else type(said))
        return Publication(self._prefix + address_of(said), said.payload(), kind.retained, kind.expiry_seconds, beside)

    def _finish(self) -> None:
        """Lets a movement end, says goodbye, and closes; the last will stays unsaid."""
        now = monotonic()
        self._dispatch.sense(Stopping(), now)
        deadline = now + FINISH_SECONDS
        while not self._dispatch.finished() and monotonic() < deadline:
            self._turn(until=deadline)
        if self._link.is_up and self._presence:
            self._publish(last_will(self._role))
        deadline = monotonic() + GOODBYE_SECONDS
        while self._link.is_up and self._waiting and monotonic() < deadline:
            self._turn(until=deadline)
        self._link.close()
