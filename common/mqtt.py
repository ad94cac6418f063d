"""The broker's connection. Only the files called mqtt… know paho.

The main thread drives the socket itself; there is no paho thread. A thread costs half the throughput, and with it an
arm would move on one thread while another decides. Dialling, which blocks, happens in a short-lived thread that hands
the socket over: while the phase is DIALLING the main thread makes no call on the client. All writing happens in one
place (``flush``).
"""

import contextlib
import logging
import selectors
import socket
import threading
from collections import deque
from collections.abc import Callable, Sequence
from enum import Enum
from typing import Any

import paho.mqtt.client as paho
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.subscribeoptions import SubscribeOptions

from common.broker_socket import (
    acknowledge_at_once,
    failure_in_words,
    has_decrypted,
    has_more,
    hold_back,
    let_go,
)
from common.connection import Arrived, Broker, Down, Fact, Filters, Flagged, Publication, Rival, Session
from common.contract import QOS
from common.knock import Knock
from common.messages import Delivery
from common.mqtt_callbacks import FLAGS, MESSAGES, Callbacks, Ending
from common.mqtt_client import aim, make_client
from common.mqtt_properties import publish_properties
from common.reconnect import Reconnect

log = logging.getLogger(__name__)

GREETING_SECONDS = 5.0
TICK_SECONDS = 1.0

# A broker that is asked each KEEPALIVE_SECONDS and from which nothing came for so long was not heard: the link stalled,
# or this process slept. What waits in the socket now is a past that nobody should act on.
STALLED_SECONDS = 10.0

# Reads before the facts are handled: enough to empty a burst, few enough to stay responsive in a flood.
_READS_A_TURN = 64

NOTHING_KEPT = Session()

# Whoever has no room for more stops reading, and the broker waits. If that does not help for so long, the connection is
# given up: before the broker's answers to our pings, which wait unread as well, seem to be missing.
NO_ROOM_SECONDS = 5.0
NO_ROOM = "no room for more: the broker keeps it"
ROOM_AGAIN_SECONDS = 0.2


class Phase(Enum):
    """How far the connection is."""

    IDLE = "idle"
    DIALLING = "dialling"
    GREETING = "greeting"
    UP = "up"
    KNOCKING = "knocking"


