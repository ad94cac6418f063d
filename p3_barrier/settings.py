"""The settings with P3's prefix."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from common.settings import PositiveSeconds, Seconds, Settings, WholeNumber

# Longer, and the movement that a stop finds under way would not end within the seconds it is given.
MAX_TRAVEL_SECONDS = 2.0

Rate = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class BarrierSettings(Settings):
    """Which arm it is, how fast it moves, and how long it stays up."""

    prefix: ClassVar[str] = "P3_"

    barrier: Literal["simulated"] = Field("simulated", description="which arm: simulated")
    travel_seconds: Seconds = Field(
        1, le=MAX_TRAVEL_SECONDS, description="how long the arm takes from one end to the other; 2 at most"
    )
    hold_seconds: PositiveSeconds = Field(10, description="how long the arm stays up; > P2's retry")
    travel_timeout_seconds: PositiveSeconds = Field(10, description="no end switch within this is a FAULT")
    obstacle_rate: Rate = Field(0, description="simulated: how often something gets under a closing arm, 0 to 1")
    seed: WholeNumber | None = Field(None, description="simulated: the same obstacles every time")
