"""What was wrong lately, or still lies with the broker, in as much memory for a million topics as for ten thousand."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from p5_monitor.rules.alarms.alarm import AlarmRule, Condition
from p5_monitor.rules.alarms.listened import Listened
from p5_monitor.rules.alarms.told_again import ToldAgain
from p5_monitor.rules.facts import Heard
from p5_monitor.rules.picture import Kind
from p5_monitor.rules.recent import MAX_STRANGE

# So many alarms of one kind a person can look at; the rest is one more.
MAX_SUBJECTS = 20

OTHERS = "*"

NEVER = float("-inf")


@dataclass
class Wrong:
    """What is wrong with a topic, and when it was last heard live."""

    details: Mapping[str, str] = field(default_factory=dict)
    at: float = NEVER


class Lately(AlarmRule):
    """Each topic is wrong until nothing was wrong with it for a while, and the broker keeps nothing wrong there.

    A copy that the broker kept stands until something right is heard there, or an empty payload. What is said live may
    be kept as well: that shows when we connect again.

    The first so many topics have an alarm each. The others have one together, with the subject ``*``, that says how
    many ``messages`` there were. While that stands no other gets one of its own, also where one of the first is over: a
    flood of new topics would raise and clear without an end.

    Args:
        kind: what is wrong.
        quiet_seconds: how long a topic must be left alone.
    """

    def __init__(self, kind: Kind, quiet_seconds: float) -> None:
        self._kind = kind
        self._quiet_seconds = quiet_seconds
        self._listened = Listened()
        self._told_again = ToldAgain()
        self._wrong: dict[str, Wrong] = {}
        self._kept: set[str] = set()
        self._others = 0
        self._others_at = NEVER

    def connected(self, now: float) -> None:
        """The broker tells what it keeps."""
        self._listened.connected(now)
        self._told_again.connected(self._kept)

    def disconnected(self, now: float) -> None:
        """We cannot hear."""
        self._listened.disconnected(now)

    def conditions(self, now: float) -> Iterable[Condition]:
        """On which topics something is wrong now."""
        if self._listened.settled(now):
            self._kept -= self._told_again.gone(now)
        self._forget_what_is_over(now)
        for topic, wrong in self._wrong.items():
            yield Condition(self._kind, topic, wrong.details)
        if others := self._count_others():
            yield Condition(self._kind, OTHERS, {"messages": str(others)})

    def _is_right(self, heard: Heard, now: float) -> None:
        """So is what the broker keeps there from now on."""
        self._told_again.told(heard.topic, now if heard.retained else None)
        self._kept.discard(heard.topic)

    def _is_wrong(self, heard: Heard, details: Callable[[], Mapping[str, str]], now: float) -> None:
        """It was said, or kept. ``details`` are asked for only if they are shown."""
        if not heard.size and heard.topic in self._kept:
            self._kept.discard(heard.topic)
            return
        self._told_again.told(heard.topic, now if heard.retained else None)
        self._forget_what_is_over(now)
        wrong = self._named(heard.topic)
        is_kept = heard.retained and self._keep(heard.topic)
        if wrong:
            wrong.details = details()
            wrong.at = wrong.at if is_kept else now
        elif not is_kept:
            self._others += 1
            self._others_at = now

    def _named(self, topic: str) -> Wrong | None:
        """What is known of a topic that has an alarm of its own, or may have one."""
        if topic not in self._wrong and len(self._wrong) < MAX_SUBJECTS and not self._count_others():
            self._wrong[topic] = Wrong()
        return self._wrong.get(topic)

    def _keep(self, topic: str) -> bool:
        """Says whether it could; what finds no room counts as just said."""
        if topic in self._kept or len(self._kept) < MAX_STRANGE:
            self._kept.add(topic)
        return topic in self._kept

    def _count_others(self) -> int:
        """Messages on topics that have no alarm of their own."""
        return self._others + len(self._kept) - sum(topic in self._kept for topic in self._wrong)

    def _forget_what_is_over(self, now: float) -> None:
        since = now - self._quiet_seconds
        over = [topic for topic, wrong in self._wrong.items() if wrong.at <= since and topic not in self._kept]
        for topic in over:
            del self._wrong[topic]
        if self._others_at <= since:
            self._others = 0
