"""Lines of a terminal: one each, whatever strangers put into them."""

import textwrap
from collections.abc import Sequence

from rich.text import Text

Line = Text

# A stranger's word is cut before it is looked at: nobody reads so much of it.
LONGEST_PART = 400

# Each has one cell and stands where it is written; U+00AD is shown by some terminals only.
LETTERS = frozenset(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0xAD), *range(0xAE, 0x180)])) | frozenset("–’…")

# Every topic of the contract begins so.
COMMON_BEGINNING = "parking/"

UNITS = ((86_400, "d"), (3600, "h"), (60, "min"), (1, "s"))

BAD = "bold red"
GOOD = "green"
QUIET = "dim"
TITLE = "bold"
LOUD = "bold reverse"


def line(*parts: str | tuple[str, str]) -> Line:
    """One line, of texts or of texts with their styles; what is too long for the terminal ends in an ellipsis."""
    text = Text(no_wrap=True, overflow="ellipsis")
    for part in parts:
        content, style = (part, "") if isinstance(part, str) else part
        text.append(legible(content), style)
    return text


def sides(left: Line, right: Line, width: int) -> Line:
    """Something on the left, and something on the right edge: the right one whole, if there is room for anything."""
    room = max(0, width - right.cell_len - 1)
    left = left.copy()
    left.truncate(room, overflow="ellipsis", pad=True)
    left.append(" ")
    return left.append_text(right)


def legible(text: str) -> str:
    """Only characters that have one cell and move no cursor; the others as Python writes them."""
    shown = text[:LONGEST_PART]
    return "".join(c if c in LETTERS else c.encode("unicode_escape").decode() for c in shown)


def wrapped(text: str, width: int, most: int) -> Sequence[str]:
    """A sentence in so many lines at most."""
    return textwrap.wrap(legible(text), max(1, width), max_lines=most, placeholder=" …", break_on_hyphens=False)


def age(seconds: float | None) -> str:
    """``12 s``, ``3 min``, ``2 h``, ``5 d``."""
    if seconds is None:
        return "-"
    size, unit = next(((size, unit) for size, unit in UNITS if seconds >= size), UNITS[-1])
    return f"{int(seconds // size)} {unit}"


def short(topic: str) -> str:
    """A topic without what all of them begin with."""
    return topic.removeprefix(COMMON_BEGINNING)
