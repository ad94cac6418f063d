"""Whether there is a way to the broker: its name, and its port."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from p5_monitor.rules.diagnosis.finding import Cause, Check, Finding, Level, milliseconds


class Lookup(StrEnum):
    """How the name server answered."""

    GIVEN = "given"
    FOUND = "found"
    UNKNOWN = "unknown"
    SILENT = "silent"


@dataclass(frozen=True)
class Resolution:
    """What became of a host's name. ``lookup`` is ``GIVEN`` for an address, which needs no looking up."""

    lookup: Lookup
    host: str
    addresses: Sequence[str] = ()
    seconds: float = 0.0


class Outcome(StrEnum):
    """How a port answered."""

    OPEN = "open"
    REFUSED = "refused"
    SILENT = "silent"
    FAILED = "failed"


@dataclass(frozen=True)
class Knock:
    """One try to reach an address. ``text``: what the system said, if it failed otherwise."""

    address: str
    is_here: bool
    outcome: Outcome
    seconds: float
    text: str = ""


_LOOKUPS = {
    Lookup.GIVEN: (Level.OK, Cause.ADDRESS_GIVEN),
    Lookup.FOUND: (Level.OK, Cause.NAME_KNOWN),
    Lookup.UNKNOWN: (Level.FAIL, Cause.NAME_UNKNOWN),
    Lookup.SILENT: (Level.FAIL, Cause.NAME_SERVER_SILENT),
}


def name_looked_up(resolution: Resolution) -> Finding:
    """The name server answered, or did not."""
    level, cause = _LOOKUPS[resolution.lookup]
    details = {
        "host": resolution.host,
        "addresses": ", ".join(resolution.addresses),
        "ms": milliseconds(resolution.seconds),
    }
    return Finding(level, Check.NAME, cause, details)


def knocked(knocks: Sequence[Knock], port: int) -> Finding:
    """The addresses of the host were tried one after the other, until one was open."""
    last = knocks[-1]
    others = ", ".join(knock.address for knock in knocks[:-1])
    details = {
        "address": last.address,
        "port": str(port),
        "ms": milliseconds(last.seconds),
        "seconds": f"{last.seconds:.0f}",
        "others": others,
        "text": last.text,
    }
    if last.outcome is Outcome.OPEN:
        level, cause = (Level.WARN, Cause.TCP_PARTLY_OPEN) if others else (Level.OK, Cause.TCP_OPEN)
        return Finding(level, Check.TCP, cause, details)
    return Finding(Level.FAIL, Check.TCP, _why(knocks), details)


def _why(knocks: Sequence[Knock]) -> Cause:
    """A refusal says most: somebody is there. After that, silence."""
    refused = [knock for knock in knocks if knock.outcome is Outcome.REFUSED]
    if refused:
        return Cause.TCP_REFUSED_HERE if refused[-1].is_here else Cause.TCP_REFUSED
    if any(knock.outcome is Outcome.SILENT for knock in knocks):
        return Cause.TCP_SILENT
    return Cause.TCP_FAILED
