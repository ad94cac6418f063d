"""Every alarm is raised once and cleared once."""

from collections.abc import Sequence

from p5_monitor.rules.alarms.alarm import AlarmCleared, AlarmRaised, AlarmRule, Condition
from p5_monitor.rules.alarms.listened import SETTLING_SECONDS
from p5_monitor.rules.picture import Alarm, Kind

CUT_OFF = Condition(Kind.BROKER_GONE, "broker")

Key = tuple[Kind, str]


class Board:
    """Which alarms stand.

    Args:
        rules: what watches for trouble.
        now: when it begins to watch.
    """

    def __init__(self, rules: Sequence[AlarmRule], now: float) -> None:
        self._rules = rules
        self._standing: dict[Key, tuple[Condition, float]] = {}
        self._connected = False
        self._quiet_until = now + SETTLING_SECONDS

    def connected(self, now: float) -> None:
        """We can hear."""
        self._connected = True
        self._quiet_until = now + SETTLING_SECONDS

    def disconnected(self, now: float) -> None:
        """We cannot hear, and so nothing else is known."""
        self._connected = False
        self._quiet_until = now

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
        cut_off = (CUT_OFF.kind, CUT_OFF.subject)
        if not self._connected:
            return before | ({cut_off: CUT_OFF} if now >= self._quiet_until else {})
        before.pop(cut_off, None)
        # They are asked also while nobody listens: some begin to wait when they are asked first.
        present = {(c.kind, c.subject): c for rule in self._rules for c in rule.conditions(now)}
        return before if now < self._quiet_until else present
