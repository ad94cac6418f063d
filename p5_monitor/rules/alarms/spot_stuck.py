"""A place is taken for so long that its sensor may be stuck."""

from collections.abc import Iterable

from common.spots import MAX_SPOTS, Detectors
from p5_monitor.rules.alarms.alarm import Condition
from p5_monitor.rules.alarms.first_few import FirstFew
from p5_monitor.rules.alarms.listened import Listened
from p5_monitor.rules.alarms.spots import Said, SpotRule
from p5_monitor.rules.alarms.told_again import ToldAgain
from p5_monitor.rules.picture import Kind

HOUR_SECONDS = 3600.0

# A lot in which less happened is closed, or its drivers are on holiday.
CHANGES_OF_OTHERS = 20


class SpotStuck(SpotRule):
    """Raised for a place that is OCCUPIED without a change for so many hours while others change; cleared when it does.

    Cleared also when it is forgotten. Only hours in which we listened count. Its ``details`` are those ``hours``.

    Args:
        detectors: the spots that are no places.
        hours: how many (0: no place is ever called stuck).
    """

    def __init__(self, detectors: Detectors, hours: float) -> None:
        self._detectors = detectors
        self._hours = hours
        self._listened = Listened()
        self._told_again = ToldAgain()
        self._first_few = FirstFew(Kind.SPOT_STUCK)
        self._changes = 0
        # Since when each has been taken, and how many changes there had been by then; the oldest first.
        self._taken: dict[str, tuple[float, int]] = {}

    def connected(self, now: float) -> None:
        """The broker tells what it keeps."""
        self._listened.connected(now)
        self._told_again.connected(self._taken)

    def disconnected(self, now: float) -> None:
        """We cannot."""
        self._listened.disconnected(now)

    def spot_said(self, said: Said, now: float) -> None:
        """A place is taken, or is not."""
        if not self._detectors.is_place(said.id):
            return
        self._told_again.told(said.id, None if said.live else now)
        self._changes += said.changed
        if said.status != "OCCUPIED":
            self._taken.pop(said.id, None)
        elif said.id not in self._taken and len(self._taken) < MAX_SPOTS:
            self._taken[said.id] = self._listened.seconds(now), self._changes

    def spot_forgotten(self, spot_id: str) -> None:
        """It does not exist any more."""
        self._taken.pop(spot_id, None)

    def conditions(self, now: float) -> Iterable[Condition]:
        """Which places are."""
        if not self._hours or not self._listened.settled(now):
            return ()
        for spot_id in self._told_again.gone(now):
            self.spot_forgotten(spot_id)
        latest = self._listened.seconds(now) - self._hours * HOUR_SECONDS
        stuck = {}
        for spot_id, (since, changes) in self._taken.items():
            if since > latest:
                break
            if self._changes - changes >= CHANGES_OF_OTHERS:
                stuck[spot_id] = {"hours": f"{self._hours:g}"}
        return self._first_few.conditions(stuck)
