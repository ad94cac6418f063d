"""The decisions of P6: when a message may be acknowledged, when it cannot come again, and how a place is added."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from common.messages import Acknowledge, Connected, Delivery, Disconnected, Listening, NewSpot, Notice, Received
from common.spots import MAX_SPOTS, Promises

# An acknowledgement that got lost takes the connection with it: a broker that does not answer is noticed within 10 s.
RETIRE_SECONDS = 60.0

# P1 may be starting just now.
ASK_EVERY_SECONDS = 5.0
ASK_FOR_SECONDS = 60.0

# More than a person asks for, and few enough to be remembered.
MAX_ENDED = 1000


@dataclass(frozen=True)
class Record:
    """An action: write this down."""

    received: Received


@dataclass(frozen=True)
class BeginSession:
    """An action: what is recorded from now on came on a new connection.

    ``resumed``: the broker delivers again what was not acknowledged; else it has forgotten us.
    """

    resumed: bool


@dataclass(frozen=True)
class Committed:
    """A fact: these are on the disk.

    ``receipt``: the newest receipt for what could come again and not be known by its identity (0: none).
    """

    deliveries: tuple[Delivery, ...]
    receipt: int = 0


@dataclass(frozen=True)
class Retire:
    """An action: what these receipts are for, up to this one, cannot come again."""

    receipt: int


class Recording:
    """Acknowledges what is on the disk, and keeps the receipts for as long as they can be needed."""

    def __init__(self) -> None:
        self.is_connected = False
        # Whether the broker lets us hear: it may let us in, and refuse that.
        self.hears = False
        self._newest = 0
        self._newest_at_last_look = 0
        self._look_at: float | None = None

    def connected(self, connected: Connected, now: float) -> Sequence[object]:
        """The broker resumed our session, or has forgotten it."""
        self.is_connected = True
        self._newest_at_last_look = 0
        self._look_at = now + RETIRE_SECONDS
        return [BeginSession(resumed=connected.session_present)]

    def listening(self, listening: Listening, _: float) -> Sequence[object]:
        """The broker has answered what we want to hear."""
        self.hears = not listening.refused
        return []

    def disconnected(self, _: Disconnected, now: float) -> Sequence[object]:  # noqa: ARG002  every handler is told the time
        """What was not acknowledged will come again."""
        self.is_connected = self.hears = False
        self._look_at = None
        return []

    def heard(self, received: Received, now: float) -> Sequence[object]:  # noqa: ARG002  every handler is told the time
        """Something was said: it is written down, whatever it is."""
        return [Record(received)]

    def committed(self, committed: Committed, now: float) -> Sequence[object]:  # noqa: ARG002  every handler is told the time
        """It is on the disk: the broker may forget it."""
        self._newest = max(self._newest, committed.receipt)
        return [Acknowledge(committed.deliveries)]

    def due(self) -> float | None:
        """When to look again."""
        return self._look_at

    def time_passed(self, now: float) -> Sequence[object]:
        """The connection lived on, so the broker has every acknowledgement that was sent before the last look."""
        safe, self._newest_at_last_look = self._newest_at_last_look, self._newest
        self._look_at = now + RETIRE_SECONDS
        return [Retire(safe)] if safe else []


@dataclass(frozen=True)
class SpotRequested:
    """A fact: somebody asked through the API to add or remove a place."""

    spot: NewSpot


@dataclass(frozen=True)
class Heard:
    """A fact: something that keeps the contract was said, or a topic was emptied.

    ``spot``: whose ("" if it speaks of none); ``refresh``: the promise that came with it.
    """

    topic: str
    spot: str
    exists: bool
    refresh: float | None = None
    retained: bool = False


@dataclass(frozen=True)
class Wish:
    """A place that somebody wants added or removed, while P1 may still answer."""

    spot: NewSpot
    until: float
    ask_at: float


class Wishes:
    """Asks P1 for a place until the place is heard.

    Of wishes that have ended the latest ``MAX_ENDED`` are remembered: ``heard``, or ``not heard``.
    """

    def __init__(self) -> None:
        self._open: dict[str, Wish] = {}
        self._ended: dict[str, str] = {}

    def wished(self, requested: SpotRequested, now: float) -> Sequence[object]:
        """Somebody wants a place added or removed; the latest wish for a place is the one that counts."""
        spot = requested.spot
        self._open[spot.id] = Wish(spot, now + ASK_FOR_SECONDS, now + ASK_EVERY_SECONDS)
        return [spot]

    def heard(self, heard: Heard, now: float) -> Sequence[object]:  # noqa: ARG002  every handler is told the time
        """P1 spoke of a place, or emptied its topic. A copy that the broker kept is no answer to a wish."""
        wish = self._open.get(heard.spot)
        if wish and not heard.retained and heard.exists == (wish.spot.cmd == "ADD"):
            self._end(heard.spot, "heard")
        elif not wish and not heard.retained and self._ended.get(heard.spot) == "not heard":
            self._ended[heard.spot] = "heard"
        return []

    def due(self) -> float | None:
        """When to ask again, or to give up."""
        return min((wish.ask_at for wish in self._open.values()), default=None)

    def time_passed(self, now: float) -> Sequence[object]:
        """Asks again, 60 s at most."""
        said: list[object] = []
        for spot_id, wish in list(self._open.items()):
            if now >= wish.until:
                self._end(spot_id, "not heard")
            elif now >= wish.ask_at:
                self._open[spot_id] = replace(wish, ask_at=now + ASK_EVERY_SECONDS)
                said.append(wish.spot)
        return said

    def state_of(self, spot_id: str) -> str | None:
        """What became of the latest wish for a place: ``asked``, ``heard`` or ``not heard`` (None: nobody asked)."""
        return "asked" if spot_id in self._open else self._ended.get(spot_id)

    def _end(self, spot_id: str, state: str) -> None:
        del self._open[spot_id]
        self._ended.pop(spot_id, None)
        if len(self._ended) >= MAX_ENDED:
            del self._ended[next(iter(self._ended))]
        self._ended[spot_id] = state


class Silences:
    """Which topics have broken the promise to be repeated: what they last said is not shown as if it were true.

    Args:
        owed: the promises that a former run heard, in seconds, by topic.

    ``topics`` may be asked by any thread whether it holds a topic, and for nothing else.
    """

    def __init__(self, owed: Mapping[str, float] | None = None) -> None:
        self.topics: set[str] = set()
        self._owed = owed or {}
        self._known: set[str] = set(self._owed)
        self._promises = Promises()
        self._said_full = False

    def connected(self, _: Connected, now: float) -> Sequence[object]:
        """From now on silence counts."""
        self._promises.connected(now)
        for topic, refresh in self._owed.items():
            self._promises.remembered(topic, refresh, now)
        self._owed = {}
        return []

    def disconnected(self, _: Disconnected, now: float) -> Sequence[object]:
        """Who cannot hear cannot say that nobody spoke."""
        self._promises.disconnected(now)
        return []

    def heard(self, heard: Heard, now: float) -> Sequence[object]:
        """Somebody spoke, or emptied his topic."""
        if not heard.exists:
            self._promises.forget(heard.topic)
            self._known.discard(heard.topic)
        elif heard.topic not in self._known and len(self._known) >= MAX_SPOTS:
            return self._full()
        else:
            self._known.add(heard.topic)
            if not self._believes(heard, now):
                return []
        self.topics.discard(heard.topic)
        return []

    def due(self) -> float | None:
        """When the next promise may turn out to be broken."""
        return self._promises.due()

    def time_passed(self, now: float) -> Sequence[object]:
        """Somebody may have been silent for too long."""
        self.topics.update(self._promises.broken(now))
        return []

    def _believes(self, heard: Heard, now: float) -> bool:
        if heard.retained:
            return self._promises.remembered(heard.topic, heard.refresh, now)
        self._promises.heard(heard.topic, heard.refresh, now)
        return True

    def _full(self) -> Sequence[object]:
        if self._said_full:
            return []
        self._said_full = True
        return [Notice("more spots than a lot can have: nobody holds the rest to a promise")]
