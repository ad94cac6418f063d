"""Whether the broker keeps what a slow subscriber has not taken yet."""

from dataclasses import dataclass

from p5_monitor.rules.diagnosis.finding import Cause, Check, Finding, Level


@dataclass(frozen=True)
class Burst:
    """So many messages were sent to ourselves, so many came back; ``ending``: why the connection ended ("" if not)."""

    sent: int
    back: int
    ending: str = ""


def queue_tried(burst: Burst) -> Finding:
    """A burst was sent to a subscriber that took its time."""
    details = {
        "sent": str(burst.sent),
        "back": str(burst.back),
        "lost": str(burst.sent - burst.back),
        "text": burst.ending,
    }
    if burst.back >= burst.sent:
        return Finding(Level.OK, Check.QUEUE, Cause.QUEUE_HOLDS, details)
    cause = Cause.QUEUE_CUT_OFF if burst.ending else Cause.QUEUE_TOO_SMALL
    return Finding(Level.FAIL, Check.QUEUE, cause, details)


def queue_not_tried() -> Finding:
    """The broker may be somebody else's."""
    return Finding(Level.OK, Check.QUEUE, Cause.QUEUE_NOT_TRIED)
