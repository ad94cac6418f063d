"""Who stands before the barrier, as the detectors tell."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from common.spots import Detectors, Promises
from p5_monitor.rules.alarms.alarm import Condition
from p5_monitor.rules.alarms.spots import Said, SpotRule

# As for P2: less than this between two vehicles, and it is one whose echo was lost for a moment.
GAP_SECONDS = 1.0


@dataclass(frozen=True)
class Vehicle:
    """One that stands there. ``number``: no two have the same.

    ``seen_coming``: we have listened since before it came; else nobody knows for how long it stands there, and whether
    an OPEN was given for it.
    """

    number: int
    lane: str
    seen_coming: bool


@dataclass
class Lane:
    """A detector: what it says as far as anybody vouches for it, and the vehicle that is or was there."""

    status: str = "UNKNOWN"
    free_since: float = 0.0
    vehicle: Vehicle | None = None


class Vehicles(SpotRule):
    """No alarm of its own: it tells the others who waits, and is asked before them.

    A new vehicle is OCCUPIED after at least a second of FREE; less, or UNKNOWN between, is the same one.

    Args:
        detectors: the spots at which vehicles stand before the barrier.
    """

    def __init__(self, detectors: Detectors) -> None:
        self._detectors = detectors
        self._promises = Promises()
        self._lanes: dict[str, Lane] = {}
        self.came = 0

    @property
    def waiting(self) -> list[Vehicle]:
        """Those who stand there now."""
        return [lane.vehicle for lane in self._lanes.values() if lane.vehicle and lane.status == "OCCUPIED"]

    @property
    def known(self) -> bool:
        """Whether any detector was ever heard."""
        return bool(self._lanes)

    def connected(self, now: float) -> None:
        """From now on silence counts."""
        self._promises.connected(now)

    def disconnected(self, now: float) -> None:
        """Who stands there is not known until it is said again."""
        self._promises.disconnected(now)
        for lane in self._lanes.values():
            _leave(lane, now)
            lane.status = "UNKNOWN"
            lane.vehicle = replace(lane.vehicle, seen_coming=False) if lane.vehicle else None

    def spot_said(self, said: Said, now: float) -> None:
        """A detector reports, or a place, which is nothing to us."""
        if self._detectors.is_place(said.id) or not self._is_believed(said, now):
            return
        lane = self._lanes.setdefault(said.id, Lane())
        if said.status == lane.status:
            return
        _leave(lane, now)
        if said.status == "OCCUPIED" and lane.vehicle is None:
            self.came += 1
            lane.vehicle = Vehicle(self.came, said.id, seen_coming=said.live)
        if said.status == "FREE":
            # What the broker kept has been so for a while.
            lane.free_since = now if said.live else now - GAP_SECONDS
        lane.status = said.status

    def spot_forgotten(self, spot_id: str) -> None:
        """A detector less."""
        self._lanes.pop(spot_id, None)
        self._promises.forget(spot_id)

    def conditions(self, now: float) -> Iterable[Condition]:
        """No alarm; but a detector that was not repeated as promised says nothing any more."""
        for spot_id in self._promises.broken(now):
            _leave(self._lanes[spot_id], now)
            self._lanes[spot_id].status = "UNKNOWN"
        return ()

    def _is_believed(self, said: Said, now: float) -> bool:
        if not said.live:
            return self._promises.remembered(said.id, said.refresh, now)
        self._promises.heard(said.id, said.refresh, now)
        return True


def _leave(lane: Lane, now: float) -> None:
    """Where it has been FREE for long enough nobody stands, whatever is said next."""
    if lane.status == "FREE" and now - lane.free_since >= GAP_SECONDS:
        lane.vehicle = None
