"""P5's rows of the table (all of them completions), and what it makes of what it hears."""

from collections.abc import Sequence

from common.contract import TABLE, TOPICS, Action, Rejected, Role, Topic, find
from common.messages import (
    BarrierCommand,
    Connected,
    Disconnected,
    Forgotten,
    Listening,
    Message,
    NewSpot,
    Override,
    Presence,
    Received,
    SentRetained,
)
from common.payload import decode
from common.service import Performs, SeesRetainFlag, Senses, Service, Subscribes, Wakes
from common.spots import Detectors
from p5_monitor.bell import Bell, Teller
from p5_monitor.log import MonitorLog
from p5_monitor.rules import (
    AlarmCleared,
    AlarmRaised,
    Contract,
    Flagged,
    Heard,
    MessageRejected,
    MinutePassed,
    Monitor,
    PresenceChanged,
)
from p5_monitor.words import printable

PUBLISHERS = {row.message: row.role.value for row in TABLE if row.action is Action.PUBLISHES}

ADDRESSES = tuple(topic.address for topic in TOPICS if topic.message in PUBLISHERS)

# What is shown of a stranger's words; a topic of ours is shorter.
LONGEST_TOPIC = 100
LONGEST_TEXT = 60

LONGEST_NUMBER = 9


def build(monitor: Monitor, log: MonitorLog, *others: Teller) -> Service:
    """P5 hears everything, and says nothing; of alarms it tells the log, and ``others``."""
    bell = Bell(log, *others)
    return Service(
        Role.P5,
        Subscribes(Received, understood),
        Subscribes(
            Presence,
            monitor.presence_said,
            remembered=monitor.presence_remembered,
            forgotten=monitor.presence_forgotten,
        ),
        SeesRetainFlag(BarrierCommand),
        SeesRetainFlag(Override),
        SeesRetainFlag(NewSpot),
        Senses(SentRetained, flagged),
        Senses(Flagged, monitor.flagged),
        Senses(Heard, monitor.heard),
        Senses(Connected, monitor.connected),
        Senses(Listening, monitor.listening),
        Senses(Disconnected, monitor.disconnected),
        Wakes(monitor.due, monitor.time_passed),
        Performs(PresenceChanged, log.presence_changed),
        Performs(MessageRejected, log.message_rejected),
        Performs(AlarmRaised, bell.alarm_raised),
        Performs(AlarmCleared, bell.alarm_cleared),
        Performs(MinutePassed, log.minute_passed),
    )


def contract(detectors: Detectors) -> Contract:
    """What the rules must know of the contract, with the lot's own detectors."""
    return Contract([role.value for role in Role], detectors, ADDRESSES)


def understood(received: Received, _: float) -> Sequence[Heard]:
    """What a message means to the rules: whose it is, whether it keeps the contract, and what can be shown of it."""
    found = find(received.topic)
    message: Message | Forgotten | None = None
    problem = ""
    try:
        message = decode(received.topic, received.payload, received.properties)
    except Rejected as rejected:
        problem = str(rejected)
    topic = printable(received.topic, LONGEST_TOPIC)
    heard = Heard(
        role=PUBLISHERS.get(found[0].message) if found else None,
        topic=topic,
        text=_text(found[0], message) if found and message else printable(_beginning(received.payload), LONGEST_TEXT),
        at=received.received_at.isoformat().replace("+00:00", "Z"),
        size=len(received.payload),
        retained=received.retained,
        message=message,
        problem=printable(problem, LONGEST_TOPIC),
        number=_number(received.properties.get("seq", "")) if topic == received.topic else None,
        sent=received.properties.get("sent", "")[:LONGEST_TEXT],
    )
    return [heard]


def flagged(sent: SentRetained, _: float) -> Sequence[Flagged]:
    """What it means to the rules that somebody flagged an order as retained."""
    topic = printable(sent.topic, LONGEST_TOPIC)
    text = printable(_beginning(sent.payload), LONGEST_TEXT)
    by = printable(sent.properties.get("by", ""), LONGEST_TEXT)
    return [Flagged(topic, text, by, sent.expiry_seconds)]


def _beginning(payload: bytes) -> str:
    return payload[: LONGEST_TEXT + 1].decode(errors="replace")


def _text(kind: Topic, message: Message | Forgotten) -> str:
    """The words of a message, without what its topic says already."""
    if isinstance(message, Forgotten):
        return "(forgotten)"
    return " ".join(str(getattr(message, name)) for name in message.payload_fields if name != kind.placeholder)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER and int(text) > 0 else None
