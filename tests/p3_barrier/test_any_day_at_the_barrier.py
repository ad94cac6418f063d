"""Any order of orders, obstacles, failing switches, lost connections, kills and stops: what must never be, never is."""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from common.messages import BarrierState, Connected, Disconnected, Message, Stopping
from common.remembered import Remembered
from common.state_file import StateFile
from p3_barrier.rules import LowerArm, Position, RaiseArm, RestArm
from tests.p3_barrier.gate import (
    BROKEN,
    CLEARED,
    FORCE_OPEN,
    HOLD_SECONDS,
    OPEN,
    RELEASE,
    TIMEOUT_SECONDS,
    TRAVEL_SECONDS,
    ArmUnderTest,
    Gate,
)

ROUNDING = 1e-6

STOPS_WITH = ["an obstacle", "dead switches"]


class KilledError(Exception):
    """kill -9, after the state file was written and before the arm moved."""


class WatchedArm(ArmUnderTest):
    """An arm that knows the true world, and what it may not be told there."""

    def __init__(self, day: "DayAtTheBarrier") -> None:
        super().__init__(TRAVEL_SECONDS)
        self.moves_since: float | None = None
        self.switches_failed = False
        self._day = day

    def raise_arm(self, action: RaiseArm, now: float) -> None:
        assert self._day.file_says() in ("OPENING", "FAULT")
        self._begins_to_move(now)
        super().raise_arm(action, now)

    def lower_arm(self, action: LowerArm, now: float) -> None:
        assert self._day.file_says() == "CLOSING"
        assert not self._day.beam_is_broken, "lowered onto something"
        assert now - self._day.cleared_at >= 1 - ROUNDING, "lowered behind something"
        assert not self._day.forced, "lowered although it is forced open"
        assert not self._day.stopping, "lowered while it stops"
        self._begins_to_move(now)
        super().lower_arm(action, now)

    def rest_arm(self, action: RestArm, now: float) -> None:
        self.moves_since = None
        super().rest_arm(action, now)

    def _begins_to_move(self, now: float) -> None:
        if self._day.dies_at_the_next_move:
            raise KilledError
        self.moves_since = now
        self.switches_failed = not self.switches_work


