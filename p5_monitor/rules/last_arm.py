"""Where the arm was when anybody vouched for it last."""

from common.messages import BarrierState
from p5_monitor.rules.picture import LastBarrier


class LastArm:
    """Remembers it while the barrier's module, or the broker, is away."""

    def __init__(self) -> None:
        self._arm: BarrierState | None = None
        self._vouched_at: float | None = None

    def vouched(self, arm: BarrierState | None, now: float) -> None:
        """So it is now (None: nobody ever said)."""
        self._arm, self._vouched_at = arm, now

    def unvouched(self, arm: BarrierState | None) -> None:
        """So it was said, by a module of which nobody knows whether it is there. ``arm``: None while we are cut off."""
        if arm is not None and arm != self._arm:
            # A copy that the broker kept, of unknown age.
            self._arm, self._vouched_at = arm, None

    def seen(self, now: float) -> LastBarrier | None:
        """As it is shown."""
        if self._arm is None:
            return None
        age_seconds = None if self._vouched_at is None else now - self._vouched_at
        return LastBarrier(self._arm.state, self._arm.reason, age_seconds)
