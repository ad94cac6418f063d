"""The settings with P1's prefix."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from common.settings import PositiveSeconds, Seconds, Settings, WholeNumber
from common.spots import Detectors
from p1_sensors.recording import check_recording
from p1_sensors.rules import Thresholds
from p1_sensors.spot_list import spots_in
from p1_sensors.wiring import (
    FARTHEST_CM,
    NEAREST_CM,
    ContactPin,
    RangerPins,
    check_order,
    thresholds_in,
    wiring_in,
)

Speed = Annotated[float, Field(gt=0, le=3600, allow_inf_nan=False)]
Centimetres = Annotated[float, Field(ge=NEAREST_CM, le=FARTHEST_CM, allow_inf_nan=False)]


def _wiring(value: object) -> object:
    return wiring_in(value) if isinstance(value, str) else value


def _thresholds(value: object) -> object:
    return thresholds_in(value) if isinstance(value, str) else value


PinsBySpot = Annotated[Mapping[str, RangerPins | ContactPin], BeforeValidator(_wiring)]
ThresholdsBySpot = Annotated[Mapping[str, Thresholds], BeforeValidator(_thresholds)]


class SensorSettings(Settings):
    """What senses which spots, and how fast a lot that is not real lives."""

    prefix: ClassVar[str] = "P1_"

    sensors: Literal["simulated", "gpio", "replay"] = Field("simulated", description="simulated, gpio or replay")
    spots: str = Field("A1-A12", description="the places: ids and ranges, such as A1-A12,B1,VIP (not for replay)")
    speed: Speed = Field(1, description="how much faster simulated or recorded vehicles come and go; at most 3600")
    seed: WholeNumber | None = Field(None, description="the same number, the same simulated vehicles")
    refresh_seconds: PositiveSeconds = Field(
        60, description="every spot is said again after this, and that is promised"
    )
    replay_file: Path | None = Field(
        None, validate_default=True, description="the recording to replay: a CSV of time,id,status"
    )

    pins: PinsBySpot | None = Field(
        None, validate_default=True, description="gpio: A1=23/24 (HC-SR04: trigger/echo), ENTRY=17 (a digital detector)"
    )
    confirm_seconds: Seconds = Field(1, description="gpio: how long a change must last to be believed")
    taken_cm: Centimetres = Field(130, description="gpio: so near and nearer is a vehicle; 2 to 400")
    free_cm: Centimetres = Field(
        170, validate_default=True, description="gpio: so far and farther is none; more than P1_TAKEN_CM"
    )
    thresholds: ThresholdsBySpot | None = Field(
        None, description="gpio: a place's own, taken/free in cm, such as A1=60/90; calibrate proposes them"
    )
    active_level: Literal["low", "high"] = Field(
        "low", description="gpio: the level of a digital detector that means a vehicle: low or high"
    )
    pull: Literal["up", "down", "none"] = Field("up", description="gpio: of a digital detector's pin: up, down or none")

    @field_validator("spots")
    @classmethod
    def _spots(cls, text: str) -> str:
        spots_in(text)
        return text

    @field_validator("replay_file")
    @classmethod
    def _replay_file(cls, path: Path | None, others: ValidationInfo) -> Path | None:
        if others.data.get("sensors") == "replay":
            if path is None:
                raise ValueError("P1_REPLAY_FILE is not set: a replay needs a recording, such as examples/garage.csv")
            check_recording(path)
        return path

    @field_validator("pins")
    @classmethod
    def _pins(cls, pins: PinsBySpot | None, others: ValidationInfo) -> PinsBySpot | None:
        if pins is None and others.data.get("sensors") == "gpio":
            raise ValueError("P1_PINS is not set: P1_SENSORS=gpio needs pins, such as A1=23/24,A2=25/8,ENTRY=17")
        return pins

    @field_validator("free_cm")
    @classmethod
    def _free_cm(cls, free_cm: float, others: ValidationInfo) -> float:
        if "taken_cm" in others.data:
            _check_common_thresholds(Thresholds(others.data["taken_cm"], free_cm))
        return free_cm

    @field_validator("thresholds")
    @classmethod
    def _own_thresholds(cls, thresholds: ThresholdsBySpot, others: ValidationInfo) -> ThresholdsBySpot:
        pins = others.data.get("pins") or {}
        for spot_id in thresholds:
            if others.data.get("sensors") == "gpio" and not isinstance(pins.get(spot_id), RangerPins):
                raise ValueError(f"{spot_id} has no trigger/echo in P1_PINS")
        return thresholds

    def thresholds_of(self, spot_id: str) -> Thresholds:
        """What is near and what is far for the sensor of a spot."""
        return (self.thresholds or {}).get(spot_id, Thresholds(self.taken_cm, self.free_cm))

    def wired_places(self, detectors: Detectors) -> tuple[str, ...]:
        """The ids of gpio's places: those of ``spots``, if somebody wrote them down, else those that have pins."""
        if "spots" in self.model_fields_set:
            return self.places
        return tuple(filter(detectors.is_place, self.pins or ()))

    @property
    def places(self) -> tuple[str, ...]:
        """The ids that ``spots`` lists, in its order."""
        return spots_in(self.spots)


def _check_common_thresholds(thresholds: Thresholds) -> None:
    try:
        check_order(thresholds)
    except ValueError as error:
        # Whichever of the two was written down, or both.
        raise ValueError(f"P1_TAKEN_CM and P1_FREE_CM: {error}") from None
