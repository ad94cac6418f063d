"""The settings with P1's prefix."""

from pathlib import Path
from typing import Annotated, ClassVar, Literal

from pydantic import Field, ValidationInfo, field_validator

from common.settings import PositiveSeconds, Settings, WholeNumber
from p1_sensors.recording import check_recording
from p1_sensors.spot_list import spots_in

Speed = Annotated[float, Field(gt=0, le=3600, allow_inf_nan=False)]


class SensorSettings(Settings):
    """What senses which spots, and how fast a lot that is not real lives."""

    prefix: ClassVar[str] = "P1_"

    sensors: Literal["simulated", "replay"] = Field("simulated", description="simulated or replay")
    spots: str = Field("A1-A12", description="the places: ids and ranges, such as A1-A12,B1,VIP (not for replay)")
    speed: Speed = Field(1, description="how much faster simulated or recorded vehicles come and go; at most 3600")
    seed: WholeNumber | None = Field(None, description="the same number, the same simulated vehicles")
    refresh_seconds: PositiveSeconds = Field(
        60, description="every spot is said again after this, and that is promised"
    )
    replay_file: Path | None = Field(
        None, validate_default=True, description="the recording to replay: a CSV of time,id,status"
    )

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

    @property
    def places(self) -> tuple[str, ...]:
        """The ids that ``spots`` lists, in its order."""
        return spots_in(self.spots)
