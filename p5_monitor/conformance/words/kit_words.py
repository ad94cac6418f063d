"""What a language must have words for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from p5_monitor.conformance.finding import Verdict


class RowWords(NamedTuple):
    """What a row asks, and what is right."""

    title: str
    right: str


@dataclass(frozen=True)
class KitWords:
    """One language. Texts have blanks, such as ``{client_id}``, for what is only known when they are said.

    ``telling``: what is said beside the rows; ``seen``: what was seen of a module where that is no message; ``hints``:
    what to do, by a row's name or by a hint's own.
    """

    usage: str
    verdicts: Mapping[Verdict, str]
    sent: str
    came: str
    right: str
    hint: str
    nothing: str
    empty: str
    retained: str
    not_retained: str
    expires: str
    sum: str
    telling: Mapping[str, str]
    seen: Mapping[str, str]
    rows: Mapping[str, RowWords]
    hints: Mapping[str, str]
