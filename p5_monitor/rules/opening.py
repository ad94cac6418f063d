"""How long the arm takes: from an OPEN to the OPENED that answers it."""

from common.messages import BarrierState, State
from p5_monitor.rules.picture import Latency
from p5_monitor.rules.stopwatch import Stopwatch

# An arm that is up, or on its way there, has nothing to do for an OPEN; one that is out of order does nothing.
DOWN: frozenset[State] = frozenset({"CLOSED", "CLOSING"})

# Why an arm is up if it is because of an OPEN; team-mates' barriers say no reason.
ORDERED = frozenset({"order", None})

# A barrier that has just started says where it is, and has heard no OPEN that was given before.
STARTED = frozenset({"started", "interrupted"})


class Opening:
    """Takes the time of an arm that was down when it was ordered, and that went up because of it."""

    def __init__(self) -> None:
        self._stopwatch = Stopwatch()
        self._was_down = False
        self._is_moving = False

    def ordered(self, arm: BarrierState | None, now: float) -> None:
        """An OPEN was given. ``arm``: where the barrier says it is (None: nobody knows)."""
        if arm is None or arm.state in DOWN:
            self._was_down, self._is_moving = arm is not None, False
            self._stopwatch.start(now)

    def moved(self, arm: BarrierState, now: float) -> None:
        """The barrier says where it is."""
        if arm.reason in STARTED or arm.state == "FAULT":
            self._stopwatch.cancel()
        elif arm.state == "OPENING":
            self._is_moving = True
        elif arm.state == "OPENED":
            if self._answers(arm):
                self._stopwatch.stop(now)
            self._stopwatch.cancel()

    def cut_off(self) -> None:
        """What follows is heard by others only."""
        self._stopwatch.cancel()

    def reading(self, now: float) -> Latency:
        """Last, and worst of the last minute."""
        return self._stopwatch.reading(now)

    def _answers(self, arm: BarrierState) -> bool:
        """An arm that was not seen to move may have been up before: then it must say that an order brought it up."""
        return arm.reason in ORDERED and (self._is_moving or (self._was_down and arm.reason == "order"))
