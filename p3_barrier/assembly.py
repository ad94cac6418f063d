"""Puts P3 together from its settings, for the service and for its tool."""

import logging
from typing import NamedTuple

from common.program import Given
from common.remembered import Remembered
from common.runtime import monotonic
from common.service import Service
from p3_barrier.rules import Barrier, Position, Travel
from p3_barrier.service import Arm, build
from p3_barrier.settings import BarrierSettings

log = logging.getLogger(__name__)


class Assembled(NamedTuple):
    """The rules, and the service that carries them out."""

    barrier: Barrier
    service: Service


def assemble(given: Given[BarrierSettings]) -> Assembled:
    """The barrier as the settings describe it, where the state file says that it is."""
    own = given.own
    position = Remembered(given.state, Position)
    remembered = position.load()
    log.info("arm", extra={"remembered": remembered.state, "forced": remembered.forced})
    barrier = Barrier(
        travel=Travel(own.travel_timeout_seconds, end_switches=True),
        hold_seconds=own.hold_seconds,
        position=remembered,
        now=monotonic(),
    )
    return Assembled(barrier, build(barrier, position, _arm(own)))


def _arm(own: BarrierSettings) -> Arm:
    """The arm that the settings name; its library is imported only where it is chosen."""
    match own.barrier:
        case "simulated":
            from p3_barrier.simulated import SimulatedArm  # noqa: PLC0415

            return SimulatedArm.seeded(own.travel_seconds, own.obstacle_rate, own.seed)
