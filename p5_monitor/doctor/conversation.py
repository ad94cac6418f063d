"""Talks with the broker, and tells what became of it."""

import socket
import time
from datetime import timedelta
from secrets import token_hex

from common.connection import Connection
from common.contract import EVERYTHING, TOOLS, TOPICS, Completions, filter_of
from common.messages import Presence
from common.mqtt_client import encryption
from common.runtime import utc
from common.spots import Detectors
from p5_monitor.doctor.encryption import Door
from p5_monitor.doctor.listening import Listening
from p5_monitor.doctor.patience import Patience
from p5_monitor.doctor.peer import who_answers, who_speaks
from p5_monitor.doctor.slow_reader import RECEIVE_MAXIMUM, burst
from p5_monitor.mqtt_probe import Answer, Probe, Unreachable
from p5_monitor.rules.alarms import SETTLING_SECONDS
from p5_monitor.rules.diagnosis import Asked, Burst, Greeting, Peer, Trips
from p5_monitor.words import printable

ANSWER_SECONDS = 4.0
TRIP_SECONDS = 2.0

TRIPS = 5
TRIP_EXPIRY_SECONDS = 10

# Longer than P5 lets the modules settle, so that what is wrong has become an alarm.
LISTEN_SECONDS = SETTLING_SECONDS + 1.0

# How often what came is stamped with the time of day.
SIP_SECONDS = 0.5

# More than mosquitto keeps for one client unless it is told to (max_queued_messages, 1 000).
BURST_MESSAGES = 2_000
BURST_SECONDS = 10.0

CLIENT_ID = TOOLS.client_id("doctor")

LONGEST_BANNER = 40
LONGEST_REASON = 80


class Conversation:
    """One after the other; the connection is the caller's to close.

    Args:
        connection: the broker, the prefix, and what is in force.
        address: the broker's, which answered.
        patience: how long all may take.
    """

    def __init__(self, connection: Connection, address: str, patience: Patience) -> None:
        self._broker = connection.broker
        self._prefix = connection.prefix
        self._completions = connection.completions
        self._address = address
        self._patience = patience
        self._topic = connection.prefix + TOOLS.probes.replace("{nonce}", token_hex(4))

    def greet(self, probe: Probe) -> Greeting:
        """Asks to be let in; if nobody answers in MQTT 5, finds out who is there instead."""
        user = printable(self._broker.username or "", LONGEST_REASON)
        began = time.monotonic()
        try:
            answer = self._let_in(probe)
        except Unreachable as failure:
            seconds = time.monotonic() - began
            peer, said = self._who_is_it()
            banner = printable(said.decode(errors="replace"), LONGEST_BANNER)
            reason, hung_up = printable(str(failure), LONGEST_REASON), bool(probe.ending)
            return Greeting(CLIENT_ID, None, reason, seconds, user, hung_up, peer, banner)
        return Greeting(CLIENT_ID, answer.code, answer.text, answer.seconds, user)

    def ask(self, probe: Probe) -> Asked:
        """Subscribes to each filter of the table."""
        filters = [EVERYTHING, *(topic.filter for topic in TOPICS if topic.message is not Presence)]
        if self._completions is Completions.ALL:
            filters.append(filter_of(Presence))
        own = self._topic.removeprefix(self._prefix)
        answers = probe.try_filters(
            [self._prefix + each for each in (*filters, own)], self._patience.up_to(ANSWER_SECONDS)
        )
        reasons = [answer.text if answer.refused else "" for answer in answers]
        return Asked(dict(zip((*filters, own), reasons, strict=False)), self._broker.username or "")

    def travel(self, probe: Probe) -> Trips:
        """Sends messages to ourselves, on a topic that nobody else uses, until one is lost."""
        probe.subscribe([self._topic], self._patience.up_to(ANSWER_SECONDS))
        tried, acknowledged, refused = 0, 0, ""
        seconds: list[float] = []
        for number in range(TRIPS):
            began = time.monotonic()
            answer = self._send(probe, number)
            tried += 1
            refused = answer.text if answer and answer.refused else ""
            acknowledged += answer is not None and not refused
            back = None if refused else self._hear(probe, number)
            if back is None:
                break
            seconds.append(back - began)
        return Trips(self._topic, self._broker.username or "", tried, acknowledged, refused, seconds)

    def listen(self, probe: Probe, detectors: Detectors, seconds: float) -> Listening:
        """Hears the lot for so many seconds."""
        began = time.monotonic()
        listening = Listening(self._prefix, detectors, began)
        filters = [self._prefix + EVERYTHING, self._prefix + filter_of(Presence)]
        probe.subscribe(filters, self._patience.up_to(ANSWER_SECONDS))
        end = began + self._patience.up_to(seconds)
        while probe.is_connected and time.monotonic() < end:
            heard = probe.hear(min(SIP_SECONDS, max(0.0, end - time.monotonic())))
            at, now = utc(), time.monotonic()
            for sent in heard:
                listening.hear(sent, at - timedelta(seconds=now - sent.at))
        return listening

    def burst(self) -> Burst:
        """Says much to ourselves, and takes it slowly."""
        with Probe(self._broker, CLIENT_ID, receive_maximum=RECEIVE_MAXIMUM, address=self._address) as probe:
            try:
                answer = self._let_in(probe)
            except Unreachable as failure:
                return Burst(BURST_MESSAGES, 0, str(failure))
            if answer.refused:
                return Burst(BURST_MESSAGES, 0, answer.text)
            return burst(probe, self._topic, BURST_MESSAGES, self._patience.up_to(BURST_SECONDS))

    def _let_in(self, probe: Probe) -> Answer:
        """Whoever waits long for the connection does not wait less long for the broker's answer."""
        probe.dial(self._patience.up_to(ANSWER_SECONDS))
        return probe.greet(self._patience.up_to(ANSWER_SECONDS))

    def _send(self, probe: Probe, number: int) -> Answer | None:
        return probe.publish(
            self._topic,
            str(number).encode(),
            expiry_seconds=TRIP_EXPIRY_SECONDS,
            seconds=self._patience.up_to(TRIP_SECONDS),
        )

    def _hear(self, probe: Probe, number: int) -> float | None:
        wanted = str(number).encode()
        sent = probe.hear_one(
            lambda sent: (sent.topic, sent.payload) == (self._topic, wanted), self._patience.up_to(TRIP_SECONDS)
        )
        return sent.at if sent else None

    def _who_is_it(self) -> tuple[Peer, bytes]:
        if not self._broker.tls:
            return who_speaks(self._address, self._broker.port, self._patience)
        door, context = Door(self._broker, self._address), encryption(self._broker)

        def dial(seconds: float) -> socket.socket:
            return door.shake(context, seconds)

        return who_answers(dial, self._patience)
