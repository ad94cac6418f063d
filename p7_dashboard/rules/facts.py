"""What the rules learn, and what they want shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from common.messages import Forgotten, Message

Shown = Mapping[str, object]


@dataclass(frozen=True)
class Heard:
    """A fact: something was said.

    Args:
        topic: where, without the prefix.
        payload: the bytes as they came.
        at: when it came; RFC 3339, UTC.
        retained: a copy that the broker kept: true, but no news.
        message: what it means; None if it breaks the contract.
        problem: how it breaks the contract.
        speaker: the role whose row of the table this is ("" if there is none).
    """

    topic: str
    payload: bytes
    at: str
    retained: bool
    message: Message | Forgotten | None
    problem: str | None = None
    speaker: str = ""


@dataclass(frozen=True)
class OrderGiven:
    """A fact: the operator gave an order on the page."""

    id: str
    cmd: Literal["FORCE_OPEN", "RELEASE"]
    by: str
    at: str


@dataclass(frozen=True)
class Show:
    """An action: show what has changed, and the whole to those who come new."""

    change: Shown
    whole: Shown
