"""What must be said in each language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from p5_monitor.rules.diagnosis import Cause, Check


class Line(NamedTuple):
    """What was seen, and what to do about it ("" if nothing is to be done)."""

    seen: str
    advice: str = ""


@dataclass(frozen=True)
class DoctorWords:
    """One language.

    ``checks`` are the names of the checks; ``lines`` what can come of them; ``separator`` stands before an advice.
    """

    separator: str
    begins: str
    checks: Mapping[Check, str]
    lines: Mapping[Cause, Line]
    not_made: str
    fine: str
    wrong: str
    interrupted: str
