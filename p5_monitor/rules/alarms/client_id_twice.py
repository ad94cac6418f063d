"""Two programs with one ClientID throw each other out."""

from collections import deque
from collections.abc import Iterable
from typing import NamedTuple

from p5_monitor.rules.alarms.alarm import AlarmRule, Condition
from p5_monitor.rules.alarms.senders import RESTARTS, Senders
from p5_monitor.rules.picture import Kind

# So many times going of each module are remembered.
MAX_FLIPS = 50


class Limits(NamedTuple):
    """How often within how many seconds is too often, and after how much quiet it is over."""

    flips: int
    flip_seconds: float
    quiet_seconds: float


class ClientIdTwice(AlarmRule):
    """Raised when a module comes and goes, or when one of two programs begins its numbers, again and again.

    Only what happens while we stay connected counts. Cleared after a while of quiet: rivals wait longer each time. A
    link that flaps, and a program that dies and is started again, look the same from here: the hint must name them. The
    ``details`` are the ``cause`` (``flips``: of its presence; ``numbers``: that begin anew) and how
    many ``times``.

    Args:
        roles: the seven.
        senders: who is heard.
        limits: from when on it is an alarm.
    """

    def __init__(self, roles: Iterable[str], senders: Senders, limits: Limits) -> None:
        self._senders = senders
        self._limits = limits
        self._went: dict[str, deque[float]] = {role: deque(maxlen=MAX_FLIPS) for role in roles}
        self._away: set[str] = set()
        self._flipping: set[str] = set()

    def connected(self, now: float) -> None:
        """Whoever went while we were cut off went because of that, as far as we know."""
        self._away.clear()
        for role in self._went.keys() - self._flipping:
            self._went[role].clear()

    def presence_said(self, role: str, *, online: bool, now: float) -> None:
        """A module, or its last will, says whether it is there."""
        if online:
            self._away.discard(role)
        elif role not in self._away:
            self._away.add(role)
            self._went[role].append(now)
            if self._times(role, now - self._limits.flip_seconds) >= self._limits.flips:
                self._flipping.add(role)

    def conditions(self, now: float) -> Iterable[Condition]:
        """Whose ClientID is used twice."""
        since = now - self._limits.quiet_seconds
        self._flipping = {role for role in self._flipping if self._times(role, since)}
        for role in self._went:
            restarted = self._senders.restarted(role)
            if role in self._flipping:
                yield Condition(Kind.CLIENT_ID_TWICE, role, {"cause": "flips", "times": str(self._times(role, since))})
            elif restarted and restarted.at >= since:
                yield Condition(Kind.CLIENT_ID_TWICE, role, {"cause": "numbers", "times": str(RESTARTS)})

    def _times(self, role: str, since: float) -> int:
        return sum(at >= since for at in self._went[role])
