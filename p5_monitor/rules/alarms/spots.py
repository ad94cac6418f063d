"""What is said of each spot, for all rules that watch spots."""

from collections.abc import Sequence
from dataclasses import dataclass

from common.messages import Forgotten, SpotStatus
from common.spots import MAX_SPOTS
from p5_monitor.rules.alarms.alarm import AlarmRule
from p5_monitor.rules.facts import Heard
from p5_monitor.rules.recent import Recent


@dataclass(frozen=True)
class Said:
    """A fact: something was said of a spot, a place or a detector.

    ``before``: what was said of it before (None: nothing that we know). ``refresh``: within how many seconds its sender
    promised to say it again. ``live``: just now; else it is a copy of unknown age.
    """

    id: str
    status: str
    before: str | None
    refresh: float | None
    live: bool

    @property
    def changed(self) -> bool:
        """Whether the spot just changed; the first that is heard of it is no change."""
        return self.live and self.before is not None and self.before != self.status


class SpotRule(AlarmRule):
    """Watches spots; see ``Spots``."""

    def spot_said(self, said: Said, now: float) -> None:
        """Something was said of a spot."""

    def spot_forgotten(self, spot_id: str) -> None:
        """A spot does not exist any more."""


class Spots(AlarmRule):
    """No alarm of its own: it tells the rules that watch spots what is said of them, before anything else.

    Args:
        rules: which.
    """

    def __init__(self, rules: Sequence[SpotRule]) -> None:
        self._rules = rules
        self._statuses: Recent[str | None] = Recent(MAX_SPOTS)

    @property
    def spots_dropped(self) -> int:
        """The rules that it tells look after as many spots as it does."""
        return self._statuses.dropped

    def heard(self, heard: Heard, now: float) -> None:
        """Something was said, perhaps of a spot."""
        match heard.message:
            case SpotStatus() as spot:
                said = Said(spot.id, spot.status, self._statuses.get(spot.id), spot.refresh, not heard.retained)
                self._statuses.put(spot.id, spot.status)
                for rule in self._rules:
                    rule.spot_said(said, now)
            case Forgotten(message=kind, id=spot_id) if kind is SpotStatus:
                if self._statuses.get(spot_id):
                    self._statuses.put(spot_id, None)
                for rule in self._rules:
                    rule.spot_forgotten(spot_id)
