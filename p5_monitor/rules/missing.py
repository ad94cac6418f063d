"""Which messages never came: senders number them, topic by topic, from 1 at each start."""

from typing import NamedTuple

from p5_monitor.rules.recent import MAX_STRANGE, MAX_TOPICS, Recent

# What came out of order comes within this.
LATE_SECONDS = 2.0

# A wider gap is no disorder, and needs no waiting.
WIDEST_DISORDER = 100

# A number that jumps further was made up.
WIDEST_GAP = 100_000


class _Last(NamedTuple):
    number: int
    sent: str


class Missing:
    """Counts the numbers that were skipped and did not come late."""

    def __init__(self) -> None:
        self._topics: Recent[_Last] = Recent(MAX_TOPICS)
        # When each skipped number is given up; they wait in the order of their time.
        self._awaited: dict[tuple[str, int], tuple[float, str]] = {}
        self._counts: dict[str, int] = {}

    def heard(self, role: str, topic: str, number: int, sent: str, now: float) -> None:
        """A message with a number came. ``sent``: when its sender says he sent it ("" if he does not)."""
        last = self._topics.get(topic)
        if last is not None and _is_late(last, number, sent):
            self._awaited.pop((topic, number), None)
            return
        if last is not None:
            # A lower number that was sent later is a restart, which begins at 1.
            first = last.number + 1 if number > last.number else 1
            self._skipped(role, topic, range(first, number), now)
        self._topics.put(topic, _Last(number, sent))

    def cut_off(self) -> None:
        """What is said while we are away is not lost, but unheard by us alone."""
        self._topics.clear()

    def time_passed(self, now: float) -> None:
        """Gives up what has not come by now."""
        while self._awaited:
            key = next(iter(self._awaited))
            due, role = self._awaited[key]
            if due > now:
                return
            del self._awaited[key]
            self._count(role, 1)

    def of(self, role: str) -> int:
        """How many of a module's messages never came."""
        return self._counts.get(role, 0)

    @property
    def watched(self) -> int:
        """How many topics are watched."""
        return len(self._topics)

    @property
    def dropped(self) -> int:
        """How often a topic had to make room for another."""
        return self._topics.dropped

    def _skipped(self, role: str, topic: str, numbers: range, now: float) -> None:
        if len(numbers) > WIDEST_GAP:
            return
        if len(numbers) > WIDEST_DISORDER or len(self._awaited) >= MAX_STRANGE:
            self._count(role, len(numbers))
            return
        for number in numbers:
            self._awaited[topic, number] = (now + LATE_SECONDS, role)

    def _count(self, role: str, messages: int) -> None:
        self._counts[role] = self.of(role) + messages


def _is_late(last: _Last, number: int, sent: str) -> bool:
    """Whether it is one that we have, or that was overtaken; else a lower number means that its sender began anew."""
    if number > last.number:
        return False
    if sent and last.sent:
        return sent <= last.sent
    return number != 1
