"""P3 on mock pins: what the servo is told, and when."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from common.messages import Disconnected, Stopping
from common.state_file import StateFile
from p3_barrier.gpio import STEP_SECONDS, Wiring
from tests.p3_barrier.gate import FORCE_OPEN, OPEN, RELEASE
from tests.p3_barrier.wired_gate import (
    BEAM,
    BEAM_ONLY,
    DOWN_DUTY,
    DOWN_SWITCH,
    HOLD_SECONDS,
    NO_BEAM,
    OFF,
    PULSES,
    SERVO,
    TIMEOUT_SECONDS,
    TRAVEL_SECONDS,
    UP_DUTY,
    UP_SWITCH,
    WITH_SWITCHES,
    Outside,
    WiredGate,
)

GateOf = Callable[..., WiredGate]


@pytest.fixture
def gate_of(tmp_path: Path) -> GateOf:
    def build_gate(wiring: Wiring = BEAM_ONLY, **options: object) -> WiredGate:
        return WiredGate(StateFile(tmp_path / "p3.json"), wiring, **options)  # type: ignore[arg-type]

    return build_gate


def test_a_start_and_an_idle_hour_are_without_a_pulse(gate_of: GateOf) -> None:
    gate = gate_of()
    gate.sees(3600)
    assert gate.pulses == []
    assert gate.duty == OFF


@pytest.mark.parametrize("wiring", [BEAM_ONLY, NO_BEAM], ids=["beam", "no beam"])
def test_without_switches_a_cycle_is_a_matter_of_time(gate_of: GateOf, wiring: Wiring) -> None:
    gate = gate_of(wiring)
    assert gate.hears_order(OPEN) == ["OPENING order"]
    assert gate.duty == UP_DUTY
    assert gate.sees(TRAVEL_SECONDS) == ["OPENED order"]
    assert gate.duty == OFF
    assert gate.sees(HOLD_SECONDS) == ["CLOSING hold_over"]
    assert gate.sees(TRAVEL_SECONDS) == ["CLOSED hold_over"]
    assert gate.duty == OFF


def test_it_goes_down_in_steps_that_end_at_the_bottom_before_the_pulses_end(gate_of: GateOf) -> None:
    gate = gate_of()
    gate.until_closing()
    began = len(gate.pulses)
    gate.sees(TRAVEL_SECONDS)
    *steps, last = gate.pulses[began:]
    assert [pulse.duty for pulse in steps] == [0.1, 0.09, 0.08, 0.07, 0.06, DOWN_DUTY]
    assert last.duty == OFF
    assert last.at - steps[-1].at >= 0.1


def test_a_beam_that_breaks_as_it_closes_raises_it_at_once(gate_of: GateOf) -> None:
    gate = gate_of()
    gate.until_closing()
    gate.sees(0.4)
    assert gate.beam(broken=True) == ["OPENING obstacle"]
    assert gate.duty == UP_DUTY


def test_a_step_that_is_due_as_the_beam_breaks_is_not_taken(gate_of: GateOf) -> None:
    gate = gate_of()
    gate.until_closing()
    gate.sees(0.4)
    lowest = gate.duty
    gate.pulses.clear()
    gate.outside.drive(BEAM, high=True)
    gate.sees(2 * STEP_SECONDS)
    assert [pulse.duty for pulse in gate.pulses] == [UP_DUTY]
    assert lowest < UP_DUTY


def test_without_switches_an_arm_that_was_turned_round_gets_the_whole_way_up(gate_of: GateOf) -> None:
    gate = gate_of()
    gate.until_closing()
    gate.sees(TRAVEL_SECONDS - 0.1)
    gate.beam(broken=True)
    assert gate.sees(TRAVEL_SECONDS - 0.1) == []
    assert gate.sees(0.1) == ["OPENED obstacle"]


def test_a_flash_between_two_steps_is_a_broken_beam(gate_of: GateOf) -> None:
    gate = gate_of()
    gate.until_closing()
    gate.sees(0.4)
    gate.pulses.clear()
    gate.outside.drive(BEAM, high=True)
    assert gate.beam(broken=False) == ["OPENING obstacle"]
    assert [pulse.duty for pulse in gate.pulses] == [UP_DUTY]


def test_a_beam_that_flickers_at_50_hz_never_lets_it_down(gate_of: GateOf) -> None:
    gate = gate_of()
    gate.hears_order(OPEN)
    gate.sees(TRAVEL_SECONDS)
    for _ in range(50 * 30):
        gate.beam(broken=True)
        gate.sees(0.01)
        gate.beam(broken=False)
        gate.sees(0.01)
    assert gate.state == "OPENED"
    assert gate.duty == OFF
    gate.sees(1 + HOLD_SECONDS)
    assert gate.state == "CLOSING"


def test_what_is_under_the_arm_at_the_start_keeps_it_up(gate_of: GateOf) -> None:
    outside = Outside.quiet()
    outside.drive(BEAM, high=True)
    gate = gate_of(outside=outside)
    gate.hears_order(OPEN)
    gate.sees(TRAVEL_SECONDS + 600)
    assert gate.state == "OPENED"


def test_an_edge_that_the_driver_missed_is_noticed_by_a_look(gate_of: GateOf) -> None:
    gate = gate_of()
    gate.hears_order(OPEN)
    gate.sees(TRAVEL_SECONDS)
    pin = gate.outside.factory.pin(BEAM)
    pin.when_changed, told = None, pin.when_changed
    gate.outside.drive(BEAM, high=True)
    gate.sees(2 * HOLD_SECONDS)
    assert gate.state == "OPENED"
    gate.outside.drive(BEAM, high=False)
    pin.when_changed = told
    assert "CLOSING hold_over" in gate.sees(1 + 1 + HOLD_SECONDS)


def test_a_cut_wire_counts_as_a_broken_beam(gate_of: GateOf) -> None:
    outside = Outside.quiet()
    gate = gate_of(outside=outside)
    gate.until_closing()
    pin = outside.factory.pin(BEAM)
    pin.driven = None
    pin.pull = "up"
    gate.sees(STEP_SECONDS)
    assert gate.state == "OPENING"


def test_a_wire_cut_at_a_beam_that_is_low_when_broken_counts_as_broken_too(gate_of: GateOf) -> None:
    outside = Outside.quiet()
    outside.drive(BEAM, high=True)
    gate = gate_of(Wiring(SERVO, PULSES, beam=BEAM, beam_broken_high=False), outside=outside)
    gate.until_closing()
    pin = outside.factory.pin(BEAM)
    pin.driven = None
    pin.pull = pin.pull
    gate.sees(STEP_SECONDS)
    assert gate.state == "OPENING"


def test_four_obstacles_in_a_row_are_a_fault_with_the_arm_up(gate_of: GateOf) -> None:
    gate = gate_of()
    gate.until_closing()
    for strike in range(4):
        gate.sees(0.3)
        gate.beam(broken=True)
        gate.beam(broken=False)
        gate.sees(TRAVEL_SECONDS)
        assert gate.state == ("FAULT" if strike == 3 else "OPENED")
        gate.sees(HOLD_SECONDS)
    assert gate.state == "FAULT"
    assert gate.duty == OFF


def test_a_release_waits_for_the_beam(gate_of: GateOf) -> None:
    gate = gate_of()
    gate.hears_order(FORCE_OPEN)
    gate.sees(TRAVEL_SECONDS)
    gate.beam(broken=True)
    gate.hears_order(RELEASE)
    gate.sees(600)
    assert gate.state == "OPENED"
    gate.beam(broken=False)
    gate.sees(1 + HOLD_SECONDS)
    assert gate.state == "CLOSING"


def test_a_beam_that_breaks_as_it_opens_changes_nothing(gate_of: GateOf) -> None:
    gate = gate_of()
    gate.hears_order(OPEN)
    gate.sees(0.5)
    assert gate.beam(broken=True) == []
    assert gate.sees(TRAVEL_SECONDS) == ["OPENED order"]


def test_with_switches_it_is_up_when_the_switch_says_so(gate_of: GateOf) -> None:
    gate = gate_of(WITH_SWITCHES)
    gate.hears_order(OPEN)
    assert gate.sees(TIMEOUT_SECONDS - 0.1) == []
    assert gate.switch(UP_SWITCH, closed=True) == ["OPENED order"]
    assert gate.duty == OFF


def test_with_switches_it_is_down_when_the_other_one_says_so(gate_of: GateOf) -> None:
    gate = gate_of(WITH_SWITCHES)
    gate.hears_order(OPEN)
    gate.switch(UP_SWITCH, closed=True)
    gate.sees(HOLD_SECONDS)
    assert gate.state == "CLOSING"
    gate.switch(UP_SWITCH, closed=False)
    assert gate.sees(2 * TRAVEL_SECONDS) == []
    assert gate.duty == DOWN_DUTY
    assert gate.switch(DOWN_SWITCH, closed=True) == ["CLOSED hold_over"]


def test_a_switch_that_never_closes_is_a_fault_and_the_pulses_end(gate_of: GateOf) -> None:
    gate = gate_of(WITH_SWITCHES)
    gate.hears_order(OPEN)
    assert gate.sees(TIMEOUT_SECONDS) == ["FAULT timeout"]
    assert gate.duty == OFF


def test_killed_as_it_closes_it_starts_without_a_pulse_and_waits_for_the_hold(gate_of: GateOf) -> None:
    gate = gate_of()
    gate.until_closing()
    gate.sees(0.4)
    gate = gate.killed()
    assert gate.said_at_start == ["OPENED interrupted"]
    gate.sees(HOLD_SECONDS - 0.1)
    assert gate.pulses == []
    gate.sees(0.2)
    assert gate.state == "CLOSING"


def test_killed_while_it_is_forced_open_it_rises_again_and_stays(gate_of: GateOf) -> None:
    gate = gate_of()
    gate.hears_order(FORCE_OPEN)
    gate = gate.killed()
    gate.sees(0.1)
    assert [pulse.duty for pulse in gate.pulses] == [UP_DUTY]
    gate.sees(600)
    assert gate.state == "OPENED"


@pytest.mark.parametrize("passed", [0.0, 0.5])
def test_asked_to_stop_as_it_closes_it_ends_closed_and_without_pulses(gate_of: GateOf, passed: float) -> None:
    gate = gate_of()
    gate.until_closing()
    gate.sees(passed)
    gate.senses(Stopping())
    gate.sees(TRAVEL_SECONDS)
    assert gate.finished
    assert (gate.state, gate.duty) == ("CLOSED", OFF)


def test_asked_to_stop_as_it_closes_the_beam_still_rules(gate_of: GateOf) -> None:
    gate = gate_of()
    gate.until_closing()
    gate.senses(Stopping())
    gate.sees(0.4)
    gate.beam(broken=True)
    assert gate.duty == UP_DUTY
    gate.sees(TRAVEL_SECONDS)
    assert gate.finished
    assert (gate.state, gate.duty) == ("OPENED", OFF)


def test_a_lost_broker_stops_no_movement(gate_of: GateOf) -> None:
    gate = gate_of()
    gate.until_closing()
    gate.senses(Disconnected())
    gate.sees(TRAVEL_SECONDS)
    assert (gate.state, gate.duty) == ("CLOSED", OFF)


def test_what_is_closed_ends_the_pulses_and_gives_the_pins_back(gate_of: GateOf) -> None:
    gate = gate_of()
    gate.hears_order(OPEN)
    gate.arm.close()
    assert gate.duty == OFF
    assert all(not users for users in gate.outside.factory._reservations.values())  # noqa: SLF001


def test_a_raise_is_told_at_once_and_never_by_way_of_a_lower_place(gate_of: GateOf) -> None:
    gate = gate_of()
    gate.until_closing()
    gate.sees(0.4)
    gate.hears_order(OPEN)
    after = [pulse.duty for pulse in gate.pulses if pulse.at >= gate.now]
    assert after[-1] == UP_DUTY
    assert all(low <= high for low, high in pairwise(after))


def test_a_process_that_was_stopped_as_the_arm_went_down_lets_it_come_down_before_it_says_so(gate_of: GateOf) -> None:
    gate = gate_of()
    gate.until_closing()
    gate.sees(0.3)
    gate.stands_still(30)
    assert gate.state == "CLOSING"
    assert gate.duty > DOWN_DUTY
    assert gate.sees(TRAVEL_SECONDS) == ["CLOSED hold_over"]
    assert DOWN_DUTY in [pulse.duty for pulse in gate.pulses]


def test_a_down_switch_that_hangs_makes_no_closed_barrier_of_an_open_one(gate_of: GateOf) -> None:
    gate = gate_of(WITH_SWITCHES)
    gate.switch(DOWN_SWITCH, closed=True)
    gate.hears_order(OPEN)
    gate.switch(UP_SWITCH, closed=True)
    assert gate.sees(TIMEOUT_SECONDS) == ["FAULT timeout"]


@pytest.mark.parametrize("seconds", [0.3, 1.3, 30.0])
def test_after_a_stall_it_goes_on_down_where_it_was_and_makes_no_leap(gate_of: GateOf, seconds: float) -> None:
    gate = gate_of()
    gate.until_closing()
    gate.sees(0.3)
    before = gate.duty
    gate.stands_still(seconds)
    assert gate.duty >= before - 0.01 - 1e-9
    assert gate.state == "CLOSING"


def test_a_servo_that_cannot_be_driven_is_a_fault(gate_of: GateOf, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = gate_of()

    def broken(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(type(gate.outside.factory.pin(SERVO)), "_set_state", broken)
    assert gate.hears_order(OPEN) == ["OPENING order"]
    assert gate.sees(TIMEOUT_SECONDS) == ["FAULT timeout"]
