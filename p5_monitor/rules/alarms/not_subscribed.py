"""The broker let us in and does not let us hear."""

from collections.abc import Iterable

from p5_monitor.rules.alarms.alarm import AlarmRule, Condition
from p5_monitor.rules.picture import Kind


class NotSubscribed(AlarmRule):
    """Raised for each subscription of ours that the broker refuses; cleared when it grants it after a reconnect."""

    def __init__(self) -> None:
        # As many as we have subscriptions.
        self._refused: dict[str, None] = {}

    @property
    def refused(self) -> tuple[str, ...]:
        """The filters that were refused, with their prefix."""
        return tuple(self._refused)

    def answered(self, refused: Iterable[str]) -> None:
        """The broker answered a subscription."""
        self._refused |= dict.fromkeys(refused)

    def connected(self, now: float) -> None:
        """All of them are asked for anew."""
        self._refused.clear()

    def disconnected(self, now: float) -> None:
        """We hear nothing at all."""
        self._refused.clear()

    def conditions(self, now: float) -> Iterable[Condition]:
        """Which we do not hear."""
        return [Condition(Kind.NOT_SUBSCRIBED, name) for name in self._refused]
