"""A servo, a beam and end switches on the pins of a Raspberry Pi. The only file that knows gpiozero."""

import logging
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Literal, Self

from gpiozero import DigitalInputDevice, PinPWMUnsupported, Servo

from common.errors import SettingsError
from p3_barrier.rules import ArmIsDown, ArmIsUp, BeamBroken, BeamCleared, LowerArm, RaiseArm, RestArm
from p3_barrier.servo import Pulses

# A servo is told its place 50 times a second (SG90 data sheet: a period of 20 ms); oftener is of no use.
STEP_SECONDS = 0.02

# The servo lags behind what it is told, so that the last step is told before the time for the movement is over.
TOLD_SHARE = 0.8

# What gpiozero's Servo is told as -1 and as 1: any pulse that the settings allow lies between.
SHORTEST_SECONDS, LONGEST_SECONDS = 0.0003, 0.0027
HAIR_SECONDS = 1e-6

# A process that was stopped moved nothing meanwhile, and makes no leap of it.
LONGEST_STEP_SECONDS = 2 * STEP_SECONDS
ROUNDING_SECONDS = 1e-6

# An edge that the driver missed is noticed by a look.
LOOK_SECONDS = 1.0

Pull = Literal["up", "down"]

log = logging.getLogger(__name__)

Fact = ArmIsUp | ArmIsDown | BeamBroken | BeamCleared


@dataclass(frozen=True)
class Wiring:
    """What is on which pin (None: not there), and what the servo is told.

    ``beam_broken_high``: whether the pin of the beam is high while something is under the arm.
    """

    servo: int
    pulses: Pulses
    beam: int | None
    up_switch: int | None = None
    down_switch: int | None = None
    beam_broken_high: bool = True


