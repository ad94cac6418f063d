"""The settings with P4's prefix."""

from typing import ClassVar, Literal

from pydantic import Field

from common.messages import MAX_COUNT
from common.settings import PositiveSeconds, Seconds, Settings, WholeNumber


class DisplaySettings(Settings):
    """How P4 counts and what it shows the count on."""

    prefix: ClassVar[str] = "P4_"

    display: Literal["console", "none"] = Field("console", description="console or none")
    mode: Literal["auto", "closed"] = Field("auto", description="auto, or closed: announce 0")
    reserve: WholeNumber = Field(0, ge=0, le=MAX_COUNT, description="places that are held back")
    refresh_seconds: PositiveSeconds = Field(60, description="how often the count is repeated, and promised to be")
    stale_seconds: Seconds = Field(0, description="how long a status without a promise is believed; 0: for ever")
