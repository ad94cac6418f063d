"""Where settings come from: the environment, else ``.env``, else a file of secrets, else the default.

Whatever was written and cannot be used stops the service before it connects, with one line that names the setting and
its place: nobody lands on the public broker because of a slip of the pen.
"""

import os
import re
from collections.abc import Iterable, Mapping
from io import StringIO
from pathlib import Path
from typing import NamedTuple, Self, TypeVar

from dotenv.parser import Binding, parse_stream
from pydantic import ValidationError

from common.contract import Role
from common.errors import SettingsError
from common.settings import CommonSettings, Settings
from common.suggestion import did_you_mean

ENV_FILE = ".env"

# Where secrets may lie as files, each named like its setting: Docker's folder, and systemd's (LoadCredential=).
DOCKER_SECRETS = "/run/secrets"
SYSTEMD_SECRETS = "CREDENTIALS_DIRECTORY"

ENVIRONMENT = "environment"

BROKER_PREFIX = "MQTT_"

# Where the others find a role: named after it, and read by everybody but its own service.
ADDRESSES = {f"{role}_URL" for role in Role}

S = TypeVar("S", bound=Settings)


class Source(NamedTuple):
    """A value and where it stands. ``cut``: a blank and # ended it, which in a password may be meant."""

    value: str
    where: str
    cut: bool = False


class Sources:
    """Every setting that somebody wrote down, and where.

    Args:
        environment: the process's environment.
        folder: where ``.env`` lies, if there is one.

    Raises:
        SettingsError: a line of ``.env`` cannot be read.
    """

    def __init__(self, environment: Mapping[str, str], folder: Path) -> None:
        self.env_file = folder / ENV_FILE
        self._in_file = _read_env_file(self.env_file)
        self._in_environment = {name: Source(value, ENVIRONMENT) for name, value in environment.items()}
        folders = (DOCKER_SECRETS, environment.get(SYSTEMD_SECRETS))
        self._secrets = [Path(folder) for folder in folders if folder]

    @classmethod
    def of_process(cls) -> Self:
        """What this process was given."""
        return cls(os.environ, Path.cwd())

    def load(self, settings: type[S]) -> S:
        """Fills one group of settings.

        Raises:
            SettingsError: a value can never work. The text names the setting and its place, and no value.
        """
        found: dict[str, Source] = {}
        for name, field in settings.names().items():
            source = self._find(name)
            if source is not None and _is_set(name, source, secret=field in settings.secrets()):
                found[field] = source
        try:
            return settings.model_validate({field: source.value for field, source in found.items()})
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            problem = first["msg"].removeprefix("Value error, ").replace("Input should be", "must be")
            raise SettingsError(_place(settings, [str(field) for field in first["loc"]], found) + problem) from None

    def is_set(self, name: str) -> bool:
        """Whether somebody wrote this setting down."""
        source = self._find(name)
        return source is not None and bool(source.value)

    def unknown_names(self, own: type[Settings]) -> list[str]:
        """The names in the environment that look like the broker's settings and are none: others set such names too.

        Raises:
            SettingsError: a name with this service's own prefix, or in ``.env`` with ``MQTT_``, is no setting.
        """
        known = {**CommonSettings.names(), **own.names()}
        tolerated = []
        for name, source in (*self._in_file.items(), *self._in_environment.items()):
            if name in known or name in ADDRESSES or not _resembles_a_setting(name, own, known, source):
                continue
            text = f"{name} ({source.where}): no such setting{did_you_mean(name.upper(), known)}"
            if source.where != ENVIRONMENT or not name.upper().startswith(BROKER_PREFIX):
                raise SettingsError(text)
            tolerated.append(text)
        return tolerated

    def summary(self, *groups: type[Settings]) -> str:
        """Which settings were read from where, without their values."""
        places: dict[str, list[str]] = {}
        for name in (name for group in groups for name in group.names()):
            source = self._find(name)
            if source is not None and source.value:
                places.setdefault(source.where.split(" line ")[0], []).append(name)
        if not places:
            return f"defaults only, no {self.env_file}"
        return "; ".join(f"{', '.join(sorted(names))} from {where}" for where, names in places.items())

    def _find(self, name: str) -> Source | None:
        """The first place in which it has a value; if it has none in any, the first in which it stands empty."""
        written = (self._in_environment.get(name), self._in_file.get(name), self._secret(name))
        sources = [source for source in written if source is not None]
        return next((source for source in sources if source.value), sources[0] if sources else None)

    def _secret(self, name: str) -> Source | None:
        for path in (folder / spelled for folder in self._secrets for spelled in (name, name.lower())):
            if _exists(path):
                return Source(_read_text(path).rstrip("\r\n"), str(path))
        return None


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        # Somebody else's folder.
        return False


def _place(settings: type[Settings], fields: list[str], found: Mapping[str, Source]) -> str:
    """Which setting, and where it stands; nothing, if what is wrong lies between several."""
    if not fields or fields[0] not in found:
        return ""
    return f"{settings.prefix}{fields[0].upper()} ({found[fields[0]].where}): "


def _resembles_a_setting(name: str, own: type[Settings], known: Iterable[str], source: Source) -> bool:
    """Whether whoever wrote this name meant one of ours; ``mqtt_host`` in ``.env`` is one that nobody would read."""
    capitals = name.upper()
    if capitals in known and source.where != ENVIRONMENT:
        return True
    return capitals.startswith(BROKER_PREFIX) or (own.prefix != "" and capitals.startswith(own.prefix))


def _is_set(name: str, source: Source, *, secret: bool) -> bool:
    """Set but empty means not set, except where that would mean the public broker or no password."""
    if not source.value and (secret or name == "MQTT_HOST"):
        raise SettingsError(f"{name} ({source.where}): set but empty")
    if secret and source.cut:
        raise SettingsError(f"{name} ({source.where}): a blank and # begin a comment: put the value in quotes")
    return bool(source.value)


def _read_env_file(path: Path) -> dict[str, Source]:
    found: dict[str, Source] = {}
    for binding in parse_stream(StringIO(_read_text(path))):
        where = f"{path} line {_line(binding)}"
        if binding.error or (binding.key is not None and binding.value is None):
            raise SettingsError(f"{where}: cannot be read; NAME=value expected")
        if binding.key is None or binding.value is None:
            continue
        if binding.key in found and found[binding.key].value != binding.value:
            raise SettingsError(f"{where}: {binding.key} stands twice, with different values")
        found[binding.key] = Source(binding.value, where, cut=_is_cut(binding))
    return found


def _read_text(path: Path) -> str:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise SettingsError(f"{path} line {line}: not UTF-8; save the file as UTF-8") from None
    except OSError as error:
        raise SettingsError(f"{path}: {error.strerror}") from None
    if "\0" in text:
        # UTF-16 without its mark is valid UTF-8 as well, and every name in it would be a stranger's.
        raise SettingsError(f"{path} line 1: not UTF-8; save the file as UTF-8")
    return text


def _line(binding: Binding) -> int:
    """The line on which the setting stands: dotenv counts the blank lines before it as its own."""
    text = binding.original.string
    blank = text[: len(text) - len(text.lstrip())]
    return binding.original.line + blank.count("\n")


def _is_cut(binding: Binding) -> bool:
    _, _, written = binding.original.string.partition("=")
    return not written.lstrip().startswith(("'", '"')) and re.search(r"\s#", written) is not None
