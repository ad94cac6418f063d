"""What is said: one frozen class for each topic, with the words as they are on the wire.

The fields of a payload are those of the team's table, in its order. A field marked ``Beside`` travels beside the
payload, as an MQTT 5 user property, so that a module which knows only the payload keeps working; a message without it
is as good as one with.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal, NamedTuple

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from common.spots import SPOT_ID_PATTERN

SpotId = Annotated[str, StringConstraints(pattern=SPOT_ID_PATTERN)]
Status = Literal["FREE", "OCCUPIED", "UNKNOWN"]
State = Literal["OPENING", "OPENED", "CLOSING", "CLOSED", "FAULT"]
Reason = Literal["order", "forced", "released", "hold_over", "obstacle", "timeout", "started", "interrupted"]

MAX_COUNT = 999_999
MAX_REFRESH_SECONDS = 86_400.0
MAX_NAME_LENGTH = 100


class Beside:
    """Marks a field that travels as a user property and not in the payload."""


def _seconds_or_nothing(value: object) -> float | None:
    """A stranger's promise that cannot be read is no promise."""
    try:
        seconds = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
    return seconds if math.isfinite(seconds) and 0 < seconds <= MAX_REFRESH_SECONDS else None


def _name_or_nothing(value: object) -> str | None:
    """A stranger's name that nobody could print is no name."""
    return value if isinstance(value, str) and value.isprintable() and 0 < len(value) <= MAX_NAME_LENGTH else None


Refresh = Annotated[float | None, BeforeValidator(_seconds_or_nothing), Beside()]
Name = Annotated[str | None, BeforeValidator(_name_or_nothing), Beside()]


class Message(BaseModel):
    """What every message has: fields in the payload, and fields beside it."""

    model_config = ConfigDict(frozen=True, strict=True, extra="ignore", hide_input_in_errors=True)

    payload_fields: ClassVar[tuple[str, ...]] = ()
    beside_fields: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        beside = {
            name for name, field in cls.model_fields.items() if any(isinstance(mark, Beside) for mark in field.metadata)
        }
        cls.payload_fields = tuple(name for name in cls.model_fields if name not in beside)
        cls.beside_fields = tuple(name for name in cls.model_fields if name in beside)

    def payload(self) -> bytes:
        """The bytes on the wire: ``json.dumps()`` of exactly the fields in the table."""
        return json.dumps({name: getattr(self, name) for name in self.payload_fields}).encode()

    def beside(self) -> list[tuple[str, str]]:
        """The user properties that say more than the payload may."""
        said = ((name, getattr(self, name)) for name in self.beside_fields)
        return [(name, str(value)) for name, value in said if value is not None]


class SpotStatus(Message):
    """P1: whether a vehicle stands on a place or before a detector."""

    id: SpotId
    status: Status
    refresh: Refresh = Field(None, description="the sender repeats himself within so many seconds (0 to 86 400)")


class Available(Message):
    """P4: how many places are free."""

    count: int = Field(ge=0, le=MAX_COUNT)
    refresh: Refresh = Field(None, description="the sender repeats himself within so many seconds (0 to 86 400)")


class BarrierCommand(Message):
    """P2: let a vehicle in."""

    action: Literal["OPEN"]
    by: Name = Field(None, description="who ordered it")


class BarrierState(Message):
    """P3: where the arm is."""

    state: State
    reason: Name = Field(None, description="why it moved, stopped or is held: one of `Reason`")
    by: Name = Field(None, description="who ordered it")


class NewSpot(Message):
    """P6: a place is added to the lot or taken out of it."""

    id: SpotId
    cmd: Literal["ADD", "REMOVE"]


class Override(Message):
    """P7: the operator holds the barrier open, or gives it back to its rules."""

    cmd: Literal["FORCE_OPEN", "RELEASE"]
    by: Name = Field(None, description="who ordered it")


class Presence(Message):
    """Anyone: I am here, or (as last will) I am gone."""

    role: Literal["P1", "P2", "P3", "P4", "P5", "P6", "P7"]
    online: bool


class Forgotten(NamedTuple):
    """An empty payload: that spot does not exist, that count is unknown, that order says nothing."""

    message: type[Message]
    id: str = ""

    def payload(self) -> bytes:
        """Nothing, which clears what the broker remembers."""
        return b""

    def beside(self) -> list[tuple[str, str]]:
        """Nothing more to say."""
        return []


class Delivery(NamedTuple):
    """How a message came: what its acknowledgement needs.

    ``connection`` numbers the connections of this process; ``duplicate``: the broker says that it may have come before.
    """

    connection: int
    qos: int
    packet_id: int
    duplicate: bool


class Received(NamedTuple):
    """A message as it came, for those who hear everything.

    ``topic`` is without the prefix; ``received_at`` is aware, in UTC.
    """

    topic: str
    payload: bytes
    retained: bool
    properties: Mapping[str, str]
    received_at: datetime
    delivery: Delivery | None = None


@dataclass(frozen=True)
class Listening:
    """A local fact: the broker has answered our subscription. ``refused``: the filters that it did not grant."""

    refused: tuple[str, ...] = ()


@dataclass(frozen=True)
class SentRetained:
    """A local fact: somebody flagged a message as retained, live or some time ago (``payload`` empty: it was cleared).

    Sensed by a service with a ``SeesRetainFlag`` line. ``topic`` is without the prefix. ``expiry_seconds``: how long
    the broker still keeps it (None: for ever; MQTT 5, section 3.3.2.3.3).
    """

    topic: str
    payload: bytes
    properties: Mapping[str, str]
    expiry_seconds: int | None = None


@dataclass(frozen=True)
class Acknowledge:
    """An outcome: these messages are safe, the broker may forget them."""

    deliveries: tuple[Delivery, ...]


@dataclass(frozen=True)
class Connected:
    """A local fact: the broker hears us again. ``session_present``: it kept what it owed us."""

    session_present: bool = False


@dataclass(frozen=True)
class Disconnected:
    """A local fact: the broker does not hear us any more."""


@dataclass(frozen=True)
class Stopping:
    """A local fact: somebody asked this service to stop."""


@dataclass(frozen=True)
class Notice:
    """An outcome: something that a person should read in the log, as a warning."""

    text: str
