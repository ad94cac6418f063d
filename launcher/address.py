"""Where the broker is, as a person types it."""

import re
from typing import NamedTuple

from pydantic import ValidationError

from common.errors import SettingsError
from common.settings import CommonSettings

# A colon in a bare IPv6 address begins no port: it is then taken whole.
_HOST_AND_PORT = re.compile(r"(\[[^\]]*\]|[^:]*):([^:]*)")


class Address(NamedTuple):
    """A broker's host and port."""

    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


def parse_address(text: str, default_port: int) -> Address:
    """Reads ``HOST``, ``HOST:PORT``, ``[IPV6]:PORT`` or ``IPV6``.

    Raises:
        SettingsError: no name server could be asked for it, or no such port exists.
    """
    found = _HOST_AND_PORT.fullmatch(text)
    host, port = found.groups() if found else (text, str(default_port))
    try:
        checked = CommonSettings.model_validate({"mqtt_host": host, "mqtt_port": port})
    except ValidationError as error:
        problem = error.errors(include_url=False, include_input=False)[0]["msg"].removeprefix("Value error, ")
        raise SettingsError(f"--broker: HOST or HOST:PORT expected, such as broker.emqx.io:1883 ({problem})") from None
    return Address(checked.mqtt_host, checked.mqtt_port)
