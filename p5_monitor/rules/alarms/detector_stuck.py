"""A detector says for long that a vehicle stands there, and there are places for it."""

from collections.abc import Iterable

from p5_monitor.rules.alarms.alarm import AlarmRule, Condition
from p5_monitor.rules.alarms.listened import Lasting
from p5_monitor.rules.alarms.vehicles import Vehicles
from p5_monitor.rules.announced import Announced
from p5_monitor.rules.picture import Kind


class DetectorStuck(AlarmRule):
    """Raised when one vehicle stands at a detector for so long, all the while with places free; cleared when it leaves.

    Not while the barrier is out of order: then whoever stands there cannot go. Its ``details`` are the ``seconds``.

    Args:
        vehicles: who stands there.
        announced: how many places are free, and where the arm is.
        seconds: how long; more than P2 may hold the last place for a vehicle that turned round.
    """

    def __init__(self, vehicles: Vehicles, announced: Announced, seconds: float) -> None:
        self._vehicles = vehicles
        self._announced = announced
        self._seconds = seconds
        # By their numbers.
        self._could_go: Lasting[int] = Lasting()
        self._stuck: set[int] = set()

    def connected(self, now: float) -> None:
        """We can hear."""
        self._could_go.connected(now)

    def disconnected(self, now: float) -> None:
        """We cannot."""
        self._could_go.disconnected(now)

    def conditions(self, now: float) -> Iterable[Condition]:
        """Which detectors are."""
        if not self._could_go.settled(now):
            return
        waiting = {vehicle.number: vehicle.lane for vehicle in self._vehicles.waiting}
        lasting = self._could_go.seconds(waiting if self._may_go() else (), now)
        # That the lot is full by now is no sign that one of them moves again.
        self._stuck = {
            number for number in waiting if number in self._stuck or lasting.get(number, 0.0) >= self._seconds
        }
        for number in self._stuck:
            yield Condition(Kind.DETECTOR_STUCK, waiting[number], {"seconds": f"{self._seconds:g}"})

    def _may_go(self) -> bool:
        barrier = self._announced.barrier
        return bool(self._announced.count) and not (barrier and barrier.state == "FAULT")
