"""An OPEN was given, and the barrier does not open."""

from collections.abc import Callable, Iterable

from common.messages import BarrierCommand, BarrierState
from p5_monitor.rules.alarms.alarm import AlarmRule, Condition
from p5_monitor.rules.facts import Heard
from p5_monitor.rules.picture import Kind


class OpenWithoutOpened(AlarmRule):
    """Raised when a barrier that was not up is not OPENED so long after an OPEN; cleared when it is.

    A barrier that is out of order has an alarm of its own, and an OPEN that is kept is for nobody. Its ``details`` are
    the ``seconds`` and the ``state`` in which the barrier is ("?": nobody says).

    Args:
        barrier: what the barrier said last, as far as anybody vouches for it.
        seconds: how long the arm may take.
    """

    def __init__(self, barrier: Callable[[], BarrierState | None], seconds: float) -> None:
        self._barrier = barrier
        self._seconds = seconds
        self._ordered_at: float | None = None

    def disconnected(self, now: float) -> None:  # noqa: ARG002  every rule is told the time
        """Whether it opens we do not hear."""
        self._ordered_at = None

    def heard(self, heard: Heard, now: float) -> None:
        """An OPEN, or where the arm is."""
        match heard.message:
            case BarrierCommand() if not heard.retained and self._ordered_at is None and not self._is_up():
                self._ordered_at = now
            case BarrierState(state="OPENED" | "FAULT"):
                self._ordered_at = None

    def conditions(self, now: float) -> Iterable[Condition]:
        """Whether it does not."""
        if self._ordered_at is not None and now - self._ordered_at >= self._seconds:
            state = self._state() or "?"
            yield Condition(Kind.OPEN_WITHOUT_OPENED, "barrier", {"seconds": f"{self._seconds:g}", "state": state})

    def _is_up(self) -> bool:
        return self._state() in {"OPENED", "FAULT"}

    def _state(self) -> str | None:
        barrier = self._barrier()
        return barrier.state if barrier else None
