"""How long one step of the chain takes: last, and worst of the last minute."""

from p5_monitor.rules.minute import SECONDS, Minute
from p5_monitor.rules.picture import Latency

# What takes longer was no step of the chain: a change left the count as it was, an OPEN was heard by nobody.
LONGEST_SECONDS = 10.0


class Stopwatch:
    """One step of the chain: from its beginning to what should follow."""

    def __init__(self) -> None:
        self._began: float | None = None
        self._last: float | None = None
        self._last_at = 0.0
        self._worst = Minute(max)

    def start(self, now: float) -> None:
        """It begins. What waits since an earlier beginning waits on, or a slow step would look quick."""
        if self._began is None or now - self._began > LONGEST_SECONDS:
            self._began = now

    def cancel(self) -> None:
        """Nothing will follow."""
        self._began = None

    def stop(self, now: float) -> None:
        """What should follow has come."""
        began, self._began = self._began, None
        if began is not None and now - began <= LONGEST_SECONDS:
            self._last, self._last_at = now - began, now
            self._worst.add(now - began, now)

    def reading(self, now: float) -> Latency:
        """Last, and worst of the last minute."""
        seen_lately = self._last is not None and now - self._last_at < SECONDS
        return Latency(self._last, max(self._worst.figures(now)) if seen_lately else None)
