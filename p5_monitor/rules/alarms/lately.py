"""What was wrong lately, in as much memory for ten thousand topics as for ten."""

from collections.abc import Callable, Iterable, Mapping

from p5_monitor.rules.alarms.alarm import Condition
from p5_monitor.rules.picture import Kind

# So many alarms of one kind a person can look at; the rest is one more.
MAX_SUBJECTS = 20

OTHERS = "*"


class Lately:
    """Each subject is wrong until nothing was wrong with it for a while.

    The first so many have an alarm each. The others have one together, with the subject ``*``, that says how many
    ``messages`` there were. While that stands no other gets one of its own, also where one of the first is over: a flood
    of new subjects would raise and clear without an end.

    Args:
        kind: what is wrong.
        quiet_seconds: how long a subject must be left alone.
    """

    def __init__(self, kind: Kind, quiet_seconds: float) -> None:
        self._kind = kind
        self._quiet_seconds = quiet_seconds
        self._wrong: dict[str, tuple[Mapping[str, str], float]] = {}
        self._others = 0
        self._others_at = 0.0

    def wrong(self, subject: str, details: Callable[[], Mapping[str, str]], now: float) -> None:
        """It happened. ``details`` are asked for only if they are shown."""
        self._forget_others(now - self._quiet_seconds)
        if subject in self._wrong or (not self._others and len(self._wrong) < MAX_SUBJECTS):
            self._wrong[subject] = details(), now
        else:
            self._others += 1
            self._others_at = now

    def conditions(self, now: float) -> Iterable[Condition]:
        """What is wrong now."""
        since = now - self._quiet_seconds
        self._wrong = {subject: (details, at) for subject, (details, at) in self._wrong.items() if at > since}
        self._forget_others(since)
        for subject, (details, _) in self._wrong.items():
            yield Condition(self._kind, subject, details)
        if self._others:
            yield Condition(self._kind, OTHERS, {"messages": str(self._others)})

    def _forget_others(self, since: float) -> None:
        if self._others_at <= since:
            self._others = 0
