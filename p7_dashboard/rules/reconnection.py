"""What the broker has forgotten while we were away."""

from collections.abc import Sequence

from common.messages import Connected, Disconnected, Forgotten, Message
from common.spots import MAX_SPOTS
from p7_dashboard.rules.facts import Heard
from p7_dashboard.rules.feed import STATES

# The others come back within 5 s of a broker's return and say their states again.
RETURN_SECONDS = 10.0
# The retained copies come in a burst with no mark at its end.
QUIET_SECONDS = 3.0


class Reconnection:
    """After a reconnect the picture becomes what somebody would see who came new.

    A topic of which neither the broker nor its sender says a word any more was emptied while we were away.
    """

    def __init__(self) -> None:
        self._known: dict[str, tuple[type[Message], str]] = {}
        self._unconfirmed: set[str] = set()
        self._settled_at: float | None = None

    def connected(self, _: Connected, now: float) -> Sequence[object]:
        """Everything has to be said again."""
        self._unconfirmed = set(self._known)
        self._settled_at = now + RETURN_SECONDS if self._known else None
        return []

    def disconnected(self, _: Disconnected, now: float) -> Sequence[object]:  # noqa: ARG002  every handler is told the time
        """Nobody can be heard."""
        self._settled_at = None
        return []

    def heard(self, heard: Heard, now: float) -> Sequence[object]:
        """A topic has a word."""
        message = heard.message
        if isinstance(message, STATES) and (heard.topic in self._known or len(self._known) < MAX_SPOTS):
            self._known[heard.topic] = (type(message), getattr(message, "id", ""))
        elif isinstance(message, Forgotten):
            self._known.pop(heard.topic, None)
        self._unconfirmed.discard(heard.topic)
        if self._settled_at is not None and heard.retained:
            self._settled_at = max(self._settled_at, now + QUIET_SECONDS)
        return []

    def due(self) -> float | None:
        """When everything should have been said again."""
        return self._settled_at

    def time_passed(self, now: float) -> Sequence[Heard]:  # noqa: ARG002  every handler is told the time
        """What was not is forgotten; that is no news."""
        self._settled_at = None
        unconfirmed, self._unconfirmed = self._unconfirmed, set()
        return [
            Heard(topic, b"", "", retained=True, message=Forgotten(*self._known[topic]))
            for topic in sorted(unconfirmed)
        ]
