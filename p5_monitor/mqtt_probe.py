"""A short conversation with a broker, step by step, for P5's tools.

A service keeps a connection alive and knows no waiting (``common/mqtt.py``); a tool asks one thing, waits for the
answer, and wants to know each detail of it: the code in it, how long it took, how a message was sent.
"""

import ssl
import time
from collections.abc import Callable, Iterable, Sequence
from types import TracebackType
from typing import Any, Self, cast

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from common.broker_socket import failure_in_words, send_at_once
from common.connection import Broker
from common.contract import QOS
from common.mqtt_client import RECEIVE_MAXIMUM, release
from common.mqtt_properties import publish_properties
from p5_monitor.answers import Answer, Unreachable
from p5_monitor.encryption_in_its_name import EncryptionInItsName
from p5_monitor.letterbox import Letterbox, Sent

__all__ = ["Answer", "Probe", "Sent", "Unreachable"]

TURN_SECONDS = 0.05
KEEPALIVE_SECONDS = 10

# A subscription with this asks for nothing that the broker keeps (MQTT 5, section 3.8.3.1).
NOTHING_KEPT = 2

# A message comes with the lower of two: how it was sent, and what the subscription asked for.
HIGHEST_QOS = 2

# What a broker takes at a time unless it says less (MQTT 5, section 3.2.2.3.3).
MOST_IN_FLIGHT = 65_535


