"""The map shows what is there, and all of it."""

import importlib
import re

import pytest

from tests.documents.pages import ARCHITECTURE, ROOT, spans, text_of

PATH = re.compile(r"[\w.-]+/(?:[\w./-]+)?|[\w./-]+\.(?:py|toml|md|example)")

# Which file of a service is meant, the sentence says.
ANY_SERVICE = {"pN/", "__main__.py", "web.py", "words.py"}

KINDS = {
    "common.contract": ("ContractError", "Rejected"),
    "common.connection": ("Arrived",),
    "common.messages": ("Acknowledge", "Beside", "Notice"),
    "common.service": ("Keeps", "Service", "Wakes"),
    "common.testing": ("Mosquitto", "Rehearsal"),
    "common.web_server": ("WebServer", "WebSettings"),
    "p4_display.__main__": ("open_display",),
    "p5_monitor.rules": ("Picture",),
    "p6_backend.rules": ("Committed", "SpotRequested"),
    "p7_dashboard.rules": ("OrderGiven",),
}


def test_every_path_that_is_named_exists() -> None:
    named = {span for span in spans(ARCHITECTURE) if PATH.fullmatch(span)} - ANY_SERVICE

    assert len(named) > 40
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []


def test_every_package_and_every_part_of_common_is_on_the_map() -> None:
    packages = [f"{path.parent.name}/" for path in ROOT.glob("*/__init__.py")]
    parts = [str(path.relative_to(ROOT)) for path in (ROOT / "common").rglob("*.py") if not path.name.startswith("__")]

    assert sorted({*packages, *parts} - set(spans(ARCHITECTURE))) == []


@pytest.mark.parametrize(("module", "names"), KINDS.items())
def test_every_kind_that_is_named_exists(module: str, names: tuple[str, ...]) -> None:
    assert [name for name in names if not hasattr(importlib.import_module(module), name)] == []
    assert [name for name in names if f"`{name}`" not in text_of(ARCHITECTURE)] == []
