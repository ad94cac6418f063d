"""What goes to a broker's connection and what comes from it: values, without a socket."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from common.contract import Completions
from common.messages import Delivery


@dataclass(frozen=True)
class Broker:
    """Where the broker is and how to be let in. ``ca_file``: whom to trust instead of the system's authorities."""

    host: str
    port: int
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    tls: bool = False
    ca_file: Path | None = None


class Publication(NamedTuple):
    """What is published: ``topic`` is the whole topic; ``expiry_seconds`` when an undelivered one is void."""

    topic: str
    payload: bytes
    retain: bool
    expiry_seconds: int | None = None
    properties: Sequence[tuple[str, str]] = ()


class Filters(NamedTuple):
    """What to subscribe to, with the prefix: for the messages, and once more for the sake of their retain flags."""

    messages: Sequence[str]
    flags: Sequence[str] = ()


class Up(NamedTuple):
    """A fact: the broker let us in. ``session_present``: it kept what it owed us."""

    session_present: bool


class Down(NamedTuple):
    """A fact: the connection is gone, or could not be made."""

    reason: str


class Rival(NamedTuple):
    """A fact: another program has our ClientID."""


class Arrived(NamedTuple):
    """A fact: a message came."""

    topic: str
    payload: bytes
    retained: bool
    properties: dict[str, str]
    delivery: Delivery


class Flagged(NamedTuple):
    """A fact: a copy of a message, as it was published: ``retained`` is what its sender said.

    ``delivery`` is None where the broker made one delivery of the message and its copy; ``expiry_seconds``: how long
    the broker still keeps it (None: for ever).
    """

    topic: str
    payload: bytes
    retained: bool
    properties: dict[str, str]
    delivery: Delivery | None
    expiry_seconds: int | None = None


class Acknowledged(NamedTuple):
    """A fact: the broker answered a publication. ``refused``: why it did not take it ("" if it did)."""

    packet_id: int
    refused: str


class Subscribed(NamedTuple):
    """A fact: the broker answered a subscription. ``refused``: each filter that it refused, with the reason."""

    refused: list[tuple[str, str]]


class Undecodable(NamedTuple):
    """A fact: a message came on a topic that is not UTF-8."""

    delivery: Delivery


Fact = Up | Down | Rival | Arrived | Flagged | Acknowledged | Subscribed | Undecodable


def _always() -> bool:
    return True


# Room for the longest topic, twice. Without a bound one message of somebody else takes as much memory as the broker
# lets through, which by default is all that a small Pi has.
LARGEST_PACKET = 128 * 1024


class Session(NamedTuple):
    """What the broker keeps for us while we are away.

    ``seconds``: for how long (0: nothing is kept). ``has_room``: whether more may come; while not, nothing is read, and
    if that lasts, there is no connection, and the broker keeps it. ``largest_packet``: in bytes; what is larger the
    broker drops before it reaches us (MQTT 5, section 3.1.2.11.4).
    """

    seconds: int = 0
    has_room: Callable[[], bool] = _always
    largest_packet: int = LARGEST_PACKET


@dataclass(frozen=True)
class Connection:
    """How this service reaches the others.

    ``prefix`` ends in a slash; ``completions`` says how much beside the table is in force.
    """

    broker: Broker
    client_id: str
    prefix: str
    completions: Completions
