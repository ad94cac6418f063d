"""A service as data: who it is, what it hears, says, senses and performs. No thread, no clock.

A handler takes what happened and the time (monotonic seconds), and returns the outcomes in order: a message (it is
published), an action (it is performed), a local fact (it is sensed), or a Notice (it is logged).
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from common.connection import Session
from common.contract import Action, Completions, ContractError, Role, completion_of, filter_of, in_table
from common.messages import Forgotten, Message, Received

log = logging.getLogger(__name__)

Outcomes = Sequence[object]

M = TypeVar("M", bound=Message | Received)
F = TypeVar("F")
A = TypeVar("A")


class Line:
    """One line of a service.

    A class and not a union of ``Subscribes[Any]`` and the others: where ``Any`` is expected, a type checker takes any
    handler for the right one.
    """


@dataclass(frozen=True)
class Subscribes(Line, Generic[M]):
    """Hears one kind of message.

    Args:
        message: the kind; ``Received`` for everything, as it came.
        heard: what to do with one that was just sent.
        remembered: what to do with a copy that the broker kept (default: the same).
        forgotten: what to do when the topic is emptied, or when a sender broke his promise and no word says so.
        stale_seconds: how long a word without a promise is believed (0: for ever).
    """

    message: type[M]
    heard: Callable[[M, float], Outcomes]
    remembered: Callable[[M, float], Outcomes] | None = None
    forgotten: Callable[[Forgotten, float], Outcomes] | None = None
    stale_seconds: float = 0.0


@dataclass(frozen=True)
class Publishes(Line):
    """Says one kind of message."""

    message: type[Message]


@dataclass(frozen=True)
class Senses(Line, Generic[F]):
    """Learns of a local fact: from a sensor, from another thread, or from the connection."""

    fact: type[F]
    sensed: Callable[[F, float], Outcomes]


@dataclass(frozen=True)
class Performs(Line, Generic[A]):
    """Acts on the world outside: a motor, a display, a file."""

    action: type[A]
    perform: Callable[[A, float], None]


@dataclass(frozen=True)
class Wakes(Line):
    """Wants to be woken: ``due`` tells when (None: not at all), ``then`` what to do when that time has come."""

    due: Callable[[], float | None]
    then: Callable[[float], Outcomes]


@dataclass(frozen=True)
class Keeps(Line):
    """Must not lose a message: the broker keeps what comes while we are away.

    Nothing is acknowledged but by an ``Acknowledge`` outcome.
    """

    session: Session


@dataclass(frozen=True)
class Unannounced(Line):
    """Is none of the seven: it never says that its role is here, and leaves no last will."""


@dataclass(frozen=True)
class SeesRetainFlag(Line):
    """Learns, as ``SentRetained``, when a message of this kind was sent with the retain flag.

    A broker takes the flag off what it hands on as it comes, except for a subscription that asks for it (MQTT 5,
    section 3.8.3.1, Retain As Published). So this is one more subscription, and its copies are for nothing else.
    """

    message: type[Message]


@dataclass(frozen=True)
class Finishes(Line):
    """Wants to finish before it stops, for instance a movement: ``done`` tells when it has."""

    done: Callable[[], bool]


class Service:
    """A role and its lines; see the module that builds one, ``pN_name/service.py``."""

    def __init__(self, role: Role, *lines: Line) -> None:
        self.role = role
        self.lines = lines

    def allowed(self, completions: Completions) -> "Service":
        """The same service without the lines that ``COMPLETIONS`` leaves out.

        Raises:
            ContractError: a line stands neither in the table nor among the completions.
        """
        return Service(self.role, *(line for line in self.lines if _is_allowed(self.role, line, completions)))

    def with_lines(self, lines: Iterable[Line]) -> "Service":
        """The same service with more lines."""
        return Service(self.role, *self.lines, *lines)

    @property
    def keeps(self) -> Keeps | None:
        """What it asks of the broker while it is away, if it must not lose a message."""
        return next((line for line in self.lines if isinstance(line, Keeps)), None)

    @property
    def is_announced(self) -> bool:
        """Whether it speaks for its role, and so says that it is here."""
        return not any(isinstance(line, Unannounced) for line in self.lines)

    def filters(self) -> list[str]:
        """What to subscribe to, without the prefix, each once."""
        return list(dict.fromkeys(filter_of(line.message) for line in self.subscriptions()))

    def flag_filters(self) -> list[str]:
        """What to subscribe to once more, for the sake of the retain flag."""
        return [filter_of(line.message) for line in self.lines if isinstance(line, SeesRetainFlag)]

    def subscriptions(self) -> list[Subscribes[Any]]:
        """What it hears."""
        return [line for line in self.lines if isinstance(line, Subscribes)]


def _is_allowed(role: Role, line: Line, completions: Completions) -> bool:
    if not isinstance(line, Subscribes | Publishes | SeesRetainFlag):
        return True
    action = Action.PUBLISHES if isinstance(line, Publishes) else Action.SUBSCRIBES
    # Whoever looks at flags hears everything: nobody else has such a row.
    message = Received if isinstance(line, SeesRetainFlag) else line.message
    if in_table(role, action, message):
        return True
    completion = completion_of(role, action, message)
    if completion is None:
        raise ContractError(role, action, message.__name__)
    if completions.include(completion.needs):
        return True
    log.info("left out by COMPLETIONS", extra={"completion": completion.name, "what": completion.why[1]})
    return False
