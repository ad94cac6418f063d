"""What ``P1_SPOTS`` may say: spot ids and ranges of them, with commas between."""

import re

from common.spots import MAX_SPOTS, is_spot_id

_RANGE = re.compile(r"(?P<prefix>.*?)(?P<first>[0-9]+)-(?P=prefix)(?P<last>[0-9]+)")

# A1-12, A1-B5 and A1- would pass for ids, and a lot of twelve would quietly be a lot of one.
_LIKE_A_RANGE = re.compile(r"[A-Za-z]*[0-9]+-[A-Za-z]*[0-9]*")


def spots_in(text: str) -> tuple[str, ...]:
    """The ids that a list names, in its order: ``A08-A10,VIP`` names A08, A09, A10 and VIP.

    Raises:
        ValueError: it cannot be understood; the text says which part and what would be right.
    """
    spots: dict[str, None] = {}
    for item in (part.strip() for part in text.split(",")):
        for spot_id in _spots_of(item):
            if spot_id in spots:
                raise ValueError(f"{spot_id} stands twice")
            spots[spot_id] = None
            if len(spots) > MAX_SPOTS:
                raise ValueError(f"at most {MAX_SPOTS} spots")
    return tuple(spots)


def _spots_of(item: str) -> list[str]:
    if not is_spot_id(item) and not all(is_spot_id(end) for end in _ends(item)):
        raise ValueError(f"{item!r}: spot ids and ranges with commas between them expected, such as A1-A12,B1,VIP")
    match = _RANGE.fullmatch(item)
    if match:
        return _range(item, match["prefix"], match["first"], match["last"])
    if _LIKE_A_RANGE.fullmatch(item):
        raise ValueError(f"{item}: a range repeats the letters, such as A1-A12")
    return [item]


def _ends(item: str) -> tuple[str, str]:
    """The two ids of a range; a range of long ids is longer than an id may be."""
    match = _RANGE.fullmatch(item)
    return (match["prefix"] + match["first"], match["prefix"] + match["last"]) if match else ("", "")


def _range(item: str, prefix: str, first: str, last: str) -> list[str]:
    if int(first) > int(last):
        raise ValueError(f"{item}: a range goes upwards, such as {prefix}{last}-{prefix}{first}")
    if int(last) - int(first) >= MAX_SPOTS:
        raise ValueError(f"at most {MAX_SPOTS} spots")
    width = len(first) if first.startswith("0") else 0
    if f"{int(last):0{width}}" != last:
        raise ValueError(f"{item}: both ends with as many digits, such as A01-A12, or none with a 0 before it")
    return [f"{prefix}{number:0{width}}" for number in range(int(first), int(last) + 1)]
