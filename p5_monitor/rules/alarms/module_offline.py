"""A module that said it was here is gone."""

from collections.abc import Callable, Iterable

from p5_monitor.rules.alarms.alarm import AlarmRule, Condition
from p5_monitor.rules.picture import Kind, Standing


class ModuleOffline(AlarmRule):
    """Raised when a module is offline for so long; cleared when it is heard again.

    Args:
        roles: the seven.
        standing_of: whether a module is there.
        grace_seconds: how long it may be away.
    """

    def __init__(self, roles: Iterable[str], standing_of: Callable[[str], Standing], grace_seconds: float) -> None:
        self._roles = tuple(roles)
        self._standing_of = standing_of
        self._grace_seconds = grace_seconds
        self._gone_since: dict[str, float] = {}

    def conditions(self, now: float) -> Iterable[Condition]:
        """Who is missing for longer than the grace."""
        for role in self._roles:
            if self._standing_of(role).presence == "offline":
                self._gone_since.setdefault(role, now)
            else:
                self._gone_since.pop(role, None)
        for role, since in self._gone_since.items():
            if now - since >= self._grace_seconds:
                yield Condition(Kind.MODULE_OFFLINE, role)
