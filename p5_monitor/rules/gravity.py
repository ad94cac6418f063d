"""Which alarm is looked at first: nobody gets in or a person is in danger; it goes wrong slowly; it is meant so."""

from collections.abc import Iterable
from enum import StrEnum

from p5_monitor.rules.picture import Alarm, Kind


class Gravity(StrEnum):
    """How grave it is, in the words of ``deploy/alerts.yml``; the gravest first."""

    CRITICAL = "critical"
    WARNING = "warning"
    INFO = "info"


CRITICAL = frozenset(
    {
        Kind.BROKER_GONE,
        Kind.NOT_SUBSCRIBED,
        Kind.MODULE_OFFLINE,
        Kind.MODULE_SILENT,
        Kind.CLIENT_ID_TWICE,
        Kind.DETECTOR_STUCK,
        Kind.NO_OPEN,
        Kind.OPEN_WITHOUT_OPENED,
        Kind.BARRIER_FAULT,
        Kind.TWO_PUBLISHERS,
        Kind.RETAINED_COMMAND,
    }
)

MEANT = frozenset({Kind.FORCED_OPEN})

RANKS = {gravity: rank for rank, gravity in enumerate(Gravity)}


def gravity_of(kind: Kind) -> Gravity:
    """How grave such an alarm is."""
    if kind in CRITICAL:
        return Gravity.CRITICAL
    return Gravity.INFO if kind in MEANT else Gravity.WARNING


def gravest_first(alarms: Iterable[Alarm]) -> list[Alarm]:
    """In the order in which they are to be looked at: the gravest first, of these the oldest."""
    return sorted(alarms, key=lambda alarm: (RANKS[gravity_of(alarm.kind)], -alarm.age_seconds))
