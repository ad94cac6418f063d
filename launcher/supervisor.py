"""Starts the broker and the services, starts again what dies, and stops all of it."""

import time
from collections.abc import Callable, Mapping, Sequence
from queue import Empty, SimpleQueue
from typing import NamedTuple

from common.errors import EXIT_STOPPED
from common.runtime import FINISH_SECONDS, GOODBYE_SECONDS
from launcher.child import Child, Ended, Program
from launcher.console import Console
from launcher.restarts import Restarts, how_it_ended, restarts_of_a_service, restarts_of_the_broker

NAME = "launcher"

EXIT_NOTHING_LEFT = 1
_NOT_STARTED = 127

# The services wait for a broker by themselves; this only spares them the first, failing try.
BROKER_START_SECONDS = 5.0

# A barrier that moves finishes first, and its last word is heard; all of it must be over within five seconds.
SERVICES_STOP_SECONDS = FINISH_SECONDS + GOODBYE_SECONDS + 0.2
BROKER_STOP_SECONDS = 0.2
KILLED_SECONDS = 0.2

# On Windows a signal is noticed only between two waits.
LONGEST_WAIT_SECONDS = 1.0
_SHORT_WAIT_SECONDS = 0.02


class StopAsked(NamedTuple):
    """A fact: a person asks the launcher to stop; the second time, at once."""


class TerminalGone(NamedTuple):
    """A fact: nobody reads any more. One closed window makes several of these, so that it is never a second time."""


Event = Ended | StopAsked | TerminalGone


class Ward:
    """A program that is looked after. ``due``: when to start it; None: it runs, or never will again."""

    def __init__(self, program: Program, restarts: Restarts) -> None:
        self.program = program
        self.restarts = restarts
        self.child: Child | None = None
        self.due: float | None = None

    @property
    def over(self) -> bool:
        """Whether it ended for good."""
        return self.child is None and self.due is None


class Supervisor:
    """Looks after the broker and the services; must live in the main thread.

    Args:
        broker: the broker to start; None if it runs elsewhere.
        services: the services to start, in this order.
        environment: what all of them are given.
        console: where their lines go.
        events: what happens; signal handlers put StopAsked here.
    """

    def __init__(
        self,
        broker: Program | None,
        services: Sequence[Program],
        environment: Mapping[str, str],
        console: Console,
        events: "SimpleQueue[Event]",
    ) -> None:
        self._brokers = [Ward(broker, restarts_of_the_broker())] if broker else []
        self._services = [Ward(program, restarts_of_a_service()) for program in services]
        self._environment = environment
        self._console = console
        self._events = events
        self._stops_asked = 0
        self._stopping = False

    def run(self, broker_answers: Callable[[], bool]) -> int:
        """Runs until a person stops it, or until every service has ended for good.

        Returns:
            The exit code: 0 if a person stopped it.
        """
        try:
            self._start_all(self._brokers)
            self._until(broker_answers, BROKER_START_SECONDS)
            self._start_all(self._services)
            while not self._stops_asked and not all(ward.over for ward in self._services):
                self._hear(self._seconds_to_next_start())
                self._start_those_due()
        finally:
            self._stop()
        return EXIT_STOPPED if self._stops_asked else EXIT_NOTHING_LEFT

    @property
    def _wards(self) -> list[Ward]:
        return [*self._brokers, *self._services]

    def _start_all(self, wards: list[Ward]) -> None:
        for ward in wards:
            if not self._stops_asked:
                self._start(ward)

    def _start_those_due(self) -> None:
        now = time.monotonic()
        self._start_all([ward for ward in self._wards if ward.due is not None and ward.due <= now])

    def _start(self, ward: Ward) -> None:
        ward.due = None
        ward.restarts.started(time.monotonic())
        try:
            ward.child = Child(ward.program, self._environment, self._console, self._events.put)
        except OSError as error:
            self._say(f"{ward.program.name} cannot be started: {error}")
            self._ended(ward, _NOT_STARTED)

    def _seconds_to_next_start(self) -> float:
        now = time.monotonic()
        waits = (ward.due - now for ward in self._wards if ward.due is not None)
        return max(0.0, min(waits, default=LONGEST_WAIT_SECONDS))

    def _hear(self, seconds: float) -> None:
        """Waits for what happens next, for so long at most."""
        try:
            event = self._events.get(timeout=min(seconds, LONGEST_WAIT_SECONDS))
        except Empty:
            return
        if isinstance(event, StopAsked):
            self._stops_asked += 1
        elif isinstance(event, TerminalGone):
            self._stops_asked = max(1, self._stops_asked)
        else:
            self._ended(next(ward for ward in self._wards if ward.program.name == event.name), event.exit_code)

    def _ended(self, ward: Ward, exit_code: int) -> None:
        ward.child = None
        if self._stopping or self._stops_asked:
            return
        now = time.monotonic()
        ward.due = ward.restarts.ended(exit_code, now)
        if ward.due is None:
            next_step = "not started again"
        elif ward.due <= now:
            next_step = "started again"
        else:
            next_step = f"started again in {ward.due - now:.0f} s"
        self._say(f"{ward.program.name} {how_it_ended(exit_code)}: {next_step}")

    def _until(self, condition: Callable[[], bool], seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not condition() and not self._stops_asked and time.monotonic() < deadline:
            self._hear(_SHORT_WAIT_SECONDS)
            self._start_those_due()

    def _stop(self) -> None:
        """The services first: a barrier that moves still wants to say where it ended."""
        self._stopping = True
        self._say("stopping")
        self._stop_these(self._services, SERVICES_STOP_SECONDS)
        self._stop_these(self._brokers, BROKER_STOP_SECONDS)

    def _stop_these(self, wards: list[Ward], seconds: float) -> None:
        for child in _children(wards):
            child.terminate()
        self._until_ended(wards, seconds)
        for child in _children(wards):
            child.kill()
        self._until_ended(wards, KILLED_SECONDS)

    def _until_ended(self, wards: list[Ward], seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while _children(wards) and (left := deadline - time.monotonic()) > 0:
            self._hear(left)
            if self._stops_asked > 1:
                for child in _children(self._wards):
                    child.kill()

    def _say(self, text: str) -> None:
        self._console.say(NAME, text)


def _children(wards: list[Ward]) -> list[Child]:
    return [ward.child for ward in wards if ward.child]
