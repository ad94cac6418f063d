"""What drivers read, in French and English."""

# An HD44780 with ROM A00 has ASCII, but for \ and ~ (Hitachi data sheet, table 4); so no é and no — on it.
UNKNOWN = "—"
UNKNOWN_ON_LCD = "--"
FULL = ("COMPLET", "FULL")

# The longest that fit stand before the number.
_SEVERAL = (("Places libres", "Free places"), ("Libres", "Free"))
_ONE = (("Place libre", "Free place"), ("Libre", "Free"))

# Every segment of every digit, for the person on the ladder.
EVERYTHING_LIT = "8 8 8 8"
# One that lights all of a cell: 0xFF in ROM A00.
LIT_CELL = "\N{BLACK VERTICAL RECTANGLE}"
LIT_DIGIT = "8."

# The counts whose signs differ in kind.
EXAMPLES = (12, 1, 0, None)


def sign(count: int | None) -> str:
    """The sign's line.

    Args:
        count: the free places; None if nobody knows.
    """
    if count is None:
        return UNKNOWN
    if count == 0:
        return " / ".join(FULL)
    libres = "place libre" if count == 1 else "places libres"
    free = "place free" if count == 1 else "places free"
    return f"{count} {libres} / {count} {free}"


def lcd_lines(count: int | None, columns: int) -> tuple[str, str]:
    """The two lines of an LCD, French above English, the number at the right.

    Args:
        count: the free places, 0 to 999 999; None if nobody knows.
        columns: how many characters a line has, at least 13.
    """
    if count == 0:
        return FULL[0].center(columns), FULL[1].center(columns)
    number = UNKNOWN_ON_LCD if count is None else str(count)
    longest_first = _ONE if count == 1 else _SEVERAL
    fitting = (pair for pair in longest_first if all(len(label) + 1 + len(number) <= columns for label in pair))
    french, english = next(fitting, longest_first[-1])
    return french + number.rjust(columns - len(french)), english + number.rjust(columns - len(english))


def digits(count: int | None, places: int) -> str:
    """What seven-segment digits show, the number at the right.

    Four digits say FULL at 0, fewer say 0. More than they can hold is shown as the most they can: so many places are
    free, and more; a number without its first digit would be a wrong one.

    Args:
        count: the free places; None if nobody knows.
        places: how many digits there are.
    """
    if count is None:
        return "-" * places
    if count == 0 and places >= len(FULL[1]):
        return FULL[1].rjust(places)
    return str(min(count, 10**places - 1)).rjust(places)
