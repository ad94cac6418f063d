"""The documents, and how to read them."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]

README = ROOT / "README.md"
LISEZMOI = ROOT / "README.fr.md"
ARCHITECTURE = ROOT / "docs" / "architecture.md"
ENV_EXAMPLE = ROOT / ".env.example"


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def code_blocks(page: Path) -> list[str]:
    return re.findall(r"^```.*?^```$", text_of(page), re.DOTALL | re.MULTILINE)


def prose(page: Path) -> str:
    return re.sub(r"^```.*?^```$", "", text_of(page), flags=re.DOTALL | re.MULTILINE)


def heading_levels(page: Path) -> list[int]:
    return [len(signs) for signs in re.findall(r"^(#+) ", prose(page), re.MULTILINE)]


def between_markers(page: Path) -> dict[str, str]:
    """What stands between ``<!-- contract:NAME -->`` and its end, by name."""
    pattern = r"<!-- contract:(\w+) -->\n(.*?)\n<!-- /contract:\1 -->"
    return dict(re.findall(pattern, text_of(page), re.DOTALL))


def spans(page: Path) -> list[str]:
    """What is set as code in a sentence or a table."""
    return re.findall(r"`([^`\n]+)`", prose(page))


def code_in(page: Path) -> str:
    """All that is set as code, each piece on a line of its own."""
    return "\n".join([*code_blocks(page), *spans(page)])
