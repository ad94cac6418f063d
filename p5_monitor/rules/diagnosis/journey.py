"""Whether what is said comes across: the filters of the table, and a message to ourselves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from p5_monitor.rules.diagnosis.finding import Cause, Check, Finding, Level, milliseconds

# A step of the chain (status, count, OPEN, state) takes this; four of them, and a driver wonders.
SLOW_SECONDS = 0.5


@dataclass(frozen=True)
class Asked:
    """What was answered to each filter: "" if it was granted, else the reason. Empty: nothing was answered."""

    answers: Mapping[str, str]
    user: str = ""


@dataclass(frozen=True)
class Trips:
    """Messages to ourselves. ``refused``: why the broker did not take one; ``seconds``: of each that came back."""

    topic: str
    user: str
    sent: int
    acknowledged: int
    refused: str = ""
    seconds: Sequence[float] = ()


def filters_answered(asked: Asked, heard: Mapping[str, int]) -> Finding:
    """The broker answered a subscription to each filter of the table; on each so many messages were heard since."""
    if not asked.answers:
        return Finding(Level.FAIL, Check.TOPICS, Cause.TOPICS_UNANSWERED)
    refused = {name: reason for name, reason in asked.answers.items() if reason}
    details = {
        "number": str(len(asked.answers)),
        "user": asked.user or "-",
        "filters": ", ".join(refused),
        "text": next(iter(refused.values()), ""),
        "heard": ", ".join(f"{name} {number}" for name, number in heard.items() if number) or "-",
        "unheard": ", ".join(name for name, number in heard.items() if not number) or "-",
    }
    if refused:
        return Finding(Level.FAIL, Check.TOPICS, Cause.TOPICS_REFUSED, details)
    cause = Cause.TOPICS_HEARD if any(heard.values()) else Cause.TOPICS_UNHEARD
    return Finding(Level.OK, Check.TOPICS, cause, details)


def orders_kept(orders: Mapping[str, str]) -> list[Finding]:
    """The broker keeps these orders (by topic), which only a state should be; no line if there is none."""
    told = ", ".join(f"{topic} {text}" for topic, text in orders.items())
    return [Finding(Level.WARN, Check.TOPICS, Cause.ORDERS_KEPT, {"orders": told})] if orders else []


def travelled(trips: Trips) -> Finding:
    """Messages were sent to ourselves."""
    typical = median(trips.seconds) if trips.seconds else 0.0
    details = {
        "topic": trips.topic,
        "user": trips.user or "-",
        "number": str(trips.sent),
        "back": str(len(trips.seconds)),
        "ms": milliseconds(typical),
        "worst_ms": milliseconds(max(trips.seconds, default=0.0)),
        "text": trips.refused,
    }
    level, cause = _judged(trips, typical)
    return Finding(level, Check.ROUND_TRIP, cause, details)


def _judged(trips: Trips, typical: float) -> tuple[Level, Cause]:
    if trips.refused:
        return Level.FAIL, Cause.PUBLISH_REFUSED
    if trips.acknowledged < trips.sent:
        return Level.FAIL, Cause.PUBLISH_UNANSWERED
    if len(trips.seconds) < trips.sent:
        return Level.FAIL, Cause.NOT_DELIVERED
    late = typical > SLOW_SECONDS
    return (Level.WARN, Cause.HEARD_BACK_LATE) if late else (Level.OK, Cause.HEARD_BACK)
