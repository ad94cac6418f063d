"""The barrier is out of order."""

from collections.abc import Iterable

from p5_monitor.rules.alarms.alarm import AlarmRule, Condition
from p5_monitor.rules.announced import Announced
from p5_monitor.rules.picture import Kind


class BarrierFault(AlarmRule):
    """Raised while the barrier says FAULT. Its ``details`` are the ``reason`` that it gives ("?": none).

    Args:
        announced: where the arm is.
    """

    def __init__(self, announced: Announced) -> None:
        self._announced = announced

    def conditions(self, now: float) -> Iterable[Condition]:
        """Whether it does."""
        barrier = self._announced.barrier
        if barrier and barrier.state == "FAULT":
            yield Condition(Kind.BARRIER_FAULT, "barrier", {"reason": barrier.reason or "?"})
