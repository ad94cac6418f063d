"""``python -m p3_barrier exercise``: the arm goes up and down once, by the barrier's own rules, without a broker."""

import select
import signal
import sys
from collections.abc import Callable

from common.contract import address_of
from common.dispatch import Dispatch
from common.inbox import Inbox
from common.messages import BarrierCommand, BarrierState, Forgotten, Message, Received, Stopping
from common.program import Given
from common.runtime import monotonic, utc
from p3_barrier.assembly import Assembled, assemble_at, remembered
from p3_barrier.rules import Position
from p3_barrier.settings import NO_BEAM, BarrierSettings

DONE, NOT_CLOSED = 0, 1

OPEN = BarrierCommand(action="OPEN", by="exercise")

QUESTION = (
    "This moves the arm{where} up and down once.{beam} Stop the service first, and keep clear of it. Go on? [y/N] "
)
NO_BEAM_WARNING = " It has no safety beam: nothing stops it."


def exercise(given: Given[BarrierSettings]) -> int:
    """Moves the arm up and down once, without a broker; asks first."""
    _print(_question(given.own), end="")
    if sys.stdin.readline().strip() != "y":
        _print("nothing moved")
        return DONE
    return Exercise(assemble_at(given, _where_it_begins(given)), given.inbox).run()


def _where_it_begins(given: Given[BarrierSettings]) -> Position:
    """An arm that may be up, or anywhere, is raised first all the same: the cycle shows the way up as well.

    So it counts as down. Nothing of that is written down: the state file changes when the arm moves.
    """
    where = remembered(given)
    _print(f"{where.state}, says the state file")
    return where if where.forced or where.state == "FAULT" else Position("CLOSED")


def _question(own: BarrierSettings) -> str:
    """Names what will move, and how it is guarded."""
    if own.barrier == "simulated":
        return QUESTION.format(where=" (simulated)", beam="")
    return QUESTION.format(
        where=f" (servo on GPIO{own.servo_pin})", beam=NO_BEAM_WARNING if own.beam_pin == NO_BEAM else ""
    )


class Exercise:
    """One cycle in real time.

    Args:
        assembled: the barrier and its service.
        inbox: where the hardware's threads put facts.
    """

    def __init__(self, assembled: Assembled, inbox: Inbox) -> None:
        self._barrier = assembled.barrier
        self._inbox = inbox
        self._dispatch = Dispatch(assembled.service, _print_state)
        self._stop_asked = False

    def run(self) -> int:
        """Runs until the arm is down again; Ctrl-C ends the movement that is under way and begins no other.

        Returns:
            0; 1 if it was refused, or ended otherwise than closed.
        """
        self._take_facts(monotonic())
        refusal = self._refusal()
        if refusal:
            _print(f"refused: {refusal}")
            return NOT_CLOSED
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, self._ask_to_stop)
        with self._inbox.waking_on_signals():
            self._cycle()
        return DONE if self._barrier.position.state == "CLOSED" else NOT_CLOSED

    def _cycle(self) -> None:
        order = Received(address_of(OPEN), OPEN.payload(), False, dict(OPEN.beside()), utc())  # noqa: FBT003  not retained
        self._dispatch.hear(order, monotonic())
        self._run_until(lambda: self._stop_asked or self._is_over())
        if self._stop_asked:
            self._dispatch.sense(Stopping(), monotonic())
            self._run_until(self._dispatch.finished)

    def _refusal(self) -> str | None:
        if self._barrier.position.forced:
            return "the barrier is forced open: order RELEASE first"
        if self._barrier.position.state == "FAULT":
            return "the barrier is out of service: order FORCE_OPEN or RELEASE first"
        # The arm looks at its pins when it is woken; only now, as one that is forced open would be raised.
        self._dispatch.wake(monotonic())
        return None if self._barrier.beam_is_clear else "something is under the arm"

    def _is_over(self) -> bool:
        return self._barrier.at_rest() and self._barrier.position.state in ("CLOSED", "FAULT")

    def _run_until(self, is_over: Callable[[], bool]) -> None:
        while not is_over():
            now = monotonic()
            due = self._dispatch.next_deadline(now)
            select.select([self._inbox.reader], [], [], None if due is None else max(0.0, due - now))
            now = monotonic()
            self._take_facts(now)
            self._dispatch.wake(now)

    def _take_facts(self, now: float) -> None:
        for fact in self._inbox.take():
            self._dispatch.sense(fact, now)

    def _ask_to_stop(self, _: int, __: object) -> None:
        self._stop_asked = True


def _print_state(said: Message | Forgotten) -> None:
    if isinstance(said, BarrierState):
        _print(f"{said.state} ({said.reason})")


def _print(text: str, end: str = "\n") -> None:
    sys.stdout.write(text + end)
    sys.stdout.flush()
