"""The settings that every service has, and what a group of settings is. ``sources.py`` fills them.

One class for each prefix, composed and never inherited: a subclass with another prefix would read ``P3_MQTT_HOST`` and
fall back to the public broker without a word.
"""

import ipaddress
import re
import ssl
from pathlib import Path
from typing import Annotated, ClassVar, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationInfo, field_validator

from common.connection import Broker, Connection
from common.contract import Completions, Role
from common.contract.table import BROKER_HOST, BROKER_PORT, TOPIC_PREFIX
from common.spots import Detectors, is_spot_id

# A topic has at most 65 535 bytes (MQTT 5, section 1.5.4); what follows the prefix needs little.
MAX_PREFIX_LENGTH = 200

# RFC 1123, section 2.1, and the underscore that home routers put into names.
_LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*\.?")
MAX_HOST_LENGTH = 253


def _digits_only(value: object) -> object:
    """Python would take ``1_883`` and ``1883.0`` for a number; a person who reads the file might not."""
    if isinstance(value, str) and not re.fullmatch(r"-?[0-9]+", value.strip()):
        raise ValueError("a whole number expected")
    return value


def _decimal_only(value: object) -> object:
    """Python would take ``1_0`` and ``nan`` for a number."""
    if isinstance(value, str) and not re.fullmatch(r"-?[0-9]*\.?[0-9]+", value.strip()):
        raise ValueError("a number of seconds expected, such as 8 or 0.5")
    return value


WholeNumber = Annotated[int, BeforeValidator(_digits_only)]
Seconds = Annotated[float, BeforeValidator(_decimal_only), Field(ge=0, le=86_400, allow_inf_nan=False)]
PositiveSeconds = Annotated[float, BeforeValidator(_decimal_only), Field(gt=0, le=86_400, allow_inf_nan=False)]


def _is_ipv6(address: str) -> bool:
    try:
        ipaddress.IPv6Address(address)
    except ValueError:
        return False
    return True


class Settings(BaseModel):
    """What every group of settings has: a prefix, and names that are the fields' in capitals."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    prefix: ClassVar[str] = ""

    @classmethod
    def names(cls) -> dict[str, str]:
        """The name of each setting and the field that it fills."""
        return {cls.prefix + field.upper(): field for field in cls.model_fields}

    @classmethod
    def secrets(cls) -> set[str]:
        """The fields whose value is never shown."""
        return {name for name, field in cls.model_fields.items() if SecretStr in get_args(field.annotation)}


class CommonSettings(Settings):
    """What every service needs: the broker, the lot's detectors, and where to keep things."""

    mqtt_host: str = Field(BROKER_HOST, description="the broker; the default is the team's, which anyone can read")
    mqtt_port: WholeNumber = Field(BROKER_PORT, ge=1, le=65535, description="the broker's port")
    topic_prefix: str = Field(TOPIC_PREFIX, description="what every topic begins with")
    mqtt_username: str | None = Field(None, description="for an own broker")
    mqtt_password: SecretStr | None = Field(None, description="for an own broker")
    mqtt_tls: bool | None = Field(default=None, description="encrypt the connection (usually port 8883)")
    mqtt_ca_file: Path | None = Field(None, description="the authority to trust instead of the system's")
    client_id: str | None = Field(None, max_length=128, description="only for tests; each role has its own")
    completions: Completions = Field(Completions.LISTEN, description="none, listen or all: beside the team's table")
    entry_ids: str = Field("ENTRY", description="the detectors before the barrier, comma separated")
    state_dir: Path | None = Field(None, description="what outlives a restart; state beside .env, unless set")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="DEBUG, INFO, WARNING or ERROR")
    log_format: Literal["text", "json"] = Field("text", description="text or json")

    @field_validator("mqtt_host")
    @classmethod
    def _host(cls, host: str) -> str:
        """An address that no name server could be asked for would be tried for ever."""
        bare = host[1:-1] if host.startswith("[") and host.endswith("]") else host
        if ":" in bare and _is_ipv6(bare):
            return bare
        if not _HOST.fullmatch(host) or len(host) > MAX_HOST_LENGTH:
            raise ValueError("a host name or an address alone expected: no mqtt://, port, quotes, blanks or empty part")
        return host

    @field_validator("topic_prefix")
    @classmethod
    def _prefix(cls, prefix: str) -> str:
        bare = prefix.removesuffix("/")
        if any(sign in prefix for sign in "+#") or prefix.startswith("$") or prefix != prefix.strip():
            raise ValueError("no +, #, $ at the beginning, or blanks around it")
        if not prefix.isprintable():
            raise ValueError("letters, digits and signs expected: brokers refuse control characters")
        if not bare or any(not level for level in bare.split("/")):
            raise ValueError("levels with a / between them expected, none of them empty")
        if len(prefix.encode()) > MAX_PREFIX_LENGTH:
            raise ValueError(f"at most {MAX_PREFIX_LENGTH} bytes")
        return bare + "/"

    @field_validator("entry_ids")
    @classmethod
    def _entry_ids(cls, ids: str) -> str:
        for spot_id in ids.split(","):
            if not is_spot_id(spot_id.strip()):
                raise ValueError("spot ids with commas between them expected, such as ENTRY or NORTH,SOUTH")
        return ids

    @field_validator("mqtt_password")
    @classmethod
    def _password(cls, password: SecretStr | None, others: ValidationInfo) -> SecretStr | None:
        if password is not None and others.data.get("mqtt_username") is None:
            raise ValueError("of no use without MQTT_USERNAME")
        return password

    @field_validator("mqtt_ca_file")
    @classmethod
    def _ca_file(cls, path: Path | None, others: ValidationInfo) -> Path | None:
        """Whoever names an authority expects an encrypted connection, and gets a plain one only if he says so."""
        if path is not None and others.data.get("mqtt_tls") is None:
            raise ValueError("of no use without MQTT_TLS=true")
        if path is not None:
            try:
                ssl.create_default_context(cafile=path)
            except OSError as error:
                reason = error.strerror or "it holds no certificate"
                raise ValueError(f"a file of PEM certificates expected: {reason}") from None
        return path

    @property
    def detectors(self) -> Detectors:
        """The ids that are no places."""
        return Detectors(spot_id.strip() for spot_id in self.entry_ids.split(","))

    def connection(self, role: Role) -> Connection:
        """How a role reaches the others."""
        password = self.mqtt_password.get_secret_value() if self.mqtt_password else None
        return Connection(
            broker=Broker(
                self.mqtt_host, self.mqtt_port, self.mqtt_username, password, bool(self.mqtt_tls), self.mqtt_ca_file
            ),
            client_id=self.client_id or role.client_id,
            prefix=self.topic_prefix,
            completions=self.completions,
        )
