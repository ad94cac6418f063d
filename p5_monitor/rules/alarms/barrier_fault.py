"""The barrier is out of order."""

from collections.abc import Callable, Iterable

from common.messages import BarrierState
from p5_monitor.rules.alarms.alarm import AlarmRule, Condition
from p5_monitor.rules.picture import Kind


class BarrierFault(AlarmRule):
    """Raised while the barrier says FAULT. Its ``details`` are the ``reason`` that it gives ("?": none).

    Args:
        barrier: what the barrier said last, as far as anybody vouches for it.
    """

    def __init__(self, barrier: Callable[[], BarrierState | None]) -> None:
        self._barrier = barrier

    def conditions(self, now: float) -> Iterable[Condition]:  # noqa: ARG002  every rule is told the time
        """Whether it does."""
        barrier = self._barrier()
        if barrier and barrier.state == "FAULT":
            yield Condition(Kind.BARRIER_FAULT, "barrier", {"reason": barrier.reason or "?"})
