"""What drivers read, in French and English."""


def sign(count: int | None) -> str:
    """The sign's line.

    Args:
        count: the free places; None if nobody knows.
    """
    if count is None:
        return "—"
    if count == 0:
        return "COMPLET / FULL"
    libres = "place libre" if count == 1 else "places libres"
    free = "place free" if count == 1 else "places free"
    return f"{count} {libres} / {count} {free}"


# Every segment of every digit, for the person on the ladder.
EVERYTHING_LIT = "8 8 8 8"