class Link:
    """One connection to one broker, made again for as long as it is wanted.

    Args:
        broker: where it is.
        client_id: who we are.
        will: what the broker says of us when we are gone (None: nothing).
        filters: what to subscribe to.
        reconnect: when to dial again.
        selector: where to register the socket.
        wake: called by the dialling thread when it is done; must be safe to call from any thread.
        session: what the broker keeps for us while we are away.
    """

    def __init__(
        self,
        broker: Broker,
        client_id: str,
        *,
        will: Publication | None,
        filters: Filters,
        reconnect: Reconnect,
        selector: selectors.BaseSelector,
        wake: Callable[[], None],
        session: Session = NOTHING_KEPT,
    ) -> None:
        self.phase = Phase.IDLE
        self._broker = broker
        self._filters = filters
        self._callbacks = Callbacks(self._let_in)
        self._reconnect = reconnect
        self._selector = selector
        self._wake = wake
        self._session = session
        self._registered: socket.socket | None = None
        self._full_since: float | None = None
        self._dialled: tuple[int, str] | None = None
        self._dial_at = 0.0
        self._lost_at = 0.0
        self._peer: tuple[int, Any] = (socket.AF_INET, None)
        self._greet_by = 0.0
        self._tick_at = 0.0
        self._read_at = 0.0
        self._client = make_client(broker, client_id, will)
        self._callbacks.attach(self._client)
        self._client.on_socket_close = self._on_socket_close
        aim(self._client, broker, session)

    @property
    def facts(self) -> deque[Fact]:
        """What happened and was not handled yet, the oldest first."""
        return self._callbacks.facts

    @property
    def refused_for_good(self) -> str | None:
        """Why the broker will never let us in, if it said so."""
        return self._callbacks.refused_for_good

    @property
    def is_up(self) -> bool:
        """Whether the broker hears us."""
        return self.phase is Phase.UP

    def tick(self, now: float) -> float:
        """Does what time demands, and returns when it wants to be called again at the latest."""
        if self._dialled is not None:
            self._take_answer(now)
        elif self.phase is Phase.IDLE:
            self._dial_when_due(now)
        elif self.phase is Phase.UP:
            self._look_for_room(now)
        elif self.phase is Phase.GREETING and now >= self._greet_by:
            self.drop("no answer to CONNECT", now)
        if self._is_open and now >= self._tick_at:
            self._tick_at = now + TICK_SECONDS
            self._guarded(self._client.loop_misc, now)
        self.flush(now)
        if self.phase is Phase.IDLE:
            return self._dial_at if self._dial_at > now else now + ROOM_AGAIN_SECONDS
        if self.phase is Phase.GREETING:
            return min(self._greet_by, self._tick_at)
        return self._tick_at if self._is_open else now + TICK_SECONDS

    def read(self, now: float) -> None:
        """Takes what the socket holds; what came out of it is then in ``facts``."""
        if self._is_open and now - self._read_at > max(STALLED_SECONDS, 2.0 * self._client.keepalive):
            self.drop("nothing was heard for too long: what waits is not trusted", now)
            return
        if self._full_since is not None:
            return
        self._read_at = now
        for _ in range(_READS_A_TURN):
            if not self._is_open or not self._guarded(self._client.loop_read, now):
                return
            if self._registered is None:
                return
            acknowledge_at_once(self._registered)
            if not has_more(self._registered):
                return

    def has_pending(self) -> bool:
        """Whether bytes wait that the selector does not see."""
        return self._is_open and self._full_since is None and has_decrypted(self._registered)

    def flush(self, now: float) -> None:
        """Writes what waits, and asks to be told when there is room for the rest."""
        if not self._is_open:
            return
        if self._client.want_write() and not self._write(now):
            return
        if self._registered is not None:
            self._watch(self._registered)

    def acknowledge(self, delivery: Delivery) -> None:
        """Tells the broker that a message is safe with us, if the connection that delivered it still stands."""
        if self.phase is Phase.UP and delivery.connection == self._callbacks.connection:
            # What was published with QoS 0 comes with QoS 0, and asks for no answer: paho then gives none.
            self._client.ack(delivery.packet_id, delivery.qos)

    def publish(self, publication: Publication) -> int | None:
        """Sends it, if the broker hears us now. Nothing is ever kept for later: an old order is a wrong order.

        Returns:
            The packet id that its Acknowledged will carry, or None: it was not sent.
        """
        if self.phase is not Phase.UP:
            return None
        properties = publish_properties(publication.properties, publication.expiry_seconds)
        sent = self._client.publish(
            publication.topic, publication.payload, qos=QOS, retain=publication.retain, properties=properties
        )
        return sent.mid if sent.rc == paho.MQTT_ERR_SUCCESS else None

    def distrust(self, since: float, now: float) -> None:
        """Ends the connection if a turn that began at ``since`` took too long: this process was stopped within it.

        What it has read but not handled may have come after the stop and be from before; what it has said but not sent
        was decided before.
        """
        if self._is_open and now - since > STALLED_SECONDS:
            trusted = [fact for fact in self.facts if not isinstance(fact, Arrived | Flagged)]
            self.facts.clear()
            self.facts.extend(trusted)
            self.drop("this process stood still: what it heard is not trusted", now)

    def drop(self, reason: str, now: float) -> None:
        """Ends the connection at once, without a goodbye: the last will speaks."""
        # Before paho is told: it would call an ending of its own back.
        ending = self._callbacks.ending
        self._unregister()
        aim(self._client, self._broker, self._session)
        # Or paho would send an order again after the reconnect, with its whole time to live ahead of it.
        self._client.drop_out_messages()
        self._callbacks.ending = Ending()
        self._full_since = None
        self._dialled = None
        self._lost_at = now
        self.facts.append(Down(ending.reason or reason))
        if ending.hung_up and self._reconnect.was_brief(now):
            self._start(Phase.KNOCKING, Knock(*self._peer).answer)
        else:
            self._judge(taken_over=ending.taken_over, explained=not ending.hung_up)

    def close(self) -> None:
        """Says goodbye, so that the last will stays unsaid."""
        if self.phase is Phase.UP:
            with contextlib.suppress(OSError, ValueError):
                self._client.disconnect()
                self._client.loop_write()
        self._unregister()
        if self._is_open:
            aim(self._client, self._broker, self._session)
        self.phase = Phase.IDLE

    @property
    def _is_open(self) -> bool:
        return self.phase in (Phase.GREETING, Phase.UP)

    def _dial_when_due(self, now: float) -> None:
        if now >= self._dial_at and self._session.has_room():
            self._start(Phase.DIALLING, self._dial)

    def _start(self, phase: Phase, blocking: Callable[[], str]) -> None:
        """Lets a thread of its own do what blocks, and tell why it failed ("" if it did not)."""
        self._callbacks.connection += 1
        self.phase = phase
        threading.Thread(
            target=self._ask, args=(self._callbacks.connection, blocking), name=phase.value, daemon=True
        ).start()

    def _ask(self, connection: int, blocking: Callable[[], str]) -> None:
        self._dialled = (connection, blocking())
        self._wake()

    def _dial(self) -> str:
        try:
            code = self._client.reconnect()
        except Exception as failure:  # noqa: BLE001  also UnicodeError, from a host name that cannot be encoded
            return failure_in_words(failure)
        return "" if code == paho.MQTT_ERR_SUCCESS else paho.error_string(code)

    def _judge(self, *, taken_over: bool = False, explained: bool = False) -> None:
        self.phase = Phase.IDLE
        self._dial_at = self._reconnect.lost(self._lost_at, taken_over=taken_over, explained=explained)
        if self._reconnect.rival:
            self.facts.append(Rival())

    def _take_answer(self, now: float) -> None:
        connection, error = self._dialled or (0, "")
        self._dialled = None
        if connection != self._callbacks.connection:
            return
        if self.phase is Phase.DIALLING:
            self._take_over_socket(error, now)
        elif self.phase is Phase.KNOCKING:
            self._judge(explained=bool(error))

    def _take_over_socket(self, error: str, now: float) -> None:
        sock: Any = self._client.socket()
        if error or sock is None:
            self.drop(error or "closed while dialling", now)
            return
        self.phase = Phase.GREETING
        self._read_at = now
        self._greet_by = now + GREETING_SECONDS
        self._tick_at = now + TICK_SECONDS
        self._registered = sock
        self._peer = (sock.family, sock.getpeername())
        self._selector.register(sock, selectors.EVENT_READ, self)

    def _guarded(self, call: Callable[[], Any], now: float) -> bool:
        """Makes one call on the client; any sign that the connection is over ends it."""
        try:
            call()
        except Exception as failure:  # noqa: BLE001  a packet that paho chokes on would be handled for ever
            self.drop(failure_in_words(failure), now)
            return False
        # Not is_connected(): it stays true after the broker's DISCONNECT and after paho's own keepalive gave up.
        if self._is_open and self._client.socket() is None:
            self.drop("connection lost", now)
            return False
        return True

    def _write(self, now: float) -> bool:
        """All that waits becomes one segment."""
        sock = self._registered
        if sock is None:
            return self._guarded(self._client.loop_write, now)
        hold_back(sock)
        written = self._guarded(self._client.loop_write, now)
        let_go(sock)
        return written

    def _watch(self, sock: socket.socket) -> None:
        reading = selectors.EVENT_READ if self._full_since is None else 0
        wanted = reading | (selectors.EVENT_WRITE if self._client.want_write() else 0)
        key = self._selector.get_map().get(sock)
        if key is None and wanted:
            self._selector.register(sock, wanted, self)
        elif key is not None and not wanted:
            self._selector.unregister(sock)
        elif key is not None and key.events != wanted:
            self._selector.modify(sock, wanted, self)

    def _look_for_room(self, now: float) -> None:
        if self._session.has_room():
            self._full_since = None
        elif self._full_since is None:
            self._full_since = now
        elif now - self._full_since > NO_ROOM_SECONDS:
            self.drop(NO_ROOM, now)

    def _unregister(self) -> None:
        if self._registered is not None:
            with contextlib.suppress(KeyError, ValueError):
                self._selector.unregister(self._registered)
            self._registered = None

    def _let_in(self) -> None:
        self.phase = Phase.UP
        self._reconnect.connected(self._read_at)
        self._callbacks.asked.clear()
        self._subscribe(self._filters.messages, SubscribeOptions(qos=QOS), MESSAGES)
        self._subscribe(self._filters.flags, SubscribeOptions(qos=QOS, retainAsPublished=True), FLAGS)

    def _subscribe(self, filters: Sequence[str], options: SubscribeOptions, number: int) -> None:
        if not filters:
            return
        properties = Properties(PacketTypes.SUBSCRIBE) if self._filters.flags else None  # type: ignore[no-untyped-call]
        if properties is not None:
            properties.SubscriptionIdentifier = number
        _, packet_id = self._client.subscribe([(name, options) for name in filters], properties=properties)
        if packet_id is not None:
            self._callbacks.asked[packet_id] = filters

    def _on_socket_close(self, _: object, __: object, sock: object) -> None:
        if sock is self._registered:
            self._unregister()
