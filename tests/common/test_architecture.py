"""Which room each thing is in."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ["common", *(path.name for path in sorted(ROOT.glob("p[1-7]_*")) if path.is_dir()), "launcher"]
SOURCES = sorted(path.relative_to(ROOT) for package in PACKAGES for path in (ROOT / package).rglob("*.py"))

# Each outside library has one room, named after what it reaches; some have side rooms.
ROOMS = {
    "paho": {
        "common/mqtt.py",
        "common/mqtt_callbacks.py",
        "common/mqtt_client.py",
        "common/mqtt_properties.py",
        "p5_monitor/mqtt_probe.py",
    },
    "dotenv": {"common/sources.py"},
    "pythonjsonlogger": {"common/log.py"},
    "rich": {"p5_monitor/terminal.py", "p5_monitor/view/lines.py"},
    "prometheus_client": {"p5_monitor/metrics.py"},
    "apprise": {"p5_monitor/notify.py"},
    "fastapi": {"common/web.py", "p5_monitor/web.py", "p6_backend/web.py", "p7_dashboard/web.py"},
    "uvicorn": {"common/web_server.py"},
    "sqlalchemy": {"p6_backend/database.py", "p6_backend/database_tables.py", "p6_backend/database_writing.py"},
    "gpiozero": {"p1_sensors/gpio.py", "p3_barrier/gpio.py", "p4_display/seven_segment.py"},
    "luma": {"p4_display/lcd.py"},
}

# Whoever reads a clock decides what cannot be tried in a rehearsal.
CLOCKS = {"time", "random", "datetime"}
MAY_READ_A_CLOCK = {"common/runtime.py", "common/testing.py"}

# What rules may know: the standard library, and these.
RULES_MAY_IMPORT = {"common.messages", "common.spots"}


def imported(source: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse((ROOT / source).read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def is_rules(source: Path) -> bool:
    return source.name == "rules.py" or "rules" in source.parts[:-1]


RULES = [source for source in SOURCES if is_rules(source)]


def test_there_is_something_to_look_at() -> None:
    assert len(SOURCES) > 25
    assert len(RULES) >= 4


@pytest.mark.parametrize("source", SOURCES, ids=str)
def test_an_outside_library_is_imported_in_its_room_only(source: Path) -> None:
    libraries = {name.split(".")[0] for name in imported(source)}
    assert [library for library in libraries if library in ROOMS and str(source) not in ROOMS[library]] == []


@pytest.mark.parametrize("source", RULES, ids=str)
def test_rules_know_neither_time_nor_chance_nor_the_world_outside(source: Path) -> None:
    package = source.parts[0]
    ours = {name for name in imported(source) if name.split(".")[0] in PACKAGES}
    assert not {name.split(".")[0] for name in imported(source)} & {*CLOCKS, *ROOMS, "gpiozero", "pydantic", "logging"}
    assert {name for name in ours if not name.startswith(f"{package}.rules")} <= RULES_MAY_IMPORT


@pytest.mark.parametrize("source", [each for each in SOURCES if each.parts[0] == "common"], ids=str)
def test_in_common_nobody_but_the_runtime_reads_a_clock(source: Path) -> None:
    reads = {"time", "random"} & set(imported(source))
    assert not reads or str(source) in MAY_READ_A_CLOCK


@pytest.mark.parametrize("source", [each for each in SOURCES if each.parts[0] == "common"], ids=str)
def test_what_all_share_asks_nobody_who_he_is(source: Path) -> None:
    for node in ast.walk(ast.parse((ROOT / source).read_text())):
        if isinstance(node, ast.If):
            assert "Role." not in ast.unparse(node.test)
