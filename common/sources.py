"""Where settings come from: the environment, else ``.env``, else a file of secrets, else the default.

Whatever was written and cannot be used stops the service before it connects, with one line that names the setting and
its place: nobody lands on the public broker because of a slip of the pen.
"""

import difflib
import os
import re
from collections.abc import Iterable, Mapping
from io import StringIO
from pathlib import Path
from typing import NamedTuple, Self, TypeVar

from dotenv.parser import Binding, parse_stream
from pydantic import ValidationError

from common.errors import SettingsError
from common.settings import CommonSettings, Settings

ENV_FILE = ".env"

# Where secrets may lie as files, each named like its setting: Docker's folder, and systemd's (LoadCredential=).
DOCKER_SECRETS = "/run/secrets"
SYSTEMD_SECRETS = "CREDENTIALS_DIRECTORY"

ENVIRONMENT = "environment"

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
        self._in_secrets = _read_secrets(environment)

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
            field = str(first["loc"][0])
            problem = first["msg"].removeprefix("Value error, ").replace("Input should be", "must be")
            raise SettingsError(f"{settings.prefix}{field.upper()} ({found[field].where}): {problem}") from None

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
        for name, source in {**self._in_file, **self._in_environment}.items():
            if name in known or not (name.startswith("MQTT_") or (own.prefix and name.startswith(own.prefix))):
                continue
            text = f"{name} ({source.where}): no such setting{_did_you_mean(name, known)}"
            if source.where != ENVIRONMENT or not name.startswith("MQTT_"):
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
        return self._in_environment.get(name) or self._in_file.get(name) or self._in_secrets.get(name)


def _is_set(name: str, source: Source, *, secret: bool) -> bool:
    """Set but empty means not set, except where that would mean the public broker or no password."""
    if not source.value and (secret or name == "MQTT_HOST"):
        raise SettingsError(f"{name} ({source.where}): set but empty")
    if secret and source.cut:
        raise SettingsError(f"{name} ({source.where}): a blank and # begin a comment: put the value in quotes")
    return bool(source.value)


def _did_you_mean(name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    return f"; did you mean {close[0]}?" if close else ""


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
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise SettingsError(f"{path} line {line}: not UTF-8; save the file as UTF-8") from None
    except OSError as error:
        raise SettingsError(f"{path}: {error.strerror}") from None


def _line(binding: Binding) -> int:
    """The line on which the setting stands: dotenv counts the blank lines before it as its own."""
    text = binding.original.string
    blank = text[: len(text) - len(text.lstrip())]
    return binding.original.line + blank.count("\n")


def _is_cut(binding: Binding) -> bool:
    _, _, written = binding.original.string.partition("=")
    return not written.lstrip().startswith(("'", '"')) and re.search(r"\s#", written) is not None


def _read_secrets(environment: Mapping[str, str]) -> dict[str, Source]:
    found: dict[str, Source] = {}
    for folder in (DOCKER_SECRETS, environment.get(SYSTEMD_SECRETS)):
        for path in sorted(Path(folder).glob("*")) if folder else ():
            if path.is_file() and os.access(path, os.R_OK):
                found[path.name.upper()] = Source(path.read_text(errors="replace").rstrip("\r\n"), str(path))
    return found
