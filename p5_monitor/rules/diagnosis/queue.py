"""Whether the broker keeps what a slow subscriber has not taken yet."""

from dataclasses import dataclass

from p5_monitor.rules.diagnosis.finding import Cause, Check, Finding, Level


@dataclass(frozen=True)
class Burst:
    """So many messages were sent to ourselves, so many came back.

    ``ending``: why the connection ended ("" if not). ``ran_out``: after how many seconds nobody waited any longer,
    while they still came (None: no more came).
    """

    sent: int
    back: int
    ending: str = ""
    ran_out: float | None = None


def queue_tried(burst: Burst) -> Finding:
    """A burst was sent to a subscriber that took its time."""
    details = {
        "sent": str(burst.sent),
        "back": str(burst.back),
        "lost": str(burst.sent - burst.back),
        "text": burst.ending,
        "seconds": f"{burst.ran_out or 0.0:.0f}",
    }
    if burst.back >= burst.sent:
        return Finding(Level.OK, Check.QUEUE, Cause.QUEUE_HOLDS, details)
    if burst.ending:
        return Finding(Level.FAIL, Check.QUEUE, Cause.QUEUE_CUT_OFF, details)
    if burst.ran_out is not None:
        return Finding(Level.WARN, Check.QUEUE, Cause.QUEUE_UNFINISHED, details)
    return Finding(Level.FAIL, Check.QUEUE, Cause.QUEUE_TOO_SMALL, details)


def queue_not_tried() -> Finding:
    """The broker may be somebody else's."""
    return Finding(Level.OK, Check.QUEUE, Cause.QUEUE_NOT_TRIED)