class GpioArm:
    """Moves a servo, and tells what the switches and the beam say.

    It is raised at once and lowered in steps. A step is taken only if the beam is clear, and was at every moment since
    the last one; so whatever the main thread is busy with, no pulse goes downwards onto a broken beam.

    gpiozero's threads do nothing but note an edge and wake the main thread.

    Args:
        wiring: the pins.
        travel_seconds: how long the arm takes from one end to the other (more than 0).
        wake: ends the main thread's sleep; must be safe to call from any thread.
        pin_factory: how pins are reached (default: gpiozero's for this machine).

    Raises:
        SettingsError: no servo can be driven from here.
    """

    def __init__(
        self, wiring: Wiring, travel_seconds: float, wake: Callable[[], None], pin_factory: Any = None
    ) -> None:
        self._wiring = wiring
        self._travel_seconds = travel_seconds
        self._wake = wake
        self._edges: deque[float] = deque(maxlen=64)
        self._told_broken = False
        self._direction: RaiseArm | LowerArm | None = None
        self._travelled = 0.0
        self._looked_at = self._look_at = 0.0
        self._failed = False
        with ExitStack() as half_open:
            self._beam = half_open.enter_context(
                _Input(wiring.beam, _pull_of_beam(wiring), self._beam_changed, pin_factory)
            )
            self._up_switch = half_open.enter_context(_Input(wiring.up_switch, "up", self._switch_changed, pin_factory))
            self._down_switch = half_open.enter_context(
                _Input(wiring.down_switch, "up", self._switch_changed, pin_factory)
            )
            self._servo = half_open.enter_context(_servo(wiring, pin_factory))
            self._devices = half_open.pop_all()

    def raise_arm(self, action: RaiseArm, now: float) -> None:
        """Tells the servo to go up, from wherever it is: no step on the way could be lower than it stands."""
        self._begin(action, now)
        self._tell(0.0)

    def lower_arm(self, action: LowerArm, now: float) -> None:
        """Begins to go down; the first step comes with the next turn."""
        self._begin(action, now)

    def rest_arm(self, _: RestArm, __: float) -> None:
        """Switches the pulses off: a servo that holds its place hums and creeps."""
        self._direction = None
        self._detach()

    def due(self) -> float | None:
        """When to take a step, or to look at the pins."""
        if self._edges:
            return 0.0
        return self._look_at if self._direction or self._wiring.beam is not None else None

    def time_passed(self, now: float) -> Sequence[Fact]:
        """Tells what the pins say; if nothing is in the way, takes a step."""
        self._travelled += min(now - self._looked_at, LONGEST_STEP_SECONDS)
        self._looked_at = now
        beam = self._what_the_beam_says()
        ends = [] if beam else self._what_the_ends_say()
        if isinstance(self._direction, LowerArm) and not self._told_broken and not beam:
            self._tell(self._travelled / (TOLD_SHARE * self._travel_seconds))
        left = self._travel_seconds - self._travelled
        step = left if 0 < left < STEP_SECONDS else STEP_SECONDS
        self._look_at = now + (step if self._direction else LOOK_SECONDS)
        return [*beam, *ends]

    def close(self) -> None:
        """Switches the pulses off, and gives the pins back."""
        self._detach()
        self._devices.close()

    def _begin(self, direction: RaiseArm | LowerArm, now: float) -> None:
        self._direction = direction
        self._looked_at = self._look_at = now
        self._travelled = 0.0
        self._failed = False

    def _tell(self, share_of_the_way_down: float) -> None:
        # A little more than the step, or rounding would make the driver cut it off to the one below.
        pulse = self._wiring.pulses.at(share_of_the_way_down) + HAIR_SECONDS
        value = 2 * (pulse - SHORTEST_SECONDS) / (LONGEST_SECONDS - SHORTEST_SECONDS) - 1
        try:
            self._servo.value = value
        except Exception:
            if not self._failed:
                log.exception("the servo cannot be driven")
            # Then it reaches no end, and that is a FAULT when the time is over.
            self._failed = True

    def _detach(self) -> None:
        try:
            self._servo.detach()
        except Exception:
            log.exception("the servo's pulses cannot be switched off")

    def _what_the_ends_say(self) -> list[Fact]:
        """Without switches the arm is where it was told to go when it had the time, in the turns that it was given."""
        if self._failed:
            return []
        if self._wiring.up_switch is not None:
            return self._what_the_switches_say()
        if self._direction is None or self._travelled < self._travel_seconds - ROUNDING_SECONDS:
            return []
        return [ArmIsUp()] if isinstance(self._direction, RaiseArm) else [ArmIsDown()]

    def _what_the_beam_says(self) -> list[Fact]:
        was_broken = False
        while self._edges:
            self._edges.popleft()
            was_broken = True
        is_broken = self._beam.is_high is self._wiring.beam_broken_high
        if not was_broken and is_broken == self._told_broken:
            return []
        self._told_broken = is_broken
        broken: list[Fact] = [BeamBroken()] if was_broken or is_broken else []
        return [*broken, *([] if is_broken else [BeamCleared()])]

    def _what_the_switches_say(self) -> list[Fact]:
        """Each connects its pin to ground when the arm is there; the one that the arm is on its way to counts.

        Not while the other one says that it is there: an arm is at one end at most, and a switch that hangs would make
        a closed barrier of an open one.
        """
        at_up, at_down = self._up_switch.is_high is False, self._down_switch.is_high is False
        if isinstance(self._direction, RaiseArm) and at_up and not at_down:
            return [ArmIsUp()]
        if isinstance(self._direction, LowerArm) and at_down and not at_up:
            return [ArmIsDown()]
        return []

    def _beam_changed(self, ticks: float, _: int) -> None:
        """The beam broke, or cleared after it was broken; called in a thread of the pin's driver."""
        self._edges.append(ticks)
        self._wake()

    def _switch_changed(self, _: float, __: int) -> None:
        """Called in a thread of the pin's driver."""
        # If the main thread overwrites it at this moment, it has a movement under way, and looks after a step.
        self._look_at = 0.0
        self._wake()


class _Input:
    """A pin, pulled to the level that means danger or nothing, so that a cut wire means it too; None: no pin."""

    def __init__(self, pin: int | None, pull: Pull, changed: Callable[[float, int], None], pin_factory: Any) -> None:
        self._device = None if pin is None else DigitalInputDevice(pin, pull_up=pull == "up", pin_factory=pin_factory)
        if self._device is not None:
            self._device.pin.when_changed = changed

    @property
    def is_high(self) -> bool | None:
        """Its level; None: there is no pin."""
        return None if self._device is None else bool(self._device.pin.state)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._device is not None:
            self._device.close()


def _pull_of_beam(wiring: Wiring) -> Pull:
    """Towards broken, whichever level that is: a wire that is cut keeps the arm up."""
    return "up" if wiring.beam_broken_high else "down"


def _servo(wiring: Wiring, pin_factory: Any) -> Servo:
    """No pulse before the first movement: where it stands is not known."""
    try:
        return Servo(
            wiring.servo,
            initial_value=None,
            min_pulse_width=SHORTEST_SECONDS,
            max_pulse_width=LONGEST_SECONDS,
            pin_factory=pin_factory,
        )
    except PinPWMUnsupported:
        text = "this pin has no PWM, which a servo needs; on mock pins set GPIOZERO_MOCK_PIN_CLASS=mockpwmpin"
        raise SettingsError(f"P3_SERVO_PIN={wiring.servo}: {text}") from None
