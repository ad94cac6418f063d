"""P5 in rehearsal, and what the seven say."""

from collections.abc import Sequence

from common.contract import Completions, address_of
from common.messages import Available, BarrierCommand, BarrierState, Message, Presence, SpotStatus
from common.presence import REPEAT_SECONDS
from common.spots import Detectors
from common.testing import Rehearsal
from p5_monitor.bell import Teller
from p5_monitor.log import MonitorLog
from p5_monitor.rules import AlarmCleared, AlarmRaised, Monitor, Picture, Thresholds
from p5_monitor.rules.alarms import DEFAULT
from p5_monitor.rules.picture import Module
from p5_monitor.service import build, contract

A1 = "parking/spots/A1/status"
A1_FREE = b'{"id": "A1", "status": "FREE"}'

OPEN = BarrierCommand(action="OPEN")
OPENED = BarrierState(state="OPENED", reason="order")
CLOSED = BarrierState(state="CLOSED", reason="hold_over")


def here(role: str) -> Presence:
    return Presence(role=role, online=True)  # type: ignore[arg-type]


def gone(role: str) -> Presence:
    return Presence(role=role, online=False)  # type: ignore[arg-type]


def free(spot_id: str, refresh: float | None = None) -> SpotStatus:
    return SpotStatus(id=spot_id, status="FREE", refresh=refresh)


def taken(spot_id: str, refresh: float | None = None) -> SpotStatus:
    return SpotStatus(id=spot_id, status="OCCUPIED", refresh=refresh)


def count(places: int, refresh: float | None = None) -> Available:
    return Available(count=places, refresh=refresh)


class Desk(Rehearsal):
    """A P5 that has just connected; ``tellers``: who is told of alarms beside the log."""

    def __init__(
        self,
        completions: Completions = Completions.ALL,
        thresholds: Thresholds = DEFAULT,
        tellers: Sequence[Teller] = (),
    ) -> None:
        self.monitor = Monitor(contract(Detectors(["ENTRY"])), "P5", REPEAT_SECONDS, 0.0, thresholds)
        super().__init__(build(self.monitor, MonitorLog(), *tellers), completions)

    @property
    def picture(self) -> Picture:
        """What it knows by now."""
        self.passes(0.5)
        return self.monitor.picture

    def module(self, role: str) -> Module:
        """What it knows of one of the seven."""
        return self.picture.modules[role]

    def presence(self, role: str) -> tuple[str, str]:
        """Whether a module is there, and what tells so."""
        standing = self.module(role).standing
        return standing.presence, standing.basis

    def numbered(self, *numbers: int, sent: str = "", message: Message | None = None) -> None:
        """A module says the same with these numbers."""
        said = message or free("A1")
        for number in numbers:
            beside = {"seq": str(number)} | ({"sent": sent} if sent else {})
            self.receives(address_of(said), said.payload(), beside)

    def missing(self, role: str = "P1") -> int:
        """How many of a module's messages never came, when what was late has come."""
        self.passes(10)
        return self.module(role).missing


def settled(thresholds: Thresholds = DEFAULT) -> Desk:
    """A desk that has listened for so long that nothing of the start matters any more."""
    desk = Desk(thresholds=thresholds)
    desk.passes(thresholds.transit_seconds + 10)
    return desk


def alarms(desk: Desk) -> list[str]:
    """The alarms that stand, the oldest first."""
    return [f"{alarm.kind} {alarm.subject}" for alarm in desk.picture.alarms]


def told(desk: Desk) -> list[str]:
    """What was raised (+) and cleared (-) so far."""
    return [
        f"{'+' if isinstance(action, AlarmRaised) else '-'} {action.condition.kind} {action.condition.subject}"
        for action in desk.performed
        if isinstance(action, AlarmRaised | AlarmCleared)
    ]


def details(desk: Desk) -> list[dict[str, str]]:
    """What else is known of each of them."""
    return [dict(alarm.details) for alarm in desk.picture.alarms]
