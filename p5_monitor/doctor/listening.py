"""Hears what the lot says, as P5 does, and judges it by P5's rules."""

from datetime import UTC, datetime, timedelta

from common.contract import Rejected, find
from common.messages import Connected, Forgotten, Message, Presence, Received
from common.payload import decode
from common.presence import REPEAT_SECONDS
from common.spots import Detectors
from p5_monitor.mqtt_probe import Sent
from p5_monitor.rules import Heard, Monitor
from p5_monitor.rules.diagnosis import Clocks, Listened
from p5_monitor.service import ADDRESSES, LONGEST_TEXT, contract, understood
from p5_monitor.words import printable

# As everywhere: three promises broken in a row.
PATIENCE = 3

NOBODY = ""


class Listening:
    """What is made of what comes.

    Args:
        prefix: what every topic begins with.
        detectors: the lot's.
        now: monotonic seconds.
    """

    def __init__(self, prefix: str, detectors: Detectors, now: float) -> None:
        self._prefix = prefix
        self._began = now
        self._monitor = Monitor(contract(detectors), NOBODY, REPEAT_SECONDS, now)
        self._monitor.connected(Connected(), now)
        # By their hashes: a stranger's topics may be 64 kB long.
        self._topics: set[int] = set()
        self._promised: set[str] = set()
        self.clocks = Clocks()
        self.heard_on = dict.fromkeys(ADDRESSES, 0)
        # By topic; there are as many as there are topics for orders.
        self.orders_kept: dict[str, str] = {}

    def hear(self, sent: Sent, at: datetime) -> None:
        """Something came, at this time (aware). The first of a topic that is flagged as retained is a kept copy."""
        topic = sent.topic.removeprefix(self._prefix)
        is_kept = sent.retained and hash(topic) not in self._topics
        self._topics.add(hash(topic))
        received = Received(topic, sent.payload, is_kept, dict(sent.properties), at)
        found = find(topic)
        if found and found[0].message is Presence:
            self._presence(received, sent.at)
            return
        if found:
            self.heard_on[found[0].address] += 1
            if sent.retained and not found[0].retained:
                self._keep_order(topic, sent.payload)
        for heard in understood(received, sent.at):
            self._monitor.heard(heard, sent.at)
            self._compare(heard, at)

    def listened(self, now: float) -> Listened:
        """What is known by now."""
        self._monitor.time_passed(now)
        return Listened(self._monitor.picture, frozenset(self._promised), now - self._began)

    def _keep_order(self, topic: str, payload: bytes) -> None:
        """An order was flagged as retained; an empty one clears it (MQTT 5, section 3.3.1.3)."""
        self.orders_kept.pop(topic, None)
        if payload:
            self.orders_kept[topic] = printable(payload[: LONGEST_TEXT + 1].decode(errors="replace"), LONGEST_TEXT)

    def _presence(self, received: Received, now: float) -> None:
        try:
            said: Message | Forgotten = decode(received.topic, received.payload)
        except Rejected:
            return
        if isinstance(said, Forgotten):
            self._monitor.presence_forgotten(said, now)
        elif isinstance(said, Presence) and received.retained:
            self._monitor.presence_remembered(said, now)
        elif isinstance(said, Presence):
            self._monitor.presence_said(said, now)

    def _compare(self, heard: Heard, at: datetime) -> None:
        sent = _aware(heard.sent)
        if heard.role is None or sent is None:
            return
        self.clocks.heard(heard.role, (sent - at).total_seconds(), kept=heard.retained)
        refresh = getattr(heard.message, "refresh", None)
        if refresh and at - sent <= timedelta(seconds=PATIENCE * refresh):
            self._promised.add(heard.role)


def _aware(text: str) -> datetime | None:
    try:
        sent = datetime.fromisoformat(text)
        return sent.astimezone(UTC) if sent.tzinfo else None
    except (ValueError, OverflowError):
        return None
