"""The settings with P2's prefix."""

from typing import ClassVar

from pydantic import Field

from common.settings import PositiveSeconds, Seconds, Settings


class LogicSettings(Settings):
    """When P2 tries again, and how long it holds a place."""

    prefix: ClassVar[str] = "P2_"

    transit_seconds: PositiveSeconds = Field(120, description="how long a place is held for a vehicle that drove on")
    retry_seconds: PositiveSeconds = Field(8, description="another OPEN for one that still stands there; < P3's hold")
    count_max_age_seconds: Seconds = Field(0, description="how long a count without a promise is believed; 0: for ever")
