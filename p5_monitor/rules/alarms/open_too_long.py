"""The barrier is up for long, and nobody holds it open."""

from collections.abc import Iterable

from common.messages import BarrierCommand
from p5_monitor.rules.alarms.alarm import AlarmRule, Condition
from p5_monitor.rules.alarms.listened import Lasting
from p5_monitor.rules.alarms.vehicles import Vehicles
from p5_monitor.rules.announced import Announced
from p5_monitor.rules.facts import Heard
from p5_monitor.rules.picture import Kind


class OpenTooLong(AlarmRule):
    """Raised when the barrier is OPENED for so long without a new vehicle; cleared when it closes, or is forced open.

    Vehicles that come one after the other keep it up for as long as they come: that is what it is for. Where no
    detector was ever heard, each OPEN stands for a vehicle. Its ``details`` are the ``seconds`` and the ``reason``
    that the barrier gives.

    Args:
        vehicles: who comes.
        announced: where the arm is.
        seconds: how long.
    """

    def __init__(self, vehicles: Vehicles, announced: Announced, seconds: float) -> None:
        self._vehicles = vehicles
        self._announced = announced
        self._seconds = seconds
        self._opens = 0
        self._up: Lasting[tuple[int, int]] = Lasting()
        self._is_too_long = False

    def connected(self, now: float) -> None:
        """We can hear."""
        self._up.connected(now)

    def disconnected(self, now: float) -> None:
        """We cannot."""
        self._up.disconnected(now)

    def heard(self, heard: Heard, now: float) -> None:
        """An OPEN may stand for a vehicle."""
        if isinstance(heard.message, BarrierCommand) and not heard.retained and not self._vehicles.known:
            self._opens += 1

    def conditions(self, now: float) -> Iterable[Condition]:
        """Whether it is."""
        if not self._up.settled(now):
            return
        barrier = self._announced.barrier
        is_up = barrier is not None and barrier.state == "OPENED" and barrier.reason != "forced"
        lasting = self._up.seconds([(self._vehicles.came, self._opens)] if is_up else [], now)
        self._is_too_long = is_up and (self._is_too_long or max(lasting.values()) >= self._seconds)
        if barrier and self._is_too_long:
            details = {"seconds": f"{self._seconds:g}", "reason": barrier.reason or "?"}
            yield Condition(Kind.OPEN_TOO_LONG, "barrier", details)
