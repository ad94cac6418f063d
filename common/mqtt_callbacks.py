"""Turns what paho calls back into facts.

A callback appends one fact, does nothing else, and cannot raise: an exception would leave its packet in paho's hands,
to be handled again for ever.
"""

from collections import deque
from collections.abc import Callable, Sequence

import paho.mqtt.client as paho
from paho.mqtt.reasoncodes import ReasonCode

from common.connection import Acknowledged, Arrived, Fact, Flagged, Subscribed, Undecodable, Up
from common.messages import Delivery

# MQTT 5, section 3.2.2.2: the broker will not change its mind.
_REFUSED_FOR_GOOD = {0x84: "it does not speak MQTT 5", 0x85: "", 0x86: "", 0x87: "", 0x8A: "", 0x8C: ""}
_TAKEN_OVER = 0x8E

# The subscriptions by their identifiers, where there are two (MQTT 5, section 3.3.2.3.8): for the messages, and once
# more for their retain flags. A broker delivers what both match twice, or once with both identifiers.
MESSAGES, FLAGS = 1, 2

# What paho reports when the other end hung up without a word, as mosquitto does when another client takes the session.
_WITHOUT_A_WORD = 0x80


class Ending:
    """Why a connection ended, or was not made."""

    def __init__(self) -> None:
        self.reason: str | None = None
        self.taken_over = False
        self.hung_up = False


class Callbacks:
    """What one client heard.

    Args:
        let_in: called when the broker accepts the connection.

    ``asked`` holds the filters of each subscription that was not answered yet, by packet id.
    """

    def __init__(self, let_in: Callable[[], None]) -> None:
        self.facts: deque[Fact] = deque()
        self.asked: dict[int, Sequence[str]] = {}
        self.connection = 0
        self.ending = Ending()
        self.refused_for_good: str | None = None
        self._let_in = let_in

    def attach(self, client: paho.Client) -> None:
        """From now on the client calls back here."""
        client.on_connect = self._on_connect
        client.on_disconnect = self._on_disconnect
        client.on_message = self._on_message
        client.on_publish = self._on_publish
        client.on_subscribe = self._on_subscribe

    def _on_connect(
        self, _: paho.Client, __: object, flags: paho.ConnectFlags, reason: ReasonCode, ___: object
    ) -> None:
        if reason.is_failure:
            self.ending.reason = f"refused: {reason}"
            if reason.value in _REFUSED_FOR_GOOD:
                self.refused_for_good = _REFUSED_FOR_GOOD[reason.value] or str(reason)
            return
        self.facts.append(Up(flags.session_present))
        self._let_in()

    def _on_disconnect(
        self, _: object, __: object, flags: paho.DisconnectFlags, reason: ReasonCode, ___: object
    ) -> None:
        if self.ending.reason is not None:
            # paho may tell one end twice, and the first reason is the right one.
            return
        sent_away = flags.is_disconnect_packet_from_server
        self.ending.taken_over = sent_away and reason.value == _TAKEN_OVER
        self.ending.hung_up = not sent_away and reason.value == _WITHOUT_A_WORD
        self.ending.reason = "connection lost" if self.ending.hung_up else str(reason)

    def _on_message(self, _: object, __: object, message: paho.MQTTMessage) -> None:
        try:
            topic = message.topic
        except UnicodeDecodeError:
            self.facts.append(Undecodable(self._delivery(message)))
            return
        properties = dict(getattr(message.properties, "UserProperty", ()))
        delivery = self._delivery(message)
        subscriptions = getattr(message.properties, "SubscriptionIdentifier", ())
        if FLAGS not in subscriptions or MESSAGES in subscriptions:
            self.facts.append(Arrived(topic, bytes(message.payload), message.retain, properties, delivery))
        if FLAGS in subscriptions:
            unanswered = None if MESSAGES in subscriptions else delivery
            expiry_seconds = getattr(message.properties, "MessageExpiryInterval", None)
            self.facts.append(
                Flagged(topic, bytes(message.payload), message.retain, properties, unanswered, expiry_seconds)
            )

    def _delivery(self, message: paho.MQTTMessage) -> Delivery:
        return Delivery(self.connection, message.qos, message.mid, message.dup)

    def _on_publish(self, _: object, __: object, packet_id: int, reason: ReasonCode, ___: object) -> None:
        self.facts.append(Acknowledged(packet_id, str(reason) if reason.is_failure else ""))

    def _on_subscribe(self, _: object, __: object, packet_id: int, reasons: list[ReasonCode], ____: object) -> None:
        answers = zip(self.asked.pop(packet_id, ()), reasons, strict=False)
        self.facts.append(Subscribed([(name, str(reason)) for name, reason in answers if reason.is_failure]))
