"""What an alarm is, and what each of its rules can learn."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from p5_monitor.rules.facts import Flagged, Heard
from p5_monitor.rules.picture import Kind


@dataclass(frozen=True)
class Condition:
    """Something is wrong now. ``subject``: which module, spot or topic it is about; ``details`` fill in the words."""

    kind: Kind
    subject: str
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class AlarmRaised:
    """An action: say that something is wrong."""

    condition: Condition


@dataclass(frozen=True)
class AlarmCleared:
    """An action: say that it is over."""

    condition: Condition


class AlarmRule:
    """Watches for one kind of trouble. What a rule does not care for, it leaves as it is here."""

    @property
    def spots_dropped(self) -> int:
        """How often a spot that it looked after had to make room for another."""
        return 0

    def connected(self, now: float) -> None:
        """We can hear; what happened before is not known."""

    def disconnected(self, now: float) -> None:
        """We cannot hear."""

    def heard(self, heard: Heard, now: float) -> None:
        """Something was said under ``parking/``."""

    def flagged(self, flagged: Flagged, now: float) -> None:
        """An order was sent with the retain flag, or such a one was cleared."""

    def presence_said(self, role: str, *, online: bool, now: float) -> None:
        """A module, or its last will, says live whether it is there."""

    def conditions(self, now: float) -> Iterable[Condition]:
        """What is wrong now. Bounded, whatever strangers publish."""
        return ()
