"""Where each message is said, and how it is delivered."""

from typing import NamedTuple

from common.messages import (
    Available,
    BarrierCommand,
    BarrierState,
    Forgotten,
    Message,
    NewSpot,
    Override,
    Presence,
    Received,
    SpotStatus,
)

QOS = 1

# An order that comes later than this belongs to a vehicle that has long gone.
ORDER_EXPIRY_SECONDS = 10


class Topic(NamedTuple):
    """An address (after the prefix; ``{id}`` stands for one level), its message, and how it is delivered.

    ``retained``: whether the broker remembers the last one. ``expiry_seconds``: when an undelivered one is void.
    """

    address: str
    message: type[Message]
    retained: bool
    expiry_seconds: int | None = None

    @property
    def filter(self) -> str:
        """The subscription that hears every one of them."""
        return "/".join("+" if level.startswith("{") else level for level in self.address.split("/"))

    @property
    def placeholder(self) -> str | None:
        """The field of the message that the address repeats: ``id`` in ``spots/{id}/status``."""
        return next((level[1:-1] for level in self.address.split("/") if level.startswith("{")), None)

    def value_in(self, topic: str) -> str | None:
        """What stands for the placeholder in a topic of this address ("" without one); None: not of this address."""
        levels, wanted = topic.split("/"), self.address.split("/")
        if len(levels) != len(wanted):
            return None
        value = ""
        for level, want in zip(levels, wanted, strict=True):
            if want.startswith("{"):
                value = level
            elif level != want:
                return None
        return value


TOPICS = (
    Topic("parking/spots/{id}/status", SpotStatus, retained=True),
    Topic("parking/display/available", Available, retained=True),
    Topic("parking/barriers/entry/cmd", BarrierCommand, retained=False, expiry_seconds=ORDER_EXPIRY_SECONDS),
    Topic("parking/barriers/entry/state", BarrierState, retained=True),
    Topic("parking/config/new_spot", NewSpot, retained=False),
    Topic("parking/admin/override", Override, retained=False, expiry_seconds=ORDER_EXPIRY_SECONDS),
    Topic("monitor/presence/{role}", Presence, retained=True),
)

EVERYTHING = "parking/#"

_BY_MESSAGE = {topic.message: topic for topic in TOPICS}
_BY_ADDRESS = {topic.address: topic for topic in TOPICS if topic.placeholder is None}
_WITH_PLACEHOLDER = tuple(topic for topic in TOPICS if topic.placeholder is not None)


def topic_of(message: type[Message]) -> Topic:
    """Where a kind of message is said."""
    return _BY_MESSAGE[message]


def filter_of(message: type[Message] | type[Received]) -> str:
    """What to subscribe to in order to hear a kind of message, or everything."""
    return EVERYTHING if message is Received else topic_of(message).filter  # type: ignore[arg-type]


def address_of(said: Message | Forgotten) -> str:
    """The topic (after the prefix) on which this very message is said."""
    if isinstance(said, Forgotten):
        topic, value = topic_of(said.message), said.id
    else:
        topic = topic_of(type(said))
        value = getattr(said, topic.placeholder) if topic.placeholder else ""
    return topic.address.replace(f"{{{topic.placeholder}}}", value)


def find(topic: str) -> tuple[Topic, str] | None:
    """The entry of the table that a topic (after the prefix) belongs to, and what stands for its placeholder."""
    if topic in _BY_ADDRESS:
        return _BY_ADDRESS[topic], ""
    for candidate in _WITH_PLACEHOLDER:
        value = candidate.value_in(topic)
        if value is not None:
            return candidate, value
    return None
