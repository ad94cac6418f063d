"""Somebody holds the barrier open."""

from collections.abc import Iterable

from p5_monitor.rules.alarms.alarm import AlarmRule, Condition
from p5_monitor.rules.announced import Announced
from p5_monitor.rules.picture import Kind


class ForcedOpen(AlarmRule):
    """Raised while the barrier says that it is forced open; it says so in its reason.

    Args:
        announced: where the arm is.
    """

    def __init__(self, announced: Announced) -> None:
        self._announced = announced

    def conditions(self, now: float) -> Iterable[Condition]:
        """Whether it is."""
        barrier = self._announced.barrier
        if barrier and barrier.reason == "forced":
            yield Condition(Kind.FORCED_OPEN, "barrier", {"by": barrier.by or "?"})
