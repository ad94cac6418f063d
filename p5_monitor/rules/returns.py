"""Who came back: what a supervisor starts again at once is missed by nobody, and still worth a word."""

from typing import NamedTuple

from p5_monitor.rules.facts import Heard
from p5_monitor.rules.picture import Returned
from p5_monitor.rules.recent import Recent

# A lot has fewer; a flood of invented spots must not push the memory further.
MAX_TOPICS = 10_000


class _Last(NamedTuple):
    """The last number of a topic, when it was sent, and how often its sender had come back by then."""

    number: int
    sent: str
    times: int


class Returns:
    """Counts how often each module came back: here after it was gone, or its numbers begin at 1 anew."""

    def __init__(self) -> None:
        self._times: dict[str, int] = {}
        self._at: dict[str, float] = {}
        self._gone: set[str] = set()
        self._topics: Recent[_Last] = Recent(MAX_TOPICS)

    def cut_off(self) -> None:
        """When somebody comes back while we are away, nobody tells us."""
        self._gone.clear()

    def presence_said(self, role: str, *, online: bool, now: float) -> None:
        """A module, or its last will, says whether it is there."""
        if not online:
            self._gone.add(role)
        elif role in self._gone:
            self._returned(role, now)

    def heard(self, heard: Heard, now: float) -> None:
        """Something was said. Each topic of one that came back begins anew, and that is one return."""
        role, number = heard.role, heard.number
        if role is None or number is None or heard.retained:
            return
        last = self._topics.get(heard.topic)
        if last and number == 1 and _is_later(last, heard.sent) and last.times == self._times.get(role, 0):
            self._returned(role, now)
        self._topics.put(heard.topic, _Last(number, heard.sent, self._times.get(role, 0)))

    def of(self, role: str, now: float) -> Returned:
        """How often a module came back, and how long ago it last did."""
        at = self._at.get(role)
        return Returned(self._times.get(role, 0), None if at is None else now - at)

    def _returned(self, role: str, now: float) -> None:
        self._gone.discard(role)
        self._times[role] = self._times.get(role, 0) + 1
        self._at[role] = now


def _is_later(last: _Last, sent: str) -> bool:
    """Whether a number 1 is a new one, and not the old one doubled or overtaken."""
    return sent > last.sent if sent and last.sent else last.number > 1
