"""Somebody holds the barrier open."""

from collections.abc import Callable, Iterable

from common.messages import BarrierState
from p5_monitor.rules.alarms.alarm import AlarmRule, Condition
from p5_monitor.rules.picture import Kind


class ForcedOpen(AlarmRule):
    """Raised while the barrier says that it is forced open; it says so in its reason.

    Args:
        barrier: what the barrier said last, as far as anybody vouches for it.
    """

    def __init__(self, barrier: Callable[[], BarrierState | None]) -> None:
        self._barrier = barrier

    def conditions(self, now: float) -> Iterable[Condition]:  # noqa: ARG002  every rule is told the time
        """Whether it is."""
        barrier = self._barrier()
        if barrier and barrier.reason == "forced":
            yield Condition(Kind.FORCED_OPEN, "barrier", {"by": barrier.by or "?"})
