"""What the keys do: the filter, the help, the pause."""

from dataclasses import dataclass, replace
from typing import Any

LONGEST_FILTER = 40

ESCAPE = "escape"
ENTER = "enter"
BACKSPACE = "backspace"
CLEAR = "clear"


@dataclass(frozen=True)
class Controls:
    """How the person before the terminal wants to see it.

    ``filter``: only lines with all of these words are shown. ``typing``: the keys go into the filter. ``quitting``: the
    program is to end.
    """

    filter: str = ""
    typing: bool = False
    helping: bool = False
    paused: bool = False
    quitting: bool = False

    def pressed(self, key: str) -> "Controls":
        """What a key changes. ``key``: a character, or one of the names above."""
        if self.typing:
            return self._typed(key)
        if self.helping and key != "q":
            return replace(self, helping=False)
        changes: dict[str, Any] = {}
        match key:
            case "q":
                changes = {"quitting": True}
            case "?":
                changes = {"helping": True}
            case "/" | "f":
                changes = {"typing": True}
            case "p":
                changes = {"paused": not self.paused}
            case "escape":
                changes = {"filter": ""}
        return replace(self, **changes)

    def _typed(self, key: str) -> "Controls":
        if key == ESCAPE:
            return replace(self, filter="", typing=False)
        if key == ENTER:
            return replace(self, typing=False)
        if key == BACKSPACE:
            return replace(self, filter=self.filter[:-1])
        if key == CLEAR:
            return replace(self, filter="")
        return replace(self, filter=(self.filter + key)[:LONGEST_FILTER]) if key.isprintable() else self

    def matches(self, *texts: str) -> bool:
        """Whether a line with these texts is to be shown; capital and small letters are the same."""
        line = " ".join(texts).casefold()
        return all(word in line for word in self.filter.casefold().split())
