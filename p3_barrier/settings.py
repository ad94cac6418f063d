"""The settings with P3's prefix."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from common.pins import Pin, check_each_once, pin_of
from common.settings import PositiveSeconds, Seconds, Settings, WholeNumber
from p3_barrier.servo import Pulses

# Longer, and the movement that a stop finds under way would not end within the seconds it is given.
MAX_TRAVEL_SECONDS = 2.0

# SG90 data sheet: 0.1 s for 60 degrees without a load. Pulses that end sooner leave the arm on its way.
MIN_SERVO_TRAVEL_SECONDS = 0.2

NO_BEAM = "none"


def _beam(value: object) -> object:
    if not isinstance(value, str) or value.strip() == NO_BEAM:
        return value.strip() if isinstance(value, str) else value
    try:
        return pin_of(value)
    except ValueError as error:
        raise ValueError(f"{error}, or the word {NO_BEAM}") from None


Rate = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Beam = Annotated[int | Literal["none"], BeforeValidator(_beam)]
Angle = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
# SG90 and MG996R turn between 0.5 and 2.5 ms (their data sheets name 1 to 2 ms, their makers' boards try 0.5 to 2.5).
PulseMilliseconds = Annotated[float, Field(ge=0.4, le=2.6, allow_inf_nan=False)]


class BarrierSettings(Settings):
    """Which arm it is, how fast it moves, how long it stays up, and where it is wired."""

    prefix: ClassVar[str] = "P3_"

    barrier: Literal["simulated", "gpio"] = Field("simulated", description="which arm: simulated or gpio")
    travel_seconds: Seconds = Field(
        1, le=MAX_TRAVEL_SECONDS, description="how long the arm takes from one end to the other; 2 at most"
    )
    hold_seconds: PositiveSeconds = Field(10, description="how long the arm stays up; > P2's retry")
    travel_timeout_seconds: PositiveSeconds = Field(
        10, description="an arm that is not at its end within this is a FAULT"
    )
    obstacle_rate: Rate = Field(0, description="simulated: how often something gets under a closing arm, 0 to 1")
    seed: WholeNumber | None = Field(None, description="simulated: the same obstacles every time")
    servo_pin: Pin = Field(18, description="gpio: the servo's signal wire")
    beam_pin: Beam | None = Field(None, description="gpio: the safety beam under the arm, or the word none")
    beam_broken_level: Literal["high", "low"] = Field(
        "high", description="gpio: the beam's pin when it is broken, to which it is pulled: so is a cut wire"
    )
    up_switch_pin: Pin | None = Field(None, description="gpio: closes to ground when the arm is up; with the other")
    down_switch_pin: Pin | None = Field(None, description="gpio: closes to ground when the arm is down; with the other")
    up_angle: Angle = Field(90, description="gpio: the servo when the arm is up, -90 to 90 degrees")
    down_angle: Angle = Field(-90, description="gpio: the servo when the arm is down, -90 to 90 degrees")
    shortest_pulse_ms: PulseMilliseconds = Field(1, description="gpio: the servo's pulse at -90 degrees")
    longest_pulse_ms: PulseMilliseconds = Field(2, description="gpio: the servo's pulse at 90 degrees")

    @property
    def has_end_switches(self) -> bool:
        """Whether the arm tells when it is at its ends."""
        return self.barrier == "simulated" or self.up_switch_pin is not None

    @property
    def pulses(self) -> Pulses:
        """What the servo is told."""
        return Pulses(self.up_angle, self.down_angle, self.shortest_pulse_ms / 1000, self.longest_pulse_ms / 1000)

    @property
    def pins(self) -> dict[str, int]:
        """What is wired, by the names of the settings."""
        named = {
            "P3_SERVO_PIN": self.servo_pin,
            "P3_BEAM_PIN": self.beam_pin if isinstance(self.beam_pin, int) else None,
            "P3_UP_SWITCH_PIN": self.up_switch_pin,
            "P3_DOWN_SWITCH_PIN": self.down_switch_pin,
        }
        return {name: pin for name, pin in named.items() if pin is not None}

    @model_validator(mode="after")
    def _wiring(self) -> Self:
        if self.barrier == "gpio":
            self._check_wiring()
        return self

    def _check_wiring(self) -> None:
        if self.beam_pin is None:
            raise ValueError(
                "P3_BEAM_PIN is not set: P3_BARRIER=gpio needs the pin of the safety beam, or the word none"
            )
        if self.travel_seconds < MIN_SERVO_TRAVEL_SECONDS:
            raise ValueError(f"P3_TRAVEL_SECONDS: a servo needs {MIN_SERVO_TRAVEL_SECONDS:g} s at least")
        if self.travel_timeout_seconds <= self.travel_seconds:
            raise ValueError("P3_TRAVEL_TIMEOUT_SECONDS must be longer than P3_TRAVEL_SECONDS")
        if (self.up_switch_pin is None) != (self.down_switch_pin is None):
            raise ValueError("P3_UP_SWITCH_PIN and P3_DOWN_SWITCH_PIN: both or none of them")
        if self.shortest_pulse_ms >= self.longest_pulse_ms:
            raise ValueError("P3_SHORTEST_PULSE_MS must be less than P3_LONGEST_PULSE_MS")
        if self.pulses.steps < 1:
            raise ValueError("P3_UP_ANGLE and P3_DOWN_ANGLE are so near that the arm would not move: 0.2 ms at least")
        check_each_once(self.pins.items())
