"""Two programs publish what one should."""

from collections.abc import Iterable

from p5_monitor.rules.alarms.alarm import AlarmRule, Condition
from p5_monitor.rules.alarms.senders import Senders
from p5_monitor.rules.picture import Kind

# Once may be a message that was lost just when a program was restarted.
SIGNS = 2


class TwoPublishers(AlarmRule):
    """Raised for a module when two programs are heard on one of its topics; cleared when one of them falls silent.

    One alarm for all its topics. Its ``details`` are one ``topic``, and how many ``topics`` it is seen on.

    Args:
        roles: the seven.
        senders: who is heard.
        window_seconds: how long a sign counts; longer than the time in which a module repeats itself.
    """

    def __init__(self, roles: Iterable[str], senders: Senders, window_seconds: float) -> None:
        self._roles = tuple(roles)
        self._senders = senders
        self._window_seconds = window_seconds

    def conditions(self, now: float) -> Iterable[Condition]:
        """Whose topics are said by two."""
        for role in self._roles:
            signs = [sign for sign in self._senders.returned(role) if now - sign.at <= self._window_seconds]
            if len(signs) >= SIGNS:
                details = {"topic": signs[0].topic, "topics": str(len({sign.topic for sign in signs}))}
                yield Condition(Kind.TWO_PUBLISHERS, role, details)
