"""Every alarm is raised once and cleared once."""

from collections.abc import Sequence

from p5_monitor.rules.alarms.alarm import AlarmCleared, AlarmRaised, AlarmRule, Condition
from p5_monitor.rules.alarms.listened import SETTLING_SECONDS
from p5_monitor.rules.picture import Alarm, Kind

CUT_OFF = Condition(Kind.BROKER_GONE, "broker")

Key = tuple[Kind, str]


class Board:
    """Which alarms stand.

    Our own cut is an alarm too, until the connection has held for long enough to know anything again: a bad link is one
    alarm, and one that is mended at once is none.

    Args:
        rules: what watches for trouble.
        grace_seconds: how long we may be cut off.
        now: when it begins to watch.
    """

    def __init__(self, rules: Sequence[AlarmRule], grace_seconds: float, now: float) -> None:
        self._rules = rules
        self._grace_seconds = grace_seconds
        self._standing: dict[Key, tuple[Condition, float]] = {}
        self._connected = False
        self._quiet_until = self._cut_off_at = now

    def connected(self, now: float) -> None:
        """We can hear."""
        self._connected = True
        self._quiet_until = now + SETTLING_SECONDS

    def disconnected(self, now: float) -> None:
        """We cannot hear, and so nothing else is known."""
        if self._connected and now >= self._quiet_until:
            self._cut_off_at = now
        self._connected = False

    def news(self, now: float) -> list[AlarmRaised | AlarmCleared]:
        """What has become wrong, and what is over."""
        present = self._present(now)
        raised = [condition for key, condition in present.items() if key not in self._standing]
        cleared = [condition for key, (condition, _) in self._standing.items() if key not in present]
        self._standing = {
            key: (condition, self._standing[key][1] if key in self._standing else now)
            for key, condition in present.items()
        }
        return [*map(AlarmCleared, cleared), *map(AlarmRaised, raised)]

    def standing(self, now: float) -> tuple[Alarm, ...]:
        """The alarms that stand, the oldest first."""
        oldest_first = sorted(self._standing.values(), key=lambda standing: standing[1])
        return tuple(Alarm(c.kind, c.subject, c.details, now - since, since) for c, since in oldest_first)

    def _present(self, now: float) -> dict[Key, Condition]:
        """While nothing can be known, what stood still stands."""
        before = {key: condition for key, (condition, _) in self._standing.items()}
        if not self._connected:
            is_long = now - self._cut_off_at >= self._grace_seconds
            return before | ({(CUT_OFF.kind, CUT_OFF.subject): CUT_OFF} if is_long else {})
        # They are asked also while nobody listens: some begin to wait when they are asked first.
        present = {(c.kind, c.subject): c for rule in self._rules for c in rule.conditions(now)}
        return before if now < self._quiet_until else present
