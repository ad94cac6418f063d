"""A vehicle waits, there is a place for it, and nobody opens."""

from collections.abc import Iterable

from common.messages import Available, BarrierCommand
from common.spots import Detectors
from p5_monitor.rules.alarms.alarm import Condition
from p5_monitor.rules.alarms.listened import Lasting
from p5_monitor.rules.alarms.on_their_way import OnTheirWay
from p5_monitor.rules.alarms.spots import Said, SpotRule
from p5_monitor.rules.alarms.vehicles import Vehicle, Vehicles
from p5_monitor.rules.announced import Announced
from p5_monitor.rules.facts import Heard
from p5_monitor.rules.picture import Kind


class NoOpen(SpotRule):
    """Raised when no OPEN comes for so long for a vehicle that came; cleared by an OPEN, or when nobody came for long.

    Only if a place is left when those are taken off that vehicles on their way will take. Whoever stood there when we
    came may have been let in before: he does not count. Its ``details`` are the ``seconds`` and the
    ``count`` of free places.

    Args:
        vehicles: who stands there.
        on_their_way: who was let in and is not counted yet.
        announced: how many places are free.
        detectors: the spots that are no places.
        seconds: how long an OPEN may take.
        quiet_seconds: so long without a vehicle that waits in vain, and it is over.
    """

    def __init__(
        self,
        vehicles: Vehicles,
        on_their_way: OnTheirWay,
        announced: Announced,
        detectors: Detectors,
        seconds: float,
        quiet_seconds: float,
    ) -> None:
        self._vehicles = vehicles
        self._on_their_way = on_their_way
        self._announced = announced
        self._detectors = detectors
        self._seconds = seconds
        self._quiet_seconds = quiet_seconds
        self._waiting: Lasting[Vehicle] = Lasting()
        self._served: frozenset[Vehicle] = frozenset()
        self._in_vain: dict[str, tuple[Condition, float]] = {}

    def connected(self, now: float) -> None:
        """We can hear."""
        self._waiting.connected(now)
        self._on_their_way.connected(now)

    def disconnected(self, now: float) -> None:
        """We cannot."""
        self._waiting.disconnected(now)
        self._on_their_way.disconnected(now)

    def heard(self, heard: Heard, now: float) -> None:
        """An OPEN; for whom of those who wait it is, nobody can tell. Or the count."""
        match heard.message:
            case BarrierCommand() if not heard.retained:
                self._served = frozenset(self._vehicles.waiting)
                self._on_their_way.opened(now)
                self._in_vain.clear()
            case Available():
                self._on_their_way.announced(heard.message.count, now)

    def spot_said(self, said: Said, now: float) -> None:
        """One of those on their way may have parked."""
        if self._detectors.is_place(said.id):
            self._on_their_way.place_said(said.before, said.status, now)

    def conditions(self, now: float) -> Iterable[Condition]:
        """In which lanes somebody waits in vain."""
        for vehicle, seconds in self._waiting.seconds(self._unserved(now), now).items():
            if seconds >= self._seconds:
                details = {"seconds": f"{self._seconds:g}", "count": str(self._announced.count)}
                self._in_vain[vehicle.lane] = Condition(Kind.NO_OPEN, vehicle.lane, details), now
        since = now - self._quiet_seconds
        self._in_vain = {lane: (condition, at) for lane, (condition, at) in self._in_vain.items() if at > since}
        return [condition for condition, _ in self._in_vain.values()]

    def _unserved(self, now: float) -> list[Vehicle]:
        if self._on_their_way.number(now) >= (self._announced.count or 0):
            return []
        return [v for v in self._vehicles.waiting if v.seen_coming and v not in self._served]
