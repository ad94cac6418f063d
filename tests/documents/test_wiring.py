"""The wiring pages name what there is: settings, values that are taken, pins that are drawn, tools that can be run."""

import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from common.pins import pin_of
from common.settings import CommonSettings
from common.sources import Sources
from p1_sensors.settings import SensorSettings
from p3_barrier.settings import BarrierSettings
from p4_display.settings import DisplaySettings
from tests.documents.pages import ROOT, code_blocks, code_in, text_of
from tests.documents.test_env_example import groups

PAGES = sorted((ROOT / "docs").glob("wiring*.md"))
DRAWINGS = sorted((ROOT / "docs").glob("wiring*.svg"))
SETTINGS = {"P1": SensorSettings, "P3": BarrierSettings, "P4": DisplaySettings}

SETTING = re.compile(r"\b(?:P[1-7]|MQTT)_[A-Z][A-Z_]*\b")
LINE = re.compile(r"^([A-Z0-9_]+)=(.*)$", re.MULTILINE)

pages = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
drawings = pytest.mark.parametrize("drawing", DRAWINGS, ids=lambda drawing: drawing.name)


def env_files(page: Path) -> list[str]:
    """What is to be written into .env: the blocks that hold nothing else."""
    blocks = ["\n".join(block.splitlines()[1:-1]) for block in code_blocks(page)]
    return [block for block in blocks if len(LINE.findall(block)) == len(block.splitlines())]


def written() -> list[tuple[Path, str]]:
    return [(page, block) for page in PAGES for block in env_files(page)]


def test_each_role_with_hardware_has_a_page_and_a_drawing() -> None:
    assert [page.name for page in PAGES] == ["wiring-p1.md", "wiring-p3.md", "wiring-p4.md", "wiring.md"]
    assert {drawing.name[:9] for drawing in DRAWINGS} == {"wiring-p1", "wiring-p3", "wiring-p4"}


@pages
def test_every_setting_that_is_named_exists(page: Path) -> None:
    known = {name for group in groups() for name in group.names()}
    assert sorted(set(SETTING.findall(text_of(page))) - known) == []


@pages
def test_everything_that_is_linked_exists(page: Path) -> None:
    linked = re.findall(r"\]\(([^)#]+)\)", text_of(page))
    assert [name for name in linked if not (ROOT / "docs" / name).exists()] == []
    assert linked != []


@pages
def test_it_says_what_it_was_tried_on(page: Path) -> None:
    assert "mock pins" in text_of(page)


@pytest.mark.parametrize(("page", "block"), written())
def test_what_is_to_be_typed_into_env_is_taken(page: Path, block: str, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(block, encoding="utf-8")
    own = SETTINGS[page.stem[-2:].upper()]
    sources = Sources({}, tmp_path)
    sources.load(CommonSettings)
    sources.load(own)
    assert sources.unknown_names(own) == []


@drawings
def test_a_drawing_has_the_pins_of_one_of_the_blocks(drawing: Path) -> None:
    pages_of_it = [page for page in PAGES if drawing.name in text_of(page)]
    (page,) = pages_of_it
    drawn = set(re.findall(r"GPIO(\d+)", "\n".join(labels(drawing))))
    # I²C has the same two pins on every Pi: nobody types them.
    typed = [pins_in(block) or {"2", "3"} for block in env_files(page)]
    assert drawn in typed


def pins_in(block: str) -> set[str]:
    values = [value for name, value in LINE.findall(block) if name.endswith(("_PIN", "_PINS"))]
    numbers = re.findall(r"(?:(?<=[,/=])|^)(\d+)(?=[,/]|$)", "\n".join(values), re.MULTILINE)
    return {str(pin_of(number)) for number in numbers}


def labels(drawing: Path) -> list[str]:
    return [element.text or "" for element in ET.parse(drawing).iter() if element.tag.endswith("}text")]  # noqa: S314


@drawings
def test_a_drawing_can_be_read_in_the_dark_and_by_who_cannot_see(drawing: Path) -> None:
    tags = {element.tag.split("}")[1] for element in ET.parse(drawing).iter()}  # noqa: S314  ours
    assert {"title", "desc"} <= tags
    assert "prefers-color-scheme:dark" in text_of(drawing)


def tools() -> set[tuple[str, ...]]:
    return {tuple(match) for page in PAGES for match in re.findall(r"-m (p\d_\w+) ([a-z]+)", code_in(page))}


@pytest.mark.parametrize("tool", sorted(tools()), ids=" ".join)
def test_every_tool_that_is_named_exists(tool: tuple[str, str]) -> None:
    asked = [sys.executable, "-m", *tool, "--help"]
    assert subprocess.run(asked, cwd=ROOT, capture_output=True, check=False).returncode == 0
