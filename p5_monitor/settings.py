"""P5's settings."""

from typing import ClassVar

from pydantic import Field

from common.settings import Settings, WholeNumber


class MonitorSettings(Settings):
    """Where the figures are served."""

    prefix: ClassVar[str] = "P5_"

    http_port: WholeNumber = Field(8005, ge=1, le=65535, description="where /metrics and the API listen")
