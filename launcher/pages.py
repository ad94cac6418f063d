"""Where the services that serve HTTP listen: as set, or on the next free ports."""

from typing import NamedTuple

from pydantic import Field

from common.settings import Settings, WholeNumber
from common.sources import Sources
from launcher.broker import HOST, free_port


class PortSettings(Settings):
    """The ports of the three, as their own settings name them."""

    p5_http_port: WholeNumber = Field(8005, ge=1, le=65535, description="the monitor's")
    p6_http_port: WholeNumber = Field(8006, ge=1, le=65535, description="the API's")
    p7_http_port: WholeNumber = Field(8007, ge=1, le=65535, description="the dashboard's")


class Pages(NamedTuple):
    """What the services are told of their ports, and what the person at the terminal is."""

    environment: dict[str, str]
    remarks: list[str]


def find_pages(sources: Sources) -> Pages:
    """Gives each of the three a port that is free now.

    Raises:
        SettingsError: a port can never work, or too many in a row are in use.
    """
    wanted = sources.load(PortSettings)
    ports: dict[str, int] = {}
    remarks = []
    for setting, field in PortSettings.names().items():
        port = getattr(wanted, field)
        free = free_port(port, setting, taken=ports.values())
        if free != port:
            remarks.append(f"port {port} is in use: {setting} becomes {free}")
        ports[setting] = free
    environment = {setting: str(port) for setting, port in ports.items()}
    remarks.append(f"dashboard: http://{HOST}:{ports['P7_HTTP_PORT']}")
    remarks.append(f"history: http://{HOST}:{ports['P6_HTTP_PORT']}/docs")
    return Pages(environment, remarks)
