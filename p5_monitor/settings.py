"""P5's settings."""

from typing import Annotated, ClassVar, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator

from common.settings import PositiveSeconds, Settings, WholeNumber
from p5_monitor.rules.alarms import DEFAULT, Thresholds

Hours = Annotated[float, Field(ge=0, le=8_760, allow_inf_nan=False)]


class MonitorSettings(Settings):
    """Where the figures are served, and from when on something is an alarm."""

    prefix: ClassVar[str] = "P5_"

    http_port: WholeNumber = Field(8005, ge=1, le=65535, description="where /metrics and the API listen")
    notify_urls: SecretStr | None = Field(None, description="whom to tell of alarms: addresses as apprise writes them")
    notify_language: Literal["en", "fr"] = Field("en", description="in which language: en or fr")
    offline_seconds: PositiveSeconds = Field(
        DEFAULT.offline_seconds, description="so long a module, or the broker, may be away"
    )
    count_seconds: PositiveSeconds = Field(DEFAULT.count_seconds, description="so long a count may take after a change")
    flips: WholeNumber = Field(DEFAULT.flips, ge=2, le=50, description="so often a module may not go in flip_seconds")
    flip_seconds: PositiveSeconds = Field(DEFAULT.flip_seconds, description="within so many seconds it is too often")
    two_publishers_seconds: PositiveSeconds = Field(
        DEFAULT.two_publishers_seconds, description="so long a sign of a second publisher counts"
    )
    quiet_seconds: PositiveSeconds = Field(DEFAULT.quiet_seconds, description="so long without another it is over")
    spot_unspoken_seconds: PositiveSeconds = Field(
        DEFAULT.spot_unspoken_seconds, description="so long a kept spot may be left out while others are repeated"
    )
    spot_flapping_changes: WholeNumber = Field(
        DEFAULT.spot_flapping_changes, ge=3, le=100, description="so often a spot may not change in flapping_seconds"
    )
    spot_flapping_seconds: PositiveSeconds = Field(
        DEFAULT.spot_flapping_seconds, description="within so many seconds it is too often"
    )
    spot_stuck_hours: Hours = Field(DEFAULT.spot_stuck_hours, description="so long a place may be taken; 0: for ever")
    detector_stuck_seconds: PositiveSeconds = Field(
        DEFAULT.detector_stuck_seconds, description="so long a vehicle may stand at the entry with places free"
    )
    no_open_seconds: PositiveSeconds = Field(
        DEFAULT.no_open_seconds, description="so long an OPEN may take; <= P2_RETRY_SECONDS: also one that P2 repeats"
    )
    transit_seconds: PositiveSeconds = Field(
        DEFAULT.transit_seconds, description="so long who was let in may be on his way; more than P2_TRANSIT_SECONDS"
    )
    opened_seconds: PositiveSeconds = Field(
        DEFAULT.opened_seconds, description="so long OPENED may take after an OPEN; more than the arm's travel"
    )
    open_max_seconds: PositiveSeconds = Field(
        DEFAULT.open_max_seconds, description="so long the barrier may be up without a new vehicle"
    )

    @property
    def thresholds(self) -> Thresholds:
        """What the rules are told; each threshold is called as its setting."""
        return Thresholds(**{name: getattr(self, name) for name in vars(DEFAULT)})


class CheckSettings(Settings):
    """Where ``check`` finds the modules that give an order only when a person asks for it."""

    p6_url: str = Field("http://127.0.0.1:8006", description="check P6: where its API is")
    p7_url: str = Field("http://127.0.0.1:8007", description="check P7: where its page is")

    @field_validator("p6_url", "p7_url")
    @classmethod
    def _url(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
            raise ValueError("an address such as http://127.0.0.1:8006 expected")
        return url.rstrip("/")
