"""A module that should have spoken did not."""

from collections.abc import Callable, Iterable

from p5_monitor.rules.alarms.alarm import AlarmRule, Condition
from p5_monitor.rules.picture import Kind, Standing


class ModuleSilent(AlarmRule):
    """Raised for a module that broke its promise to repeat itself; cleared when it speaks.

    Also if it says that it is here: its loop may turn while the part that works is dead. Its ``details`` are
    its ``presence`` (``online``: it says that it is here) and the ``cause``: ``promise``.

    Args:
        roles: the seven.
        standing_of: whether a module is there.
        owes: whether a module promised to repeat what it says of the lot, and did not.
    """

    def __init__(
        self, roles: Iterable[str], standing_of: Callable[[str], Standing], owes: Callable[[str], bool]
    ) -> None:
        self._roles = tuple(roles)
        self._standing_of = standing_of
        self._owes = owes

    def conditions(self, now: float) -> Iterable[Condition]:
        """Who is silent; whoever is gone has an alarm of its own."""
        for role in self._roles:
            presence = self._standing_of(role).presence
            if presence == "silent" or (presence != "offline" and self._owes(role)):
                yield Condition(Kind.MODULE_SILENT, role, {"presence": presence, "cause": "promise"})
