"""What a spot id is, which ids are detectors, and who keeps the promise to repeat himself."""

import heapq
import re

SPOT_ID_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$"

MAX_SPOTS = 100_000

# A promise is broken after three silent periods: one repetition may be late and one may be lost.
PATIENCE = 3

# So many outdated entries may wait in the queue of promises before it is tidied up.
SPARE_ENTRIES = 1000


def is_spot_id(text: str) -> bool:
    """Whether a spot may be called so."""
    return re.fullmatch(SPOT_ID_PATTERN, text) is not None


class Detectors(frozenset[str]):
    """The spot ids at which a vehicle stands before the barrier (``ENTRY_IDS``).

    A detector is published like a spot and is no place: nobody counts it.
    """

    def is_place(self, spot_id: str) -> bool:
        """Whether a vehicle can park there."""
        return spot_id not in self


class Promises:
    """Holds each sender to the repetition that he promised, topic by topic.

    The clock runs only while the hearer is connected: who cannot hear cannot say that nobody spoke.

    Args:
        limit_seconds: how long a word without a promise is believed (0: for ever).
    """

    def __init__(self, limit_seconds: float = 0.0) -> None:
        self._limit_seconds = limit_seconds
        self._connected_at: float | None = None
        self._listened_seconds = 0.0
        self._patience: dict[str, float] = {}
        self._deadlines: dict[str, float] = {}
        self._queue: list[tuple[float, str]] = []
        self._broken: set[str] = set()

    def connected(self, now: float) -> None:
        """The hearer can hear again."""
        self._connected_at = now

    def disconnected(self, now: float) -> None:
        """The hearer is cut off: nobody's silence counts until he is back."""
        self._listened_seconds = self._listened(now)
        self._connected_at = None

    def heard(self, topic: str, refresh: float | None, now: float) -> None:
        """Somebody spoke, and promised to do so again within ``refresh`` seconds, or promised nothing."""
        self._broken.discard(topic)
        patience = PATIENCE * refresh if refresh else self._limit_seconds
        self._patience[topic] = patience
        before = self._deadlines.pop(topic, None)
        if patience:
            deadline = self._deadlines[topic] = self._listened(now) + patience
            if before is None or deadline < before:
                self._enqueue(deadline, topic)

    def remembered(self, topic: str, refresh: float | None, now: float) -> bool:
        """The broker handed out a copy of unknown age; says whether it may be believed.

        A copy starts the clock of a topic that was not heard before, and never renews one.
        """
        if topic not in self._patience:
            self.heard(topic, refresh, now)
        return topic not in self._broken

    def forget(self, topic: str) -> None:
        """The topic was emptied: nothing is owed any more."""
        self._patience.pop(topic, None)
        self._deadlines.pop(topic, None)
        self._broken.discard(topic)

    def patience(self, topic: str) -> float:
        """How many seconds of silence a topic may keep (0: any)."""
        return self._patience.get(topic, 0.0)

    def due(self) -> float | None:
        """When the next promise may turn out to be broken."""
        if self._connected_at is None or not self._queue:
            return None
        return self._connected_at + self._queue[0][0] - self._listened_seconds

    def broken(self, now: float) -> list[str]:
        """The topics that fell silent since this was last asked."""
        silent = []
        listened = self._listened(now)
        while self._queue and self._queue[0][0] <= listened:
            _, topic = heapq.heappop(self._queue)
            deadline = self._deadlines.get(topic)
            if deadline is None:
                continue
            if deadline > listened:
                # Renewed since: one entry a topic waits in the queue, however often its sender speaks.
                heapq.heappush(self._queue, (deadline, topic))
                continue
            del self._deadlines[topic]
            self._broken.add(topic)
            silent.append(topic)
        return silent

    def _enqueue(self, deadline: float, topic: str) -> None:
        heapq.heappush(self._queue, (deadline, topic))
        # A sender that promises now more and now less leaves an entry each time.
        if len(self._queue) > 2 * len(self._deadlines) + SPARE_ENTRIES:
            self._queue = [(deadline, topic) for topic, deadline in self._deadlines.items()]
            heapq.heapify(self._queue)

    def _listened(self, now: float) -> float:
        if self._connected_at is None:
            return self._listened_seconds
        return self._listened_seconds + now - self._connected_at
