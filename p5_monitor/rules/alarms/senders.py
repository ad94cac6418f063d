"""Who is heard on a topic: one program, or two whose numbers go on beside each other."""

import math
from collections import deque
from collections.abc import Sequence
from typing import NamedTuple

from common.messages import Forgotten
from p5_monitor.rules.alarms.alarm import AlarmRule
from p5_monitor.rules.facts import Heard
from p5_monitor.rules.recent import MAX_TOPICS, Recent

# So many of a sender's numbers may be lost, or overtake each other, without his being taken for another.
WIDEST_GAP = 3

# Beside the program that spoke last so many others are followed.
MAX_LEFT = 3

# The steps to a number that does not follow.
FAR = math.inf

# So many signs of each module are remembered.
MAX_SIGNS = 50

# So often a program begins at 1 beside another before it is said that it does so again and again.
RESTARTS = 3


class Sign(NamedTuple):
    """When something was seen, and on which topic."""

    at: float
    topic: str


class _Chain(NamedTuple):
    number: int
    sent: str


class Senders(AlarmRule):
    """Follows the numbers that senders give to their messages; it raises nothing by itself.

    One program counts on from its last number, and begins at 1 when it is restarted. So only if a program *goes on*
    after another was heard are there two of them: its number follows not the last one on the topic but the one before
    that was left behind; or it follows the last one, and somebody spoke between who gives no numbers at all.

    Args:
        patience_seconds: a number that was left behind so long ago belongs to nobody any more.
        restart_seconds: so close together restarts are one trouble.
    """

    def __init__(self, patience_seconds: float, restart_seconds: float) -> None:
        self._patience_seconds = patience_seconds
        self._restart_seconds = restart_seconds
        self._topics: Recent[_Numbers] = Recent(MAX_TOPICS)
        self._returned: dict[str, deque[Sign]] = {}
        self._restarted: dict[str, Sign] = {}

    def returned(self, role: str) -> Sequence[Sign]:
        """When a program went on after another was heard, in a module's row; the latest last."""
        return self._returned.get(role, ())

    def restarted(self, role: str) -> Sign | None:
        """When it was last seen that one of two programs begins again and again."""
        return self._restarted.get(role)

    def disconnected(self, now: float) -> None:
        """Numbers that we do not hear are not missing in the count."""
        self._topics.clear()

    def heard(self, heard: Heard, now: float) -> None:
        """Somebody spoke. Whoever empties a topic, as our own purge does, is no publisher of it."""
        if heard.role is None or heard.retained or isinstance(heard.message, Forgotten):
            return
        numbers = self._topics.get(heard.topic) or _Numbers()
        self._topics.put(heard.topic, numbers)
        if heard.number is None:
            numbers.interrupt()
        elif heard.sent and numbers.goes_on(_Chain(heard.number, heard.sent), now, self._patience_seconds):
            sign = Sign(now, heard.topic)
            self._returned.setdefault(heard.role, deque(maxlen=MAX_SIGNS)).append(sign)
            if numbers.restarts_since(now - self._restart_seconds) >= RESTARTS:
                self._restarted[heard.role] = sign


class _Numbers:
    """The numbers of one topic."""

    __slots__ = ("_began", "_interrupted", "_last", "_left")

    def __init__(self) -> None:
        self._last: _Chain | None = None
        # Those that were left behind, and when: the latest last.
        self._left: tuple[tuple[_Chain, float], ...] = ()
        self._interrupted = False
        self._began: tuple[float, ...] = ()

    def interrupt(self) -> None:
        """Somebody spoke who gives no numbers."""
        self._interrupted = self._last is not None

    def restarts_since(self, since: float) -> int:
        """How often somebody began at 1."""
        return sum(at >= since for at in self._began)

    def goes_on(self, new: _Chain, now: float, patience_seconds: float) -> bool:
        """A number came; says whether its sender goes on after another was heard."""
        last = self._last
        if last is None:
            self._last = new
            return False
        if new == last or _is_overtaken(new, last):
            return False
        after_last = _steps(last, new)
        followed = [(_steps(chain, new), chain) for chain, at in self._left if now - at <= patience_seconds]
        after_left, before = min(followed, default=(FAR, None))
        if after_left < after_last or after_last == FAR:
            self._leave(last, now, before if after_left < FAR else None)
        if after_left == after_last == FAR and new.number == 1:
            self._began = (*self._began, now)[-RESTARTS:]
        goes_on = after_left < after_last or (self._interrupted and after_last < FAR)
        self._last = new
        self._interrupted = False
        return goes_on

    def _leave(self, last: _Chain, now: float, taken_up: _Chain | None) -> None:
        others = [(chain, at) for chain, at in self._left if chain != taken_up]
        self._left = (*others, (last, now))[-MAX_LEFT:]


def _steps(before: _Chain, after: _Chain) -> float:
    """How closely one number follows another."""
    steps = after.number - before.number
    return steps if 0 < steps <= WIDEST_GAP else FAR


def _is_overtaken(new: _Chain, last: _Chain) -> bool:
    return new.sent <= last.sent and 0 <= last.number - new.number <= WIDEST_GAP
