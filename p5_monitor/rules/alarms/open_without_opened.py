"""An OPEN was given, and the barrier does not open."""

from collections.abc import Iterable

from common.messages import BarrierCommand, BarrierState
from p5_monitor.rules.alarms.alarm import AlarmRule, Condition
from p5_monitor.rules.announced import Announced
from p5_monitor.rules.facts import Heard
from p5_monitor.rules.picture import Kind


class OpenWithoutOpened(AlarmRule):
    """Raised when a barrier that was not up is not OPENED so long after an OPEN; cleared when it is.

    Or when none was in vain for long: a barrier that was away when it was given will never answer it. One that is out
    of order has an alarm of its own, and an OPEN that is kept is for nobody. Its ``details`` are the ``seconds`` and
    the ``state`` in which the barrier is ("?": nobody says).

    Args:
        announced: where the arm is.
        seconds: how long the arm may take.
        quiet_seconds: so long without an OPEN that is in vain, and it is over.
    """

    def __init__(self, announced: Announced, seconds: float, quiet_seconds: float) -> None:
        self._announced = announced
        self._seconds = seconds
        self._quiet_seconds = quiet_seconds
        # The first that was not answered, and the last.
        self._ordered_at: float | None = None
        self._ordered_again_at = 0.0

    def disconnected(self, now: float) -> None:
        """Whether it opens we do not hear."""
        self._ordered_at = None

    def heard(self, heard: Heard, now: float) -> None:
        """An OPEN, or where the arm is."""
        match heard.message:
            case BarrierCommand() if not heard.retained and not self._is_up():
                self._ordered_at = now if self._ordered_at is None else self._ordered_at
                self._ordered_again_at = now
            case BarrierState(state="OPENED" | "FAULT"):
                self._ordered_at = None

    def conditions(self, now: float) -> Iterable[Condition]:
        """Whether it does not."""
        if now - self._ordered_again_at - self._seconds >= self._quiet_seconds:
            self._ordered_at = None
        if self._ordered_at is not None and now - self._ordered_at >= self._seconds:
            state = self._state() or "?"
            yield Condition(Kind.OPEN_WITHOUT_OPENED, "barrier", {"seconds": f"{self._seconds:g}", "state": state})

    def _is_up(self) -> bool:
        return self._state() in {"OPENED", "FAULT"}

    def _state(self) -> str | None:
        barrier = self._announced.barrier
        return barrier.state if barrier else None
