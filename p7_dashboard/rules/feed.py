"""The last things that were said, as text that can be shown."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from common.messages import Available, BarrierState, Forgotten, Message, SpotStatus
from common.spots import MAX_SPOTS
from p7_dashboard.rules.facts import Heard, Shown

MAX_EVENTS = 200
SHOWN_CHARACTERS = 200

STATES = (SpotStatus, Available, BarrierState)


@dataclass(frozen=True)
class Event:
    """Something that was said; ``number`` counts up from 1 at each start."""

    number: int
    at: str
    topic: str
    text: str
    problem: str | None
    reason: str | None
    by: str | None


class Feed:
    """What was said lately. A copy that the broker kept, and a state that is only repeated, are no news."""

    def __init__(self) -> None:
        self._events: deque[Event] = deque(maxlen=MAX_EVENTS)
        self._new: deque[Event] = deque(maxlen=MAX_EVENTS)
        self._number = 0
        self._last: dict[str, str] = {}

    def heard(self, heard: Heard, now: float) -> Sequence[object]:  # noqa: ARG002  every handler is told the time
        """Something was said."""
        if self._is_news(heard) and not heard.retained:
            self._number += 1
            reason, by = (getattr(heard.message, name, None) for name in ("reason", "by"))
            topic, text, problem = printable(heard.topic), text_of(heard.payload), heard.problem
            event = Event(self._number, heard.at, topic, text, printable(problem) if problem else None, reason, by)
            self._events.appendleft(event)
            self._new.appendleft(event)
        return []

    @property
    def is_changed(self) -> bool:
        """Whether something new was said."""
        return bool(self._new)

    def take_change(self) -> Shown:
        """What is new, the newest first."""
        new, self._new = tuple(self._new), deque(maxlen=MAX_EVENTS)
        return {"feed": new} if new else {}

    def whole(self) -> Shown:
        """The last events, the newest first."""
        return {"feed": tuple(self._events)}

    def _is_news(self, heard: Heard) -> bool:
        message = heard.message
        if isinstance(message, Forgotten):
            return self._last.pop(heard.topic, None) is not None or message.message not in STATES
        if not isinstance(message, STATES):
            return True
        words = _words(message)
        before = self._last.get(heard.topic)
        if before is not None or len(self._last) < MAX_SPOTS:
            self._last[heard.topic] = words
        return words != before


def text_of(payload: bytes) -> str:
    """Bytes as text for people: what is no text, and what could not be seen, is written out."""
    # A character has at most four bytes.
    return printable(payload[: 4 * SHOWN_CHARACTERS + 4].decode(errors="backslashreplace"))


def printable(text: str) -> str:
    """Text in which everything can be seen (no control character, nothing that turns the line round), cut to size."""
    seen = "".join(
        sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text[: SHOWN_CHARACTERS + 1]
    )
    return seen if len(seen) <= SHOWN_CHARACTERS else seen[:SHOWN_CHARACTERS] + "…"


def _words(message: Message) -> str:
    beside = [getattr(message, name, None) for name in ("reason", "by")]
    return f"{message.payload().decode()} {beside}"
