"""How much a module says, and how much of it breaks the contract."""

from operator import add

from p5_monitor.rules.facts import Heard
from p5_monitor.rules.minute import SECONDS, Minute
from p5_monitor.rules.picture import Module, Rejection, Returned, Standing, Word

Seen = tuple[Heard, float]


class Traffic:
    """Counts what one module says."""

    def __init__(self) -> None:
        self._minute = Minute(add)
        self._messages = 0
        self._bytes = 0
        self._rejected = 0
        self._heard_at: float | None = None
        self._last: Seen | None = None
        self._last_rejected: Seen | None = None

    def heard(self, heard: Heard, now: float) -> None:
        """It said something, or the broker has kept something that it said."""
        if not heard.retained:
            self._heard_at = now
            self._messages += 1
            self._bytes += heard.size
            self._minute.add(1, now)
        if not heard.retained or self._last is None or self._last[0].retained:
            self._last = heard, now
        if heard.problem:
            self._rejected += 1
            self._last_rejected = heard, now

    def seen(self, standing: Standing, returned: Returned, missing: int, listened_seconds: float, now: float) -> Module:
        """Its figures. ``listened_seconds``: for how long we have been there to hear it."""
        return Module(
            standing=standing,
            returned=returned,
            heard_seconds=None if self._heard_at is None else now - self._heard_at,
            last_word=_word(self._last, now),
            messages=self._messages,
            bytes=self._bytes,
            per_second=sum(self._minute.figures(now)) / max(1.0, min(SECONDS, listened_seconds)),
            rejected=self._rejected,
            last_rejection=rejection(self._last_rejected, now),
            missing=missing,
        )


def rejection(seen: Seen | None, now: float) -> Rejection | None:
    """A rejected message, as it is shown."""
    if seen is None:
        return None
    heard, at = seen
    return Rejection(heard.topic, heard.problem, heard.at, now - at)


def _word(seen: Seen | None, now: float) -> Word | None:
    if seen is None:
        return None
    heard, at = seen
    return Word(heard.topic, heard.text, heard.at, now - at, heard.retained)