class DayAtTheBarrier(RuleBasedStateMachine):
    """The true world beside P3's picture of it."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.file = StateFile(Path(self.folder.name) / "p3.json")
        self.beam_is_broken = False
        self.cleared_at = -1000.0
        self.forced = False
        self.stopping = False
        self.strikes = 0
        self.dies_at_the_next_move = False

    def teardown(self) -> None:
        self.folder.cleanup()

    @initialize()
    def opens(self) -> None:
        self.starts(now=0.0)

    def starts(self, now: float) -> None:
        self.stopping = self.dies_at_the_next_move = False
        self.strikes = 0
        self.arm = WatchedArm(self)
        self.gate = Gate(self.file, arm=self.arm, now=now)
        # The beam's pin is read at the start, before anything is due.
        self.hear(self.gate.senses(*([BROKEN] if self.beam_is_broken else []), Connected()))

    def file_says(self) -> str:
        return Remembered(self.file, Position).load().state

    def does(self, deed: Callable[[], Sequence[object]]) -> None:
        try:
            self.hear(deed())
        except KilledError:
            self.starts(self.gate.now)

    def hear(self, said: Sequence[object]) -> None:
        for state in said:
            assert isinstance(state, BarrierState)
            if (state.state, state.reason) == ("FAULT", "timeout"):
                assert self.arm.switches_failed, "a fault, and nothing wrong with the switches"
            if (state.state, state.reason) == ("FAULT", "obstacle"):
                assert self.strikes >= 4, "a fault after less than four obstacles"
            if state.state == "CLOSED":
                self.strikes = 0

    @rule()
    def a_vehicle_is_let_in(self) -> None:
        self.does(lambda: self.gate.hears(OPEN))

    @rule(order=st.sampled_from([FORCE_OPEN, RELEASE, RELEASE]))
    def the_operator_orders(self, order: Message) -> None:
        self.forced = order == FORCE_OPEN
        if self.gate.state == "FAULT":
            self.strikes = 0
        self.does(lambda: self.gate.hears(order))

    @precondition(lambda self: not self.beam_is_broken)
    @rule()
    def something_gets_under_the_arm(self) -> None:
        self.beam_is_broken = True
        self.strikes += self.gate.state == "CLOSING"
        self.does(lambda: self.gate.senses(BROKEN))

    @precondition(lambda self: self.beam_is_broken)
    @rule()
    def it_goes_away(self) -> None:
        self.beam_is_broken, self.cleared_at = False, self.gate.now
        self.does(lambda: self.gate.senses(CLEARED))

    @precondition(lambda self: not self.beam_is_broken and not self.forced)
    @rule(times=st.integers(1, 5), moments=st.floats(0.0, TRAVEL_SECONDS))
    def drivers_go_under_it_as_it_closes(self, times: int, moments: float) -> None:
        self.a_vehicle_is_let_in()
        for _ in range(times):
            self.time_passes(TRAVEL_SECONDS)
            self.time_passes(HOLD_SECONDS + moments)
            self.something_gets_under_the_arm()
            self.it_goes_away()

    @rule(seconds=st.floats(0.01, 15.0))
    def time_passes(self, seconds: float) -> None:
        self.does(lambda: self.gate.passes(seconds))

    @rule(seconds=st.floats(0.01, 15.0))
    def the_end_switches_fail_for_a_while(self, seconds: float) -> None:
        self.arm.switches_work, self.arm.switches_failed = False, True
        self.time_passes(seconds)
        self.arm.switches_work = True

    @rule()
    def the_connection_is_lost_and_returns(self) -> None:
        self.does(lambda: self.gate.senses(Disconnected(), Connected()))

    @rule(
        end=st.sampled_from(["killed", "killed as it moves", "asked to stop", *STOPS_WITH]),
        seconds=st.floats(0.0, HOLD_SECONDS),
    )
    def it_ends_and_starts_again(self, end: str, seconds: float) -> None:
        self.time_passes(seconds)
        if end == "killed as it moves":
            self.dies_at_the_next_move = True
            return
        if end != "killed":
            self.it_is_asked_to_stop(end)
        self.starts(self.gate.now)

    def it_is_asked_to_stop(self, end: str) -> None:
        self.does(lambda: self.gate.senses(Stopping()))
        self.stopping = True
        if end == "an obstacle" and not self.beam_is_broken:
            self.something_gets_under_the_arm()
        if end == "dead switches":
            self.arm.switches_work, self.arm.switches_failed = False, True
        self.does(lambda: self.gate.passes(4))
        assert self.gate.finished

    @invariant()
    def no_movement_is_longer_than_its_timeout(self) -> None:
        if self.arm.moves_since is not None:
            assert self.gate.now - self.arm.moves_since <= TIMEOUT_SECONDS + ROUNDING

    @invariant()
    def what_is_said_to_move_moves_and_what_rests_has_no_pulses(self) -> None:
        moves = self.arm.moves_since is not None
        assert moves or self.gate.state in ("CLOSED", "OPENED", "FAULT")
        assert not moves or self.gate.state in ("OPENING", "CLOSING", "FAULT")

    @invariant()
    def forced_is_open_or_on_its_way_up(self) -> None:
        assert self.gate.forced == self.forced
        assert not self.forced or self.gate.state in ("OPENING", "OPENED", "FAULT")

    @invariant()
    def the_state_file_knows(self) -> None:
        position = Remembered(self.file, Position).load()
        assert position.forced == self.forced


DayAtTheBarrier.TestCase.settings = settings(max_examples=200, stateful_step_count=60, deadline=None, derandomize=True)
TestAnyDayAtTheBarrier = DayAtTheBarrier.TestCase
