"""P5's settings."""

from typing import ClassVar

from pydantic import Field

from common.settings import PositiveSeconds, Settings, WholeNumber
from p5_monitor.rules.alarms import DEFAULT, Thresholds


class MonitorSettings(Settings):
    """Where the figures are served, and from when on something is an alarm."""

    prefix: ClassVar[str] = "P5_"

    http_port: WholeNumber = Field(8005, ge=1, le=65535, description="where /metrics and the API listen")
    offline_seconds: PositiveSeconds = Field(DEFAULT.offline_seconds, description="so long a module may be away")
    count_seconds: PositiveSeconds = Field(DEFAULT.count_seconds, description="so long a count may take after a change")
    flips: WholeNumber = Field(DEFAULT.flips, ge=2, le=50, description="so often a module may not go in flip_seconds")
    flip_seconds: PositiveSeconds = Field(DEFAULT.flip_seconds, description="within so many seconds it is too often")
    two_publishers_seconds: PositiveSeconds = Field(
        DEFAULT.two_publishers_seconds, description="so long a sign of a second publisher counts"
    )
    quiet_seconds: PositiveSeconds = Field(DEFAULT.quiet_seconds, description="so long without another it is over")

    @property
    def thresholds(self) -> Thresholds:
        """What the rules are told; each threshold is called as its setting."""
        return Thresholds(**{name: getattr(self, name) for name in vars(DEFAULT)})
