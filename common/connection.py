"""What goes to a broker's connection and what comes from it: values, without a socket."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from common.contract import Completions


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


class Up(NamedTuple):
    """A fact: the broker let us in. ``session_present``: it kept what it owed us."""

    session_present: bool


class Down(NamedTuple):
    """A fact: the connection is gone, or could not be made."""

    reason: str


class Arrived(NamedTuple):
    """A fact: a message came. ``connection`` is the number of the connection that delivered it."""

    topic: str
    payload: bytes
    retained: bool
    duplicate: bool
    qos: int
    packet_id: int
    connection: int
    properties: dict[str, str]


class Acknowledged(NamedTuple):
    """A fact: the broker answered a publication. ``refused``: why it did not take it ("" if it did)."""

    packet_id: int
    refused: str


class Subscribed(NamedTuple):
    """A fact: the broker answered a subscription. ``refused``: each filter that it refused, with the reason."""

    refused: list[tuple[str, str]]


class Undecodable(NamedTuple):
    """A fact: a message came on a topic that is not UTF-8."""

    qos: int
    packet_id: int
    connection: int


Fact = Up | Down | Arrived | Acknowledged | Subscribed | Undecodable


@dataclass(frozen=True)
class Connection:
    """How this service reaches the others.

    ``prefix`` ends in a slash; ``completions`` says how much beside the table is in force.
    """

    broker: Broker
    client_id: str
    prefix: str
    completions: Completions
