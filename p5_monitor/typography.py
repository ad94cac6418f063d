"""How French is set: a blank that no line ends at before high punctuation, and a comma in figures."""

import re

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"

BEFORE_HIGH = re.compile(r" (?=[:;?!»])")
AFTER_OPENING = re.compile(r"(?<=«) ")


def french(text: str) -> str:
    """A sentence of ours, written with plain blanks."""
    return AFTER_OPENING.sub(NO_BREAK_SPACE, BEFORE_HIGH.sub(NO_BREAK_SPACE, text))


def plain(text: str) -> str:
    """A sentence of a language that is set as it is written."""
    return text
