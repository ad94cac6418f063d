"""The whole picture, and when it is shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from common.messages import Connected, Disconnected, Listening
from p7_dashboard.rules.facts import Show, Shown

# Whatever changes within this is one change to those who look.
TICK_SECONDS = 0.05


class Part(Protocol):
    """A part of the picture."""

    @property
    def is_changed(self) -> bool:
        """Whether it has something new to show."""

    def take_change(self) -> Shown:
        """What has changed since this was last asked."""

    def whole(self) -> Shown:
        """All of it; never changed afterwards."""


class Picture:
    """Everything that the page shows.

    Args:
        parts: what it consists of.
    """

    def __init__(self, *parts: Part) -> None:
        self._parts = parts
        self._shown_at = float("-inf")

    def due(self) -> float | None:
        """When to show what has changed."""
        return self._shown_at + TICK_SECONDS if any(part.is_changed for part in self._parts) else None

    def time_passed(self, now: float) -> Sequence[Show]:
        """A change is shown at once, what follows it at the next tick."""
        self._shown_at = now
        change = {name: value for part in self._parts for name, value in part.take_change().items()}
        return [Show(change, self.whole())]

    def whole(self) -> Shown:
        """What somebody sees who comes now."""
        return {name: value for part in self._parts for name, value in part.whole().items()}


@dataclass(frozen=True)
class Broker:
    """Whether the broker let us in, and whether it lets us hear."""

    connected: bool
    hears: bool = False


class Link:
    """The connection to the broker, as a part of the picture."""

    def __init__(self) -> None:
        self._broker = Broker(connected=False)
        self.is_changed = False

    def connected(self, _: Connected, now: float) -> Sequence[object]:  # noqa: ARG002  every handler is told the time
        """The broker let us in."""
        self._broker, self.is_changed = Broker(connected=True), True
        return []

    def listening(self, listening: Listening, now: float) -> Sequence[object]:  # noqa: ARG002  every handler is told the time
        """The broker answered what we want to hear."""
        self._broker, self.is_changed = Broker(connected=True, hears=not listening.refused), True
        return []

    def disconnected(self, _: Disconnected, now: float) -> Sequence[object]:  # noqa: ARG002  every handler is told the time
        """What is shown is as old as this."""
        self._broker, self.is_changed = Broker(connected=False), True
        return []

    def take_change(self) -> Shown:
        """The connection, if it has changed."""
        changed, self.is_changed = self.is_changed, False
        return self.whole() if changed else {}

    def whole(self) -> Shown:
        """The connection."""
        return {"broker": self._broker}