class Probe:
    """One connection to one broker, driven by whoever asks; nothing happens between two calls.

    Args:
        broker: where it is.
        client_id: who we are.
        clock: monotonic seconds.
        receive_maximum: so many messages the broker may send before the first is acknowledged.
        session_seconds: 0: begins clean, and leaves nothing; more: goes on with the session that the broker keeps under
            this ClientID, which lasts so long after us. Its messages are its owner's: none is acknowledged.
        address: where to dial (None: whatever the broker's name stands for). Its certificate is still the name's.

    ``offers`` are the figures of the broker's CONNACK, by paho's names for them (``RetainAvailable``, ``MaximumQoS``);
    ``has_session``: whether it kept a session under this ClientID.
    """

    def __init__(
        self,
        broker: Broker,
        client_id: str,
        clock: Callable[[], float] = time.monotonic,
        receive_maximum: int = RECEIVE_MAXIMUM,
        session_seconds: int = 0,
        address: str | None = None,
    ) -> None:
        self._broker = broker
        self._address = address or broker.host
        self._client_id = client_id
        self._clock = clock
        self._receive_maximum = receive_maximum
        self._session_seconds = session_seconds
        self._greeting: tuple[int, str] | None = None
        self._answers: dict[int, list[tuple[int, str]]] = {}
        self._letterbox = Letterbox()
        self._held_back: list[tuple[int, int]] | None = None
        self._ending: str | None = None
        self.is_connected = False
        self.has_session = False
        self.offers: dict[str, int] = {}
        self._client = self._make_client()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        self.close()

    def connect(self, seconds: float = 5.0) -> Answer:
        """Dials, and waits to be let in; so many seconds for each.

        Raises:
            Unreachable: no TCP or TLS connection, or no MQTT answer.
        """
        self.dial(seconds)
        return self.greet(seconds)

    def dial(self, seconds: float) -> None:
        """Opens the connection, and asks to be let in.

        Raises:
            Unreachable: no TCP or TLS connection within so many seconds.
        """
        properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
        properties.ReceiveMaximum = self._receive_maximum
        properties.SessionExpiryInterval = self._session_seconds
        self._client.connect_timeout = seconds
        try:
            self._client.connect(
                self._address,
                self._broker.port,
                KEEPALIVE_SECONDS,
                clean_start=self._session_seconds == 0,
                properties=properties,
            )
        except Exception as failure:  # also UnicodeError, from a host name that cannot be encoded
            raise Unreachable(failure_in_words(failure)) from failure

    def greet(self, seconds: float) -> Answer:
        """Waits to be let in.

        Raises:
            Unreachable: no MQTT answer within so many seconds.
        """
        began = self._clock()
        if not self._turn_until(lambda: self._greeting is not None, began + seconds):
            raise Unreachable(self._ending or f"no answer to CONNECT within {seconds:g} s")
        code, text = self._greeting or (0, "")
        self.is_connected = code == 0
        return Answer(code, text, self._clock() - began)

    def subscribe(self, filters: Iterable[str], seconds: float = 5.0) -> list[Answer]:
        """Asks for whole filters, as published: what the sender flagged as retained comes as retained.

        Returns:
            The answer to each, in order; none where the broker says nothing.
        """
        options = SubscribeOptions(qos=HIGHEST_QOS, retainAsPublished=True)
        _, packet_id = self._client.subscribe([(topic_filter, options) for topic_filter in filters])
        return self._answer_to(packet_id, seconds)

    def try_filters(self, filters: Sequence[str], seconds: float = 5.0) -> list[Answer]:
        """Asks whether it may hear these, each for itself, and no more.

        Returns:
            The answer to each, in order; none where the broker says nothing.
        """
        options = SubscribeOptions(qos=HIGHEST_QOS, retainHandling=NOTHING_KEPT)
        _, packet_id = self._client.subscribe([(topic_filter, options) for topic_filter in filters])
        answers = self._answer_to(packet_id, seconds)
        self._client.unsubscribe(list(filters))
        return answers

    def publish(
        self,
        topic: str,
        payload: bytes,
        *,
        retain: bool = False,
        properties: Sequence[tuple[str, str]] = (),
        expiry_seconds: int | None = None,
        seconds: float = 5.0,
    ) -> Answer | None:
        """Says something, and waits for the broker's acknowledgement (None: none came)."""
        beside = publish_properties(properties, expiry_seconds)
        sent = self._client.publish(topic, payload, QOS, retain, beside)
        answers = self._answer_to(sent.mid, seconds)
        return answers[0] if answers else None

    def publish_all(self, topic: str, payloads: Iterable[bytes], seconds: float) -> bool:
        """Says all this, as much at a time as the broker takes.

        Returns:
            Whether it acknowledged all of it within so many seconds.
        """
        deadline = self._clock() + seconds
        window = self.offers.get("ReceiveMaximum", MOST_IN_FLIGHT)
        waiting: set[int] = set()
        for payload in payloads:
            if not self._turn_until(lambda: len(waiting - self._answers.keys()) < window, deadline):
                return False
            waiting.add(self._client.publish(topic, payload, QOS).mid)
        return self._turn_until(lambda: waiting <= self._answers.keys(), deadline)

    def hear(self, seconds: float) -> list[Sent]:
        """What comes within so many seconds, and what came before and was not taken yet."""
        self._turn_until(lambda: False, self._clock() + seconds)
        return self._letterbox.empty()

    def hear_next(self, seconds: float) -> list[Sent]:
        """What comes next, as soon as it is there, with all that came with it (empty: nothing, in so many seconds)."""
        self._turn_until(lambda: self._letterbox.has(_anything), self._clock() + seconds)
        return self._letterbox.empty()

    def hold_back(self) -> None:
        """From now on acknowledges only what it is told to, so that the broker must keep what follows."""
        self._held_back = []
        self._client.manual_ack_set(on=True)

    def acknowledge(self) -> None:
        """Acknowledges all that came and was held back."""
        for packet_id, qos in self._held_back or []:
            self._client.ack(packet_id, qos)
        self._held_back = []

    def hear_one(self, wanted: Callable[[Sent], bool], seconds: float) -> Sent | None:
        """The first wanted message, as soon as it is there (None: it did not come); those before it are passed over."""
        self._turn_until(lambda: self._letterbox.has(wanted), self._clock() + seconds)
        return self._letterbox.take(wanted)

    @property
    def passed_over(self) -> int:
        """How many messages came for which there was no room, because nobody took those before them."""
        return self._letterbox.passed_over

    def gone(self, seconds: float) -> bool:
        """Waits for the broker to end the connection, for instance because somebody else took the ClientID."""
        return self._turn_until(lambda: not self.is_connected, self._clock() + seconds)

    @property
    def ending(self) -> str:
        """Why the connection ended, as far as it was said; empty while it stands."""
        return self._ending or ""

    def close(self) -> None:
        """Says goodbye."""
        if self.is_connected:
            self._client.disconnect()
            self._client.loop_write()
        self.is_connected = False
        release(self._client)
        sock: Any = self._client.socket()
        if sock is not None:
            sock.close()

    def _make_client(self) -> paho.Client:
        client = paho.Client(
            CallbackAPIVersion.VERSION2, self._client_id, protocol=paho.MQTTv5, manual_ack=self._session_seconds > 0
        )
        if self._broker.username is not None:
            client.username_pw_set(self._broker.username, self._broker.password)
        if self._broker.tls:
            client.tls_set_context(cast("ssl.SSLContext", EncryptionInItsName(self._broker)))
        # ``publish_all`` keeps to what the broker takes; paho would to a figure of its own.
        client.max_inflight_messages_set(0)
        client.on_socket_open = self._on_socket_open
        client.on_connect = self._on_connect
        client.on_disconnect = self._on_disconnect
        client.on_message = self._on_message
        client.on_publish = lambda _, __, packet_id, reason, ___: self._answered(packet_id, [reason])
        client.on_subscribe = lambda _, __, packet_id, reasons, ___: self._answered(packet_id, reasons)
        return client

    def _answer_to(self, packet_id: int | None, seconds: float) -> list[Answer]:
        began = self._clock()
        if packet_id is None or not self._turn_until(lambda: packet_id in self._answers, began + seconds):
            return []
        took = self._clock() - began
        return [Answer(code, text, took) for code, text in self._answers.pop(packet_id)]

    def _turn_until(self, is_over: Callable[[], bool], deadline: float) -> bool:
        while not is_over():
            left = deadline - self._clock()
            if left <= 0 or self._client.socket() is None:
                return is_over()
            try:
                self._client.loop(min(left, TURN_SECONDS))
            except Exception as failure:  # noqa: BLE001  what paho chokes on is no MQTT
                self._end(failure_in_words(failure))
                return is_over()
        return True

    def _end(self, reason: str) -> None:
        self.is_connected = False
        self._ending = self._ending or reason

    def _answered(self, packet_id: int, reasons: Sequence[ReasonCode]) -> None:
        self._answers[packet_id] = [(reason.value, str(reason)) for reason in reasons]

    def _on_socket_open(self, _: object, __: object, sock: Any) -> None:
        send_at_once(sock)

    def _on_connect(self, _: object, __: object, flags: Any, reason: ReasonCode, properties: Properties | None) -> None:
        self.has_session = flags.session_present
        self._greeting = (reason.value, str(reason))
        offered = {**getattr(properties, "__dict__", {}), "packetType": None}
        self.offers = {name: value for name, value in offered.items() if isinstance(value, int)}

    def _on_disconnect(self, _: object, __: object, ___: object, reason: ReasonCode, ____: object) -> None:
        self._end(str(reason))

    def _on_message(self, _: object, __: object, message: paho.MQTTMessage) -> None:
        try:
            topic = message.topic
        except UnicodeDecodeError:
            return
        properties = dict(getattr(message.properties, "UserProperty", ()))
        expiry = getattr(message.properties, "MessageExpiryInterval", None)
        if self._held_back is not None:
            self._held_back.append((message.mid, message.qos))
        self._letterbox.put(
            Sent(topic, bytes(message.payload), message.qos, message.retain, properties, expiry, self._clock())
        )


def _anything(_: Sent) -> bool:
    return True
