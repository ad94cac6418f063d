"""Takes the ClientID of the module for a moment: whoever really has it is thrown out, and must come back."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum, auto
from typing import Protocol

from common.connection import Broker
from common.contract import TOOLS, Role
from p5_monitor.conformance.finding import Finding, Verdict
from p5_monitor.conformance.stage import GLANCE_SECONDS, CutOff, LotLives, Stage
from p5_monitor.mqtt_probe import Probe, Unreachable

# How long a module takes to come back: ours 0.5 to 1 s, or 5 s if the broker told it why; the sketch that comes with
# the usual library for microcontrollers (PubSubClient) 5 s.
SOON_SECONDS = 7.0
AT_LAST_SECONDS = 20.0

# Whoever did not answer and is connected comes back within this.
SEEN_SECONDS = 5.6

# Ours give way to whoever takes their ClientID while they are younger, if the broker tells them (README, exit code 3).
YOUNG_SECONDS = 61.0

# It is there before its subscriptions are.
SETTLE_SECONDS = 0.5
ATTEMPTS = 3

# As long as our P6's; whoever has such a session is back sooner, or never.
SESSION_SECONDS = 7 * 86_400

TURN_SECONDS = 0.1
TELLS_SECONDS = 1.0


def _nothing() -> None:
    pass


class Tells(Protocol):
    """Tells the person something."""

    def __call__(self, name: str, **blanks: str) -> None:
        """By the name of its words, with what they have blanks for."""


class Return(Enum):
    """What became of whoever had the ClientID."""

    CAME_BACK = auto()
    ANOTHER_ID = auto()
    STAYED_AWAY = auto()


class Hold:
    """The one way to cut somebody else's connection from outside.

    Args:
        broker: where it is.
        client_id: the module's.
        tell: tells the person what is about to happen.
        clock: monotonic seconds.
    """

    def __init__(
        self,
        broker: Broker,
        client_id: str,
        tell: Tells,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._broker = broker
        self._client_id = client_id
        self.tell = tell
        self._clock = clock
        self.was_alone = False

    def is_there(self, stage: Stage) -> bool:
        """Whether somebody is connected under this ClientID, who did not answer."""
        self.tell("seeks")
        with self.taken() as probe:
            return self._is_thrown_out(probe, stage, SEEN_SECONDS)

    def unanswered(self, stage: Stage, finding: Finding) -> Iterator[Finding]:
        """Nothing came: nobody is there, or he is deaf."""
        if self.is_there(stage):
            yield Finding("client_id", Verdict.FITS, seen="thrown_out")
            yield finding
        else:
            yield stage.finding("absent", Verdict.FAILS)

    def come_back(
        self,
        stage: Stage,
        answers: Callable[[], bool],
        *,
        meanwhile: Callable[[], None] = _nothing,
        returned: Callable[[], None] = _nothing,
        seen: str = "",
    ) -> Iterator[Finding]:
        """Cuts the connection, and asks again when the module is back.

        Args:
            stage: where.
            answers: says something that must be answered, and tells whether it was.
            meanwhile: happens while the module is away; ``was_alone`` tells whether it was all the time.
            returned: happens when it is back, before it is asked.
            seen: how its answer shows where that is no message, by the name of its words.
        """
        if stage.is_seen:
            self._wait_until_it_is_grown_up(stage)
        self.tell("takes")
        match self._cut(stage, answers, meanwhile):
            case Return.CAME_BACK:
                stage.listen(SETTLE_SECONDS)
                returned()
                yield Finding("client_id", Verdict.FITS, seen="thrown_out")
                yield self._asked_again(stage, answers, seen)
            case Return.ANOTHER_ID:
                yield stage.finding("client_id", Verdict.FAILS)
                yield Finding("reconnect", Verdict.NOTE, hint="reconnect_untried")
            case Return.STAYED_AWAY:
                # It answered before, and does not while we have its ClientID: so it is his.
                yield Finding("client_id", Verdict.FITS, seen="silenced")
                yield Finding("reconnect", Verdict.FAILS, hint="reconnect_away")

    def come_back_unasked(self, stage: Stage) -> Iterator[Finding]:
        """The same for a module that answers nothing: that it comes back is all that can be seen."""
        if stage.is_seen:
            self._wait_until_it_is_grown_up(stage)
        self.tell("takes")
        with self.taken() as probe:
            is_there = self._is_thrown_out(probe, stage, SOON_SECONDS)
        if is_there:
            yield Finding("client_id", Verdict.FITS, seen="thrown_out")
            yield Finding("reconnect", Verdict.FITS, seen="thrown_out", hint="reconnect_unseen")
        else:
            yield stage.finding("absent", Verdict.FAILS)

    @contextmanager
    def kept_away(self, stage: Stage, role: Role) -> Iterator[None]:
        """Whoever has this ClientID, a role that is not under check, hears nothing of what is said.

        Raises:
            LotLives: he is there.
        """
        if stage.knows(role):
            self._wait_until_it_is_grown_up(stage)
        with self.taken() as probe:
            if probe.has_session:
                # What is said now he would find when he is back.
                raise LotLives({role: self._client_id})
            stage.watch_over(role, probe)
            if stage.knows(role):
                # Before anything is said: to be seen at the moment when he is back is a moment late.
                stage.listen(SEEN_SECONDS)
            yield

    def _asked_again(self, stage: Stage, answers: Callable[[], bool], seen: str) -> Finding:
        for _ in range(ATTEMPTS):
            stage.begin()
            if answers():
                return stage.finding("reconnect", Verdict.FITS, seen=seen)
        return stage.finding("reconnect", Verdict.FAILS, hint="reconnect_deaf")

    def _cut(self, stage: Stage, answers: Callable[[], bool], meanwhile: Callable[[], None]) -> Return:
        with self.taken() as probe:
            # What was said before it was cut off is no answer.
            stage.listen(GLANCE_SECONDS)
            stage.begin()
            meanwhile()
            self.was_alone = not probe.gone(TURN_SECONDS)
            if self._is_thrown_out(probe, stage, SOON_SECONDS):
                return Return.CAME_BACK
            has_answered = answers()
            if self._is_thrown_out(probe, stage, TURN_SECONDS):
                return Return.CAME_BACK
            if has_answered:
                return Return.ANOTHER_ID
            is_back = self._is_thrown_out(probe, stage, AT_LAST_SECONDS - SOON_SECONDS)
            return Return.CAME_BACK if is_back else Return.STAYED_AWAY

    @contextmanager
    def taken(self) -> Iterator[Probe]:
        """Has the ClientID, until somebody takes it back.

        The session that the broker keeps for the module, with what waits in it, is left as it was found.
        """
        with Probe(self._broker, self._client_id, self._clock, 1, SESSION_SECONDS) as probe:
            self._connect(probe)
            if probe.has_session:
                yield probe
                return
        # There was none: and none shall be left, which a module would take for its own, without its subscriptions.
        with Probe(self._broker, self._client_id, self._clock) as probe:
            self._connect(probe)
            yield probe

    def _connect(self, probe: Probe) -> None:
        try:
            answer = probe.connect()
        except Unreachable as error:
            raise CutOff(str(error)) from error
        if answer.refused:
            raise CutOff(f"{self._client_id}: {answer.text}")

    def _is_thrown_out(self, probe: Probe, stage: Stage, seconds: float) -> bool:
        """Waits for it; both connections want to be kept alive meanwhile."""
        deadline = self._clock() + seconds
        while not probe.gone(TURN_SECONDS):
            stage.listen(GLANCE_SECONDS)
            if self._clock() > deadline:
                return False
        return True

    def _wait_until_it_is_grown_up(self, stage: Stage) -> None:
        left = stage.opened_at + YOUNG_SECONDS - self._clock()
        if left > 0 and tells_who_is_thrown_out(self._broker, f"{TOOLS.client_id('check')}_twice"):
            self.tell("waits")
            stage.listen(left)


def tells_who_is_thrown_out(broker: Broker, client_id: str) -> bool:
    """Whether this broker says why it throws out (MQTT 5, reason 0x8E), tried on ourselves under a name of nobody's."""
    with Probe(broker, client_id) as first, Probe(broker, client_id) as second:
        first.connect()
        second.connect()
        return first.gone(TELLS_SECONDS) and "taken over" in first.ending.lower()
