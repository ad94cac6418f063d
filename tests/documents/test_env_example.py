"""``.env.example`` lists every setting, with its default, and a service that gets all of it starts."""

import importlib
import itertools
import re
import signal
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

import pytest

from common.contract import Role
from common.settings import Settings
from common.testing import free_port
from tests.common.started import started
from tests.documents.pages import ENV_EXAMPLE, ROOT, text_of

THE_EIGHT = (
    "MQTT_HOST",
    "MQTT_PORT",
    "TOPIC_PREFIX",
    "MQTT_USERNAME",
    "MQTT_PASSWORD",
    "P1_SENSORS",
    "P1_SPOTS",
    "P4_DISPLAY",
)

LINE = re.compile(r"# ([A-Z][A-Z0-9_]*)=(.*)")

SERVICES = sorted(path.parent.name for path in ROOT.glob("p[0-9]_*/__main__.py"))


# The launcher names the ports of the services again: with the same defaults, or there are two of one name.
SETTINGS_CLASS = re.compile(r"^class \w+\(Settings\):", re.MULTILINE)


def in_the_code() -> set[tuple[str, str]]:
    return {named for group in groups() for named in defaults(group)}


def groups() -> Iterator[type[Settings]]:
    for path in sorted(ROOT.glob("*/*.py")):
        if not SETTINGS_CLASS.search(text_of(path)):
            continue
        module = importlib.import_module(f"{path.parent.name}.{path.stem}")
        for group in vars(module).values():
            if isinstance(group, type) and issubclass(group, Settings) and group.__module__ == module.__name__:
                yield group


def defaults(group: type[Settings]) -> Iterator[tuple[str, str]]:
    for name, field in group.names().items():
        default = group.model_fields[field].default
        yield name, _written(default.value if isinstance(default, Enum) else default)


def _written(default: object) -> str:
    if default is None:
        return ""
    return str(default).lower() if isinstance(default, bool) else str(default)


def in_the_file() -> list[tuple[str, str]]:
    return [match.groups() for line in text_of(ENV_EXAMPLE).splitlines() if (match := LINE.fullmatch(line))]


def test_it_lists_every_setting_with_its_default() -> None:
    assert set(in_the_file()) == in_the_code()


def test_the_settings_of_all_seven_and_what_they_share_are_looked_at() -> None:
    files = {group.__module__ for group in groups()}

    assert {*(f"{service}.settings" for service in SERVICES), "common.settings", "common.web_server"} <= files
    assert len(SERVICES) == len(Role)


def test_each_setting_stands_once() -> None:
    names = [name for name, _ in in_the_file()]

    assert len(names) == len(set(names))


def test_it_begins_with_the_eight_that_people_change() -> None:
    assert tuple(name for name, _ in in_the_file()[:8]) == THE_EIGHT


def test_each_setting_has_a_comment_above_it() -> None:
    lines = text_of(ENV_EXAMPLE).splitlines()
    bare = [line for before, line in itertools.pairwise(lines) if LINE.fullmatch(line) and not _says(before)]

    assert bare == []


def test_as_it_is_it_changes_nothing() -> None:
    assert [line for line in text_of(ENV_EXAMPLE).splitlines() if line and not line.startswith("#")] == []


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_that_gets_all_of_it_starts(service: str, tmp_path: Path) -> None:
    settings = "".join(f"{name}={default}\n" for name, default in in_the_file() if default)
    (tmp_path / ".env").write_text(settings, encoding="utf-8")
    # The ports of the file may be in use on the machine that runs this.
    ports = {name: str(free_port()) for name, _ in in_the_file() if name.endswith("_HTTP_PORT")}
    with started(tmp_path, free_port(), service, **ports) as running:
        running.says("no connection to the broker")
        running.is_told(signal.SIGTERM)

        assert running.exits() == 0


def _says(line: str) -> bool:
    return line.startswith("# ") and not LINE.fullmatch(line)
