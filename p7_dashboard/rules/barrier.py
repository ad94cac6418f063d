"""The arm, as P3 says."""

from collections.abc import Sequence
from dataclasses import dataclass

from common.messages import BarrierState, Forgotten
from p7_dashboard.rules.facts import Heard, Shown


@dataclass(frozen=True)
class Barrier:
    """Where the arm is (None: never heard), why, who ordered it, and since when (None: before we listened)."""

    state: str | None = None
    reason: str | None = None
    by: str | None = None
    since: str | None = None


class Arm:
    """What is known of the arm."""

    def __init__(self) -> None:
        self._barrier = Barrier()
        self.is_changed = False

    def heard(self, heard: Heard, now: float) -> Sequence[object]:  # noqa: ARG002  every handler is told the time
        """P3 says where the arm is."""
        message = heard.message
        match message:
            case BarrierState():
                since = None if heard.retained else heard.at
                if message.state == self._barrier.state:
                    since = self._barrier.since
                self._note(Barrier(message.state, message.reason, message.by, since))
            case Forgotten(message=kind) if kind is BarrierState:
                self._note(Barrier())
        return []

    def take_change(self) -> Shown:
        """The arm, if it has changed."""
        changed, self.is_changed = self.is_changed, False
        return self.whole() if changed else {}

    def whole(self) -> Shown:
        """The arm."""
        return {"barrier": self._barrier}

    def _note(self, barrier: Barrier) -> None:
        if barrier != self._barrier:
            self._barrier, self.is_changed = barrier, True
