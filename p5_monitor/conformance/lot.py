"""Whether a lot lives here: nothing of the kit may open a barrier under which people drive. Pure."""

from collections.abc import Sequence
from datetime import datetime

from common.contract import TABLE, Rejected, Role, find
from common.messages import Message, Presence
from common.payload import decode
from p5_monitor.mqtt_probe import Sent
from p5_monitor.purge import judge


def kinds_of(role: Role) -> tuple[type[Message], ...]:
    """What a role may say by the table."""
    return tuple(type(row.example) for row in TABLE if row.role is role and row.example is not None)


def kind_on(topic: str) -> type[Message] | None:
    """What is said on a topic (without the prefix), if it is one of the contract."""
    found = find(topic)
    return found[0].message if found else None


def speaker(topic: str) -> Role | None:
    """Whose row of the table a topic (without the prefix) is."""
    kind = kind_on(topic)
    return next((role for role in Role if kind in kinds_of(role)), None)


def says_present(topic: str, payload: bytes) -> Role | None:
    """Who says of himself that he is there."""
    presence = _presence(topic, payload)
    return Role(presence.role) if presence and presence.online else None


def living(heard: Sequence[Sent], prefix: str, at: datetime) -> dict[Role, Sent]:
    """Who lives here, by what was heard in the first seconds, with the message that tells.

    A copy that the broker kept tells nothing, unless its sender promised to repeat it and the time for that is not up.

    Args:
        heard: all of it, copies first, on whole topics.
        prefix: what every topic begins with.
        at: now, aware.
    """
    gone = {role for role in (_says_gone(sent, prefix) for sent in heard) if role}
    alive = {kept.topic for kept in judge(heard, prefix, at) if kept.is_live}
    found: dict[Role, Sent] = {}
    for sent in heard:
        topic = sent.topic.removeprefix(prefix)
        present = says_present(topic, sent.payload)
        role = present or speaker(topic)
        is_live = not sent.retained or (topic in alive and role not in gone)
        if role and sent.payload and (present or is_live):
            found.setdefault(role, sent)
    return found


def copies(heard: Sequence[Sent]) -> tuple[list[Sent], list[Sent]]:
    """What the broker kept, which is the first retained message on each topic, and what was said since."""
    topics = set()
    kept: list[Sent] = []
    since: list[Sent] = []
    for sent in heard:
        (kept if sent.retained and sent.topic not in topics else since).append(sent)
        topics.add(sent.topic)
    return kept, since


def _says_gone(sent: Sent, prefix: str) -> Role | None:
    presence = _presence(sent.topic.removeprefix(prefix), sent.payload)
    return Role(presence.role) if presence and not presence.online else None


def _presence(topic: str, payload: bytes) -> Presence | None:
    if kind_on(topic) is not Presence:
        return None
    try:
        message = decode(topic, payload)
    except Rejected:
        return None
    return message if isinstance(message, Presence) else None
