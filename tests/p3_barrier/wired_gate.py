"""P3 with a servo, a beam and switches on mock pins, in virtual time; every pulse is seen."""

from typing import NamedTuple

from gpiozero.pins.mock import MockFactory, MockPWMPin

from common.messages import BarrierState, Connected, Forgotten, Message
from common.remembered import Remembered
from common.state_file import StateFile
from common.testing import Rehearsal
from p3_barrier.gpio import GpioArm, Wiring
from p3_barrier.rules import Barrier, Position
from p3_barrier.service import build
from p3_barrier.servo import Pulses
from tests.p3_barrier.gate import OPEN

SERVO, BEAM, UP_SWITCH, DOWN_SWITCH = 18, 17, 5, 6
TRAVEL_SECONDS, TIMEOUT_SECONDS, HOLD_SECONDS = 1.0, 5.0, 10.0

PULSES = Pulses(up_angle=90, down_angle=-90, shortest=0.001, longest=0.002)

BEAM_ONLY = Wiring(SERVO, PULSES, beam=BEAM)
NO_BEAM = Wiring(SERVO, PULSES, beam=None)
WITH_SWITCHES = Wiring(SERVO, PULSES, beam=BEAM, up_switch=UP_SWITCH, down_switch=DOWN_SWITCH)

# The share of a period of 20 ms, in whole percents as lgpio's driver takes it: 2 ms are 90 degrees, 1 ms are -90.
UP_DUTY, DOWN_DUTY, OFF = 0.1, 0.05, 0.0


def whole_percents(duty: float) -> float:
    """What gpiozero's driver for lgpio makes of it."""
    return int(duty * 100) / 100


class Pulse(NamedTuple):
    """From when on the servo was told what, and whether something was under the arm at that moment."""

    at: float
    duty: float
    beam_was_broken: bool


class SeenPin(MockPWMPin):  # type: ignore[misc]  gpiozero has no types
    """A pin that something outside holds at a level, whichever way it is pulled, and whose changes are told."""

    driven: bool | None = None
    gate: "WiredGate | None" = None

    def _set_pull(self, value: str) -> None:
        if self.driven is None:
            super()._set_pull(value)
        else:
            self._pull = value

    def _change_state(self, value: float) -> bool:
        if self.driven is not None and bool(value) != self.driven:
            # gpiozero's mock drives a pin low when it is given back; the world outside does not.
            return False
        changed: bool = super()._change_state(value)
        if changed and self.gate is not None:
            self.gate.pulses.append(Pulse(self.gate.now, whole_percents(value), self.gate.beam_is_broken))
        return changed


class Outside(NamedTuple):
    """The world at P3's pins: it outlives P3."""

    factory: MockFactory

    @classmethod
    def quiet(cls) -> "Outside":
        """Nothing under the arm, and the arm at neither switch."""
        outside = cls(MockFactory(pin_class=SeenPin))
        for pin, level in ((BEAM, False), (UP_SWITCH, True), (DOWN_SWITCH, True)):
            outside.drive(pin, high=level)
        return outside

    def drive(self, number: int, *, high: bool) -> None:
        """Holds a pin at a level."""
        pin = self.factory.pin(number)
        pin.driven = high
        (pin.drive_high if high else pin.drive_low)()


class WiredGate(Rehearsal):
    """P3 on mock pins, closed unless the state file says otherwise."""

    def __init__(
        self, file: StateFile, wiring: Wiring = BEAM_ONLY, *, outside: Outside | None = None, now: float = 0.0
    ) -> None:
        self.file = file
        self.wiring = wiring
        self.outside = outside or Outside.quiet()
        self.pulses: list[Pulse] = []
        self.arm = GpioArm(wiring, TRAVEL_SECONDS, wake=lambda: None, pin_factory=self.outside.factory)
        self.outside.factory.pin(wiring.servo).gate = self
        position = Remembered(file, Position)
        self.barrier = Barrier(
            travel_timeout_seconds=TIMEOUT_SECONDS,
            hold_seconds=HOLD_SECONDS,
            position=position.load(),
            now=now,
        )
        super().__init__(build(self.barrier, position, self.arm), connected=False)
        self.now = now
        self.said_at_start = words(self.senses(Connected()))

    @property
    def state(self) -> str:
        return self.barrier.position.state

    @property
    def duty(self) -> float:
        """What the servo is told now."""
        return whole_percents(self.outside.factory.pin(self.wiring.servo).state)

    @property
    def beam_is_broken(self) -> bool:
        """Whether something is under the arm, as the pin has it: P3 may not know yet."""
        return self.wiring.beam is not None and bool(self.outside.factory.pin(self.wiring.beam).state)

    def hears_order(self, order: Message) -> list[str]:
        return words(self.hears(order))

    def sees(self, seconds: float) -> list[str]:
        """So much time passes; what P3 said meanwhile, as ``OPENED order``."""
        return words(self.passes(seconds))

    def beam(self, *, broken: bool) -> list[str]:
        self.outside.drive(BEAM, high=broken)
        return self._wakes()

    def switch(self, pin: int, *, closed: bool) -> list[str]:
        self.outside.drive(pin, high=not closed)
        return self._wakes()

    def stands_still(self, seconds: float) -> list[str]:
        """The process is stopped for so long: nothing happens when it is due."""
        self.now += seconds
        return self._wakes()

    def killed(self) -> "WiredGate":
        """kill -9: the pulses end, and the next start finds the same world and the same state file."""
        self.outside.factory.pin(self.wiring.servo).gate = None
        self.arm.close()
        return WiredGate(self.file, self.wiring, outside=self.outside, now=self.now)

    def until_closing(self) -> None:
        """From CLOSED: opened by an order, and on its way down."""
        self.hears_order(OPEN)
        self.sees(TRAVEL_SECONDS)
        self.sees(HOLD_SECONDS)
        assert self.state == "CLOSING"

    def _wakes(self) -> list[str]:
        return words(self.senses(Woken()))


class Woken:
    """Nothing happened but that the loop turns, as it does when a pin wakes it."""


def words(said: list[Message | Forgotten]) -> list[str]:
    return [f"{state.state} {state.reason}" for state in said if isinstance(state, BarrierState)]
