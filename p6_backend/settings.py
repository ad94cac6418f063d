"""P6's settings: where the history lies, and how it is served."""

from typing import ClassVar

from pydantic import Field, SecretStr

from common.settings import Settings, WholeNumber


class BackendSettings(Settings):
    """The API and its key."""

    prefix: ClassVar[str] = "P6_"

    http_port: WholeNumber = Field(8006, ge=1, le=65535, description="where the API listens")
    api_key: SecretStr | None = Field(None, description="lets other machines add and remove places (X-API-Key)")


class HistorySettings(Settings):
    """Where the history lies."""

    database_url: SecretStr | None = Field(None, description="the history; parking.db in STATE_DIR, unless set")
