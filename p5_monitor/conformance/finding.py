"""What the kit finds, row by row: values, without a word of any language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from p5_monitor.mqtt_probe import Sent


class Verdict(StrEnum):
    """How a row came out. A note is worth reading and no failure."""

    FITS = "pass"
    NOTE = "note"
    FAILS = "FAIL"


class Said(NamedTuple):
    """What we said; ``topic`` is without the prefix."""

    topic: str
    payload: bytes
    retained: bool = False


@dataclass(frozen=True)
class Finding:
    """One row.

    Args:
        row: which; the words know it by this name.
        verdict: how it came out.
        sent: what was said to the module.
        came: what it answered; topics are without the prefix.
        seen: what was seen of it where that is no message, by the name of its words.
        reason: what exactly is wrong with it, as the contract says it.
        hint: which hint to give, where the row has several.
        details: what the words of this row have blanks for.
    """

    row: str
    verdict: Verdict
    sent: Sequence[Said] = ()
    came: Sequence[Sent] = ()
    seen: str = ""
    reason: str = ""
    hint: str = ""
    details: Mapping[str, str] = field(default_factory=dict)


def fails_unless(is_right: bool) -> Verdict:  # noqa: FBT001  the one thing it is asked
    """What the contract asks for."""
    return Verdict.FITS if is_right else Verdict.FAILS


def noted_unless(is_so: bool) -> Verdict:  # noqa: FBT001  the one thing it is asked
    """What is good to have, or good to know."""
    return Verdict.FITS if is_so else Verdict.NOTE
