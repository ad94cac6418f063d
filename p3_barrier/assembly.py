"""Puts P3 together from its settings, for the service and for its tool."""

import logging
from typing import NamedTuple

from common.pins import opening
from common.program import Given
from common.remembered import Remembered
from common.runtime import monotonic
from common.service import Service
from p3_barrier.rules import Barrier, Position
from p3_barrier.service import Arm, build
from p3_barrier.settings import NO_BEAM, BarrierSettings

log = logging.getLogger(__name__)


class Assembled(NamedTuple):
    """The rules, and the service that carries them out."""

    barrier: Barrier
    service: Service


def assemble(given: Given[BarrierSettings]) -> Assembled:
    """The barrier as the settings describe it, where the state file says that it is."""
    return assemble_at(given, remembered(given))


def remembered(given: Given[BarrierSettings]) -> Position:
    """Where the state file says that it is."""
    return Remembered(given.state, Position).load()


def assemble_at(given: Given[BarrierSettings], where: Position) -> Assembled:
    """The barrier as the settings describe it, where it is said to be."""
    log.info("arm", extra={"remembered": where.state, "forced": where.forced})
    barrier = Barrier(
        travel_timeout_seconds=given.own.travel_timeout_seconds,
        hold_seconds=given.own.hold_seconds,
        position=where,
        now=monotonic(),
    )
    return Assembled(barrier, build(barrier, Remembered(given.state, Position), _arm(given)))


def _arm(given: Given[BarrierSettings]) -> Arm:
    """The arm that the settings name; its library is imported only where it is chosen."""
    own = given.own
    match own.barrier:
        case "simulated":
            from p3_barrier.simulated import SimulatedArm  # noqa: PLC0415

            return SimulatedArm.seeded(own.travel_seconds, own.obstacle_rate, own.seed)
        case "gpio":
            return _gpio_arm(given)


def _gpio_arm(given: Given[BarrierSettings]) -> Arm:
    own = given.own
    if own.beam_pin == NO_BEAM:
        log.warning("P3_BEAM_PIN=none: nothing keeps the arm from coming down on somebody")
    if not own.has_end_switches:
        log.info("no end switches: OPENED and CLOSED mean that P3_TRAVEL_SECONDS have passed")
    with opening(" ".join(f"{name}={pin}" for name, pin in own.pins.items()), "p3"):
        from p3_barrier.gpio import GpioArm, Wiring  # noqa: PLC0415

        wiring = Wiring(
            servo=own.servo_pin,
            beam=own.pins.get("P3_BEAM_PIN"),
            up_switch=own.up_switch_pin,
            down_switch=own.down_switch_pin,
            beam_broken_high=own.beam_broken_level == "high",
            pulses=own.pulses,
        )
        arm = GpioArm(wiring, own.travel_seconds, given.inbox.wake)
    given.closing.callback(arm.close)
    return arm
