"""When to dial again, and when another program with the same ClientID is the reason. Pure: time is an argument."""

from collections.abc import Callable

# Doubling, each stretched or shortened by up to a quarter, so that seven services do not dial at the same moment.
FIRST_DELAY_SECONDS = 0.5
LONGEST_DELAY_SECONDS = 4.0

# After a session: soon, so that an honest loss mends at once and a rival shows within a few rounds.
AFTER_SESSION_SECONDS = 0.75

# Two programs with one ClientID throw each other out each time one of them dials: sessions this short, that often in a
# row and without a refused connection between them, are a rival and not a bad link or a broker that restarts.
SHORT_SESSION_SECONDS = 2.0
SHORT_SESSIONS = 3

# They throw each other out in turn. If the older one counted to the same number it would make way first whenever it had
# itself only just connected, and the younger one, left alone, would never learn that it came second.
SHORT_SESSIONS_OF_THE_OLDER = SHORT_SESSIONS + 1

# Whoever runs for less than this came second, and gives way.
YOUNG_SECONDS = 60.0

# The one who stays tries again ever more rarely: the other may have gone.
FIRST_RIVAL_DELAY_SECONDS = 5.0
LONGEST_RIVAL_DELAY_SECONDS = 300.0


class Reconnect:
    """Keeps count of what became of each connection.

    Args:
        started_at: when this process started, in monotonic seconds.
        jitter: gives a factor from 0.75 to 1.25.
    """

    def __init__(self, started_at: float, jitter: Callable[[], float]) -> None:
        self._started_at = started_at
        self._jitter = jitter
        self._refused = 0
        self._short_sessions = 0
        self._rival_delay = 0.0
        self._up_since: float | None = None

    @property
    def rival(self) -> bool:
        """Whether another program with the same ClientID was noticed and has not been outlived."""
        return self._rival_delay > 0

    def is_young(self, now: float) -> bool:
        """Whether this process came second, if there is a rival."""
        return now - self._started_at < YOUNG_SECONDS

    def connected(self, now: float) -> None:
        """The broker let us in."""
        self._up_since = now

    def was_brief(self, now: float) -> bool:
        """Whether a session that ended now was so short that it may have been a rival's doing."""
        return self._up_since is not None and now - self._up_since < SHORT_SESSION_SECONDS

    def lost(self, now: float, *, taken_over: bool = False, explained: bool = False) -> float:
        """The connection ended, or could not be made. Returns when to dial again.

        Args:
            now: monotonic seconds.
            taken_over: the broker said that another client took the session (MQTT 5 reason 0x8E).
            explained: it is known why it ended: the broker said so (busy, shutting down), it is itself away, or we
                ended it ourselves.
        """
        lasted = None if self._up_since is None else now - self._up_since
        self._up_since = None
        if taken_over:
            return now + self._next_rival_delay()
        if lasted is None or (explained and lasted < SHORT_SESSION_SECONDS):
            # A broker that lets us in and at once sends us away is as good as one that refuses.
            self._short_sessions = 0
            self._refused += 1
            return now + self._next_delay()
        if lasted < SHORT_SESSION_SECONDS:
            self._short_sessions += 1
        else:
            self._session_was_good(lasted)
        if self._short_sessions >= (SHORT_SESSIONS if self.is_young(now) else SHORT_SESSIONS_OF_THE_OLDER):
            return now + self._next_rival_delay()
        return now + AFTER_SESSION_SECONDS * self._jitter()

    def _session_was_good(self, lasted: float) -> None:
        self._short_sessions = 0
        self._refused = 0
        if lasted > LONGEST_DELAY_SECONDS:
            # Outlived: the rival did not come back while it could.
            self._rival_delay = 0.0

    def _next_delay(self) -> float:
        doubled = FIRST_DELAY_SECONDS * 2.0 ** min(self._refused - 1, 10)
        return min(LONGEST_DELAY_SECONDS / 1.25, doubled) * self._jitter()

    def _next_rival_delay(self) -> float:
        doubled = max(FIRST_RIVAL_DELAY_SECONDS, 2 * self._rival_delay)
        self._rival_delay = min(LONGEST_RIVAL_DELAY_SECONDS, doubled)
        self._short_sessions = 0
        return self._rival_delay
