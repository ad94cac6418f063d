"""Takes each fact to its handler and each outcome to its place. The same for a real broker and for a rehearsal."""

import logging
import math
from collections.abc import Callable
from typing import Any, TypeVar

from common.contract import ContractError, Rejected, find
from common.messages import Connected, Disconnected, Forgotten, Message, Notice, Received, SpotStatus
from common.payload import decode
from common.service import Finishes, Outcomes, Performs, Publishes, Senses, Service, Subscribes, Wakes
from common.spots import MAX_SPOTS, Promises

log = logging.getLogger(__name__)

T = TypeVar("T")

# A rule that was woken and still wants to have been woken would otherwise keep the loop turning.
PAUSE_SECONDS = 0.01


def _log_fault() -> None:
    log.exception("a handler failed")  # noqa: LOG004  called while the exception is handled


class Dispatch:
    """Runs a service's lines.

    Args:
        service: whose lines.
        publish: what to do with a message that the service says.
        fault: what to do while the exception of a faulty handler is at hand.
    """

    def __init__(
        self,
        service: Service,
        publish: Callable[[Message | Forgotten], None],
        fault: Callable[[], None] = _log_fault,
    ) -> None:
        self._publish = publish
        self._fault = fault
        self._said = {line.message for line in service.lines if isinstance(line, Publishes)}
        self._raw = [s for s in service.subscriptions() if s.message is Received]
        self._hearing = {s.message: _Hearing(s) for s in service.subscriptions() if s.message is not Received}
        self._senses: dict[type, list[Senses[Any]]] = {}
        for line in service.lines:
            if isinstance(line, Senses):
                self._senses.setdefault(line.fact, []).append(line)
        self._performs = {line.action: line for line in service.lines if isinstance(line, Performs)}
        self._wakes = [line for line in service.lines if isinstance(line, Wakes)]
        self._finishes = [line for line in service.lines if isinstance(line, Finishes)]
        self._woken_at = -math.inf
        self.rejected = 0

    def hear(self, received: Received, now: float) -> None:
        """A message came from the broker."""
        found = find(received.topic)
        hearing = self._hearing.get(found[0].message) if found else None
        if found and hearing:
            if received.retained and not found[0].retained:
                # Whoever ordered this may have gone long ago: an order is for now or for nobody.
                log.warning("retained order ignored: publish orders without retain", extra={"topic": received.topic})
                return
            self._hear_message(hearing, received, now)
        else:
            for line in self._raw:
                self._run(lambda line=line: line.heard(received, now), now)  # type: ignore[misc]

    def sense(self, fact: object, now: float) -> None:
        """Something happened here."""
        for hearing in self._hearing.values():
            if isinstance(fact, Connected):
                hearing.promises.connected(now)
            elif isinstance(fact, Disconnected):
                hearing.promises.disconnected(now)
        for line in self._senses.get(type(fact), ()):
            self._run(lambda line=line: line.sensed(fact, now), now)  # type: ignore[misc]

    def wake(self, now: float) -> None:
        """Time has passed."""
        self._woken_at = now
        for hearing in self._hearing.values():
            for topic in hearing.promises.broken(now):
                self._promise_broken(hearing, topic, now)
        for line in self._wakes:
            due = self._ask(line.due, None)
            if due is not None and due <= now:
                self._run(lambda line=line: line.then(now), now)  # type: ignore[misc]

    def next_deadline(self, now: float) -> float | None:
        """When to wake at the latest, as far as the rules know now."""
        dues = [self._ask(line.due, None) for line in self._wakes]
        dues += [hearing.promises.due() for hearing in self._hearing.values()]
        soonest = min((due for due in dues if due is not None), default=None)
        return now + PAUSE_SECONDS if soonest is not None and soonest <= self._woken_at else soonest

    def finished(self) -> bool:
        """Whether nothing is left that must be finished before stopping."""
        return all(self._ask(line.done, True) for line in self._finishes)  # noqa: FBT003  done, if it cannot say

    def _hear_message(self, hearing: "_Hearing", received: Received, now: float) -> None:
        try:
            message = decode(received.topic, received.payload, received.properties)
        except Rejected as rejected:
            self.rejected += 1
            log.warning("message rejected", extra={"topic": received.topic, "reason": str(rejected)})
            return
        except Exception:  # noqa: BLE001  no payload, whoever thought it up, may end a service
            self._fault()
            return
        if isinstance(message, Forgotten):
            hearing.forget(received.topic)
            self._forgotten(hearing, message, now)
        elif hearing.believes(received, message, now):
            handler = hearing.line.heard
            if received.retained and hearing.line.remembered:
                handler = hearing.line.remembered
            self._run(lambda: handler(message, now), now)

    def _promise_broken(self, hearing: "_Hearing", topic: str, now: float) -> None:
        """Silence is an answer too: a spot is UNKNOWN, anything else is as good as forgotten."""
        log.warning("silent for longer than promised", extra={"topic": topic, "seconds": hearing.silence(topic)})
        found = find(topic)
        if found is None:
            return
        kind, value = found
        if kind.message is SpotStatus:
            self._run(lambda: hearing.line.heard(SpotStatus(id=value, status="UNKNOWN"), now), now)
        else:
            self._forgotten(hearing, Forgotten(kind.message, value), now)

    def _forgotten(self, hearing: "_Hearing", forgotten: Forgotten, now: float) -> None:
        handler = hearing.line.forgotten
        if handler:
            self._run(lambda: handler(forgotten, now), now)

    def _run(self, handle: Callable[[], Outcomes], now: float) -> None:
        try:
            for outcome in handle():
                self._carry_out(outcome, now)
        except Exception:  # noqa: BLE001  a bug in one rule must not silence the others: an arm may be moving
            self._fault()

    def _ask(self, question: Callable[[], T], otherwise: T) -> T:
        try:
            return question()
        except Exception:  # noqa: BLE001  as above
            self._fault()
            return otherwise

    def _carry_out(self, outcome: object, now: float) -> None:
        if isinstance(outcome, Message | Forgotten):
            kind = outcome.message if isinstance(outcome, Forgotten) else type(outcome)
            if kind not in self._said:
                raise ContractError("this service", "publishes", kind.__name__)
            self._publish(outcome)
        elif isinstance(outcome, Notice):
            log.warning(outcome.text)
        elif type(outcome) in self._performs:
            self._performs[type(outcome)].perform(outcome, now)
        elif type(outcome) in self._senses:
            self.sense(outcome, now)
        else:
            raise TypeError(f"{type(outcome).__name__}: no line of this service performs or senses it")


class _Hearing:
    """One subscription, who promised what on it, and how many spots it knows."""

    def __init__(self, line: Subscribes[Any]) -> None:
        self.line = line
        self.promises = Promises(line.stale_seconds)
        self._topics: set[str] = set()
        self._said_full = False

    def believes(self, received: Received, message: Message, now: float) -> bool:
        if not self._has_room_for(received.topic):
            return False
        refresh = getattr(message, "refresh", None)
        if received.retained:
            return self.promises.remembered(received.topic, refresh, now)
        self.promises.heard(received.topic, refresh, now)
        return True

    def forget(self, topic: str) -> None:
        self._topics.discard(topic)
        self.promises.forget(topic)

    def silence(self, topic: str) -> float:
        return self.promises.patience(topic)

    def _has_room_for(self, topic: str) -> bool:
        if topic not in self._topics:
            if len(self._topics) >= MAX_SPOTS:
                self._say_full()
                return False
            self._topics.add(topic)
        return True

    def _say_full(self) -> None:
        if not self._said_full:
            self._said_full = True
            log.warning("more spots than a lot can have: the rest is ignored", extra={"limit": MAX_SPOTS})
