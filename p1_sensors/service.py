"""P1's rows of the table."""

from typing import Protocol

from common.contract import Role
from common.messages import BarrierState, Connected, Disconnected, NewSpot, SpotStatus
from common.remembered import Remembered
from common.service import Outcomes, Performs, Publishes, Senses, Service, Subscribes, Wakes
from p1_sensors.rules import Memory, Roster, SpotSensed, StartSensor, StopSensor
from p1_sensors.simulated import World


class Sensors(Protocol):
    """What senses the spots, and tells it as ``SpotSensed``."""

    def connected(self, fact: Connected, now: float, /) -> Outcomes:
        """The broker hears us: the first time, sensing begins."""

    def due(self) -> float | None:
        """When something will be sensed."""

    def time_passed(self, now: float, /) -> Outcomes:
        """Something is due."""

    def start_sensor(self, action: StartSensor, now: float, /) -> None:
        """A spot was added."""

    def stop_sensor(self, action: StopSensor, now: float, /) -> None:
        """A spot was taken out."""


def build(roster: Roster, memory: Remembered[Memory], sensors: Sensors) -> Service:
    """P1 senses the spots, says what it senses, and hears of new ones.

    Args:
        roster: the rules.
        memory: where P1 remembers which spots were added and taken out.
        sensors: what senses the spots.
    """
    return Service(
        Role.P1,
        Publishes(SpotStatus),
        Subscribes(NewSpot, roster.spot_ordered),
        # The sensors come first: what they know on connecting is then said in one go, detectors before places.
        Senses(Connected, sensors.connected),
        Senses(Connected, roster.connected),
        Senses(Disconnected, roster.disconnected),
        Senses(SpotSensed, roster.spot_sensed),
        Wakes(roster.due, roster.time_passed),
        Wakes(sensors.due, sensors.time_passed),
        Performs(Memory, memory.save),
        Performs(StartSensor, sensors.start_sensor),
        Performs(StopSensor, sensors.stop_sensor),
    )


def build_simulated(roster: Roster, memory: Remembered[Memory], world: World) -> Service:
    """The same on a simulated lot, whose drivers see the barrier."""
    return build(roster, memory, world).with_lines(
        [
            Subscribes(BarrierState, world.barrier_changed, forgotten=world.barrier_forgotten),
            Senses(Disconnected, world.disconnected),
        ]
    )
