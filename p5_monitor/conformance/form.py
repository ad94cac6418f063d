"""How a module writes and sends: on which topic, with which fields, how delivered. Pure: what came goes in."""

import json
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from common.contract import QOS, Rejected, Topic, address_of, find, topic_of
from common.messages import Forgotten, Message
from common.payload import decode
from p5_monitor.conformance.finding import Finding, Verdict, fails_unless, noted_unless
from p5_monitor.conformance.reading import words_in
from p5_monitor.mqtt_probe import Sent
from p5_monitor.rules.alarms.right_topic import RightTopic

# As many as a person reads.
SHOWN = 3

MOST_EXTRAS = 6


class Shows(NamedTuple):
    """What a broker tells of how a message was sent; not every one does."""

    qos: bool = True
    retained: bool = True


def form_of(
    kind: type[Message], came: Sequence[Sent], right_topic: RightTopic, shows: Shows | None = None
) -> Iterator[Finding]:
    """Judges every message of a module.

    Args:
        kind: what it may say.
        came: all that it said.
        right_topic: knows where a stray message belongs.
        shows: what the broker tells of how it was sent.
    """
    shows = shows or Shows()
    yield topics(came, right_topic)
    own = [sent for sent in came if is_of(kind, sent)]
    said = [sent for sent in own if sent.payload]
    if not said:
        return
    topic = topic_of(kind)
    yield payloads(said)
    if topic.placeholder:
        yield ids(said, topic.placeholder)
    yield qualities(own) if shows.qos else Finding("qos", Verdict.NOTE, came=own[:1], hint="qos_unseen")
    yield retention(topic, own) if shows.retained else unseen_retention(topic, own)
    if topic.expiry_seconds is not None:
        yield expiry(topic, said)


def is_of(kind: type[Message], sent: Sent) -> bool:
    """Whether it was said on a topic of this kind."""
    found = find(sent.topic)
    return found is not None and found[0].message is kind


def topics(came: Sequence[Sent], right_topic: RightTopic) -> Finding:
    """Nothing is said where nobody listens."""
    if not came:
        return Finding("topic", Verdict.NOTE, hint="topic_untried")
    stray = [sent for sent in came if find(sent.topic) is None]
    if not stray:
        return Finding("topic", Verdict.FITS, came=_first_of_each_topic(came)[:SHOWN])
    meant = right_topic.of(stray[0].topic)
    hint = "topic_id" if meant.id else "topic" if meant.topic else "topic_unknown"
    return Finding(
        "topic",
        Verdict.FAILS,
        came=_first_of_each_topic(stray)[:SHOWN],
        hint=hint,
        details={"right_topic": meant.topic, "id": meant.id},
    )


def payloads(said: Sequence[Sent]) -> Finding:
    """The fields of the table and the words of the contract, in JSON; more fields are worth a note."""
    extras: dict[str, Sent] = {}
    otherwise = []
    for sent in said:
        try:
            message = decode(*_with_its_own_id(sent))
        except Rejected as rejected:
            return Finding("payload", Verdict.FAILS, came=[sent], reason=str(rejected))
        if isinstance(message, Forgotten):
            continue
        extras |= {name: sent for name in words_in(sent.payload) if name not in message.payload_fields}
        if json.dumps(words_in(sent.payload)).encode() != sent.payload:
            otherwise.append(sent)
    if extras:
        names = ", ".join(list(extras)[:MOST_EXTRAS])
        return Finding(
            "payload", Verdict.NOTE, came=[next(iter(extras.values()))], reason=f"extra: {names}", hint="payload_extra"
        )
    if otherwise:
        return Finding("payload", Verdict.NOTE, came=otherwise[:1], hint="payload_spelling")
    return Finding("payload", Verdict.FITS, came=_first_of_each_topic(said)[:SHOWN])


def ids(said: Sequence[Sent], field: str) -> Finding:
    """The payload names the very spot that its topic names, letter for letter."""
    for sent in said:
        if _with_its_own_id(sent)[0] != sent.topic:
            own, (_, named) = str(words_in(sent.payload)[field]), find(sent.topic) or (None, "")
            return Finding("id", Verdict.FAILS, came=[sent], details={"id": own, "topic_id": named})
    return Finding("id", Verdict.FITS, came=_first_of_each_topic(said)[:SHOWN])


def qualities(own: Sequence[Sent]) -> Finding:
    """QoS 1: what gets lost is sent again."""
    lowest, highest = min(own, key=_quality), max(own, key=_quality)
    if lowest.qos < QOS:
        return Finding("qos", Verdict.FAILS, came=[lowest])
    if highest.qos > QOS:
        return Finding("qos", Verdict.NOTE, came=[highest], hint="qos_2")
    return Finding("qos", Verdict.FITS, came=[lowest])


def retention(topic: Topic, own: Sequence[Sent]) -> Finding:
    """A state is kept for whoever comes later; an order never is."""
    wrong = [sent for sent in own if sent.retained is not topic.retained]
    return Finding(_retention_row(topic), fails_unless(not wrong), came=(wrong or own)[:1])


def unseen_retention(topic: Topic, own: Sequence[Sent]) -> Finding:
    """The same, where nobody can tell."""
    return Finding(_retention_row(topic), Verdict.NOTE, came=own[:1], hint="retain_unseen")


def expiry(topic: Topic, said: Sequence[Sent]) -> Finding:
    """An order that comes late is for nobody; only MQTT 5 can say so."""
    endless = [sent for sent in said if sent.expiry_seconds is None]
    details = {"seconds": str(topic.expiry_seconds)}
    return Finding("expiry", noted_unless(not endless), came=(endless or said)[:1], details=details)


def _retention_row(topic: Topic) -> str:
    return "retained_state" if topic.retained else "retained_order"


def _with_its_own_id(sent: Sent) -> tuple[str, bytes]:
    """The message as if it had been said on the topic of the spot that it names."""
    found = find(sent.topic)
    if found is None or found[0].placeholder is None:
        return sent.topic, sent.payload
    own = words_in(sent.payload).get(found[0].placeholder)
    if not isinstance(own, str) or own == "" or "/" in own:
        return sent.topic, sent.payload
    return address_of(Forgotten(found[0].message, own)), sent.payload


def _first_of_each_topic(came: Sequence[Sent]) -> list[Sent]:
    return list({sent.topic: sent for sent in reversed(came)}.values())[::-1]


def _quality(sent: Sent) -> int:
    return sent.qos
