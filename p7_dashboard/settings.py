"""P7's settings: where the page is served."""

from typing import ClassVar

from pydantic import Field

from common.settings import Settings, WholeNumber


class DashboardSettings(Settings):
    """The page."""

    prefix: ClassVar[str] = "P7_"

    http_port: WholeNumber = Field(8007, ge=1, le=65535, description="where the page listens")
