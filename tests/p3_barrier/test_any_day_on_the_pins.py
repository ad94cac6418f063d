"""Any order of orders, beams that flicker, switches, time and kills, judged by the pulses at the servo's pin.

``P3_EXAMPLES`` sets how many sequences are tried.
"""

import os
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from common.messages import Message, Stopping
from common.state_file import StateFile
from p3_barrier.gpio import Wiring
from tests.p3_barrier.gate import FORCE_OPEN, OPEN, RELEASE
from tests.p3_barrier.wired_gate import (
    BEAM_ONLY,
    DOWN_SWITCH,
    OFF,
    TIMEOUT_SECONDS,
    TRAVEL_SECONDS,
    UP_DUTY,
    UP_SWITCH,
    WITH_SWITCHES,
    Outside,
    Pulse,
    WiredGate,
)

EXAMPLES = int(os.environ.get("P3_EXAMPLES", "150"))

ROUNDING = 1e-6


class DayOnThePins(RuleBasedStateMachine):
    """The world at the pins, and what the servo was told in it."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.broken = self.forced = False
        self.strikes = 0
        self.cleared_at = -1000.0
        # Since when the servo has pulses, counted anew from each order and each start.
        self.moving_since: float | None = None

    def teardown(self) -> None:
        self.folder.cleanup()

    @initialize(wiring=st.sampled_from([BEAM_ONLY, WITH_SWITCHES]))
    def begins(self, wiring: Wiring) -> None:
        self.gate = WiredGate(StateFile(Path(self.folder.name) / "p3.json"), wiring, outside=Outside.quiet())

    @rule()
    def a_vehicle_is_let_in(self) -> None:
        self.hear(self.gate.hears_order(OPEN))

    @rule(order=st.sampled_from([FORCE_OPEN, RELEASE, RELEASE]))
    def the_operator_orders(self, order: Message) -> None:
        self.forced = order == FORCE_OPEN
        self.moving_since = None
        self.hear(self.gate.hears_order(order))

    @precondition(lambda self: not self.broken)
    @rule()
    def something_gets_under_the_arm(self) -> None:
        self.strikes += self.gate.state == "CLOSING"
        self.broken = True
        self.hear(self.gate.beam(broken=True))

    @precondition(lambda self: self.broken)
    @rule()
    def it_goes_away(self) -> None:
        self.broken, self.cleared_at = False, self.gate.now
        self.hear(self.gate.beam(broken=False))

    @precondition(lambda self: not self.broken)
    @rule(flashes=st.integers(1, 10))
    def the_beam_flickers_at_50_hz(self, flashes: int) -> None:
        for _ in range(flashes):
            self.something_gets_under_the_arm()
            self.time_passes(0.01)
            self.it_goes_away()
            self.time_passes(0.01)

    @rule(seconds=st.floats(0.01, 13.0))
    def time_passes(self, seconds: float) -> None:
        self.hear(self.gate.sees(seconds))

    @rule(pin=st.sampled_from([UP_SWITCH, DOWN_SWITCH]), seconds=st.floats(0.01, 2.0))
    def a_switch_closes_for_a_while(self, pin: int, seconds: float) -> None:
        self.hear(self.gate.switch(pin, closed=True))
        self.time_passes(seconds)
        self.hear(self.gate.switch(pin, closed=False))

    @rule()
    def it_is_killed_and_starts_again(self) -> None:
        self.check_pulses()
        self.strikes = 0
        self.moving_since = None
        self.gate = self.gate.killed()
        # What was forced open goes up again; nothing else moves.
        assert [pulse.duty for pulse in self.gate.pulses] in ([], [UP_DUTY] * self.forced), "a pulse at the start"

    @rule()
    def it_is_asked_to_stop_and_starts_again(self) -> None:
        self.gate.senses(Stopping())
        self.hear(self.gate.sees(4))
        assert self.gate.finished
        assert self.gate.duty == OFF
        self.it_is_killed_and_starts_again()

    def hear(self, said: list[str]) -> None:
        for state in said:
            if state == "FAULT obstacle":
                assert self.strikes >= 4, "a fault after less than four obstacles"
            if state == "FAULT timeout":
                assert self.gate.wiring is WITH_SWITCHES, "a fault, and no switch could have failed"
            if state.startswith("CLOSED"):
                self.strikes = 0
        self.check_pulses()

    def check_pulses(self) -> None:
        """Each pulse that was told, and the one that is told now that the loop has turned."""
        for pulse in (*self.gate.pulses, Pulse(self.gate.now, self.gate.duty, self.gate.beam_is_broken)):
            self.moves(pulse)
            if pulse.duty in (UP_DUTY, OFF):
                continue
            assert not pulse.beam_was_broken, "a pulse downwards onto a broken beam"
            assert pulse.at - self.cleared_at >= 1 - ROUNDING, "a pulse downwards behind something"
            assert not self.forced, "a pulse downwards although it is forced open"
        self.gate.pulses.clear()

    def moves(self, pulse: Pulse) -> None:
        """A movement is over within the timeout; one that turns round may take as long again."""
        if pulse.duty == OFF:
            self.moving_since = None
        elif self.moving_since is None:
            self.moving_since = pulse.at
        else:
            longest = TIMEOUT_SECONDS if self.gate.wiring is WITH_SWITCHES else TRAVEL_SECONDS
            assert pulse.at - self.moving_since <= 2 * longest + ROUNDING

    @invariant()
    def what_rests_has_no_pulses(self) -> None:
        assert self.gate.state not in ("OPENED", "CLOSED") or self.gate.duty == OFF


DayOnThePins.TestCase.settings = settings(
    max_examples=EXAMPLES, stateful_step_count=40, deadline=None, derandomize=EXAMPLES == 150
)
TestAnyDayOnThePins = DayOnThePins.TestCase
