from collections.abc import Callable

import pytest

from p3_barrier.rules import ArmIsDown, ArmIsUp
from tests.p3_barrier.gate import (
    BROKEN,
    CLEARED,
    FORCE_OPEN,
    HOLD_SECONDS,
    LONG_SECONDS,
    OPEN,
    RELEASE,
    TIMEOUT_SECONDS,
    TRAVEL_SECONDS,
    Gate,
    state,
)

NewGate = Callable[..., Gate]


def test_pulses_are_off_whenever_the_arm_stands_still(gate: Gate) -> None:
    gate.in_state("CLOSED").hears(OPEN)
    for word in ("OPENED", "CLOSED"):
        gate.passes(TRAVEL_SECONDS)
        assert (gate.state, gate.moves[-1]) == (word, "RestArm")
        gate.passes(HOLD_SECONDS)


def test_an_arm_that_does_not_come_up_is_a_fault_and_let_be(gate: Gate) -> None:
    gate.arm.switches_work = False
    gate.hears(OPEN)
    assert gate.passes(TIMEOUT_SECONDS - 0.1) == []
    assert gate.passes(LONG_SECONDS) == [state("FAULT", "timeout")]
    assert gate.moves == ["RaiseArm", "RestArm"]


def test_an_arm_that_does_not_come_down_is_a_fault_and_raised(gate: Gate) -> None:
    gate.in_state("CLOSING").arm.switches_work = False
    assert gate.passes(LONG_SECONDS) == [state("FAULT", "timeout")]
    assert gate.moves[-2:] == ["RaiseArm", "RestArm"]


def test_raised_in_a_fault_it_rests_at_its_end(gate: Gate) -> None:
    gate.in_state("CLOSING").arm.switches_work = False
    gate.passes(TIMEOUT_SECONDS)
    assert not gate.barrier.at_rest()
    assert gate.senses(ArmIsUp()) == []
    assert gate.moves[-1] == "RestArm"
    assert gate.barrier.at_rest()


@pytest.mark.parametrize(("order", "reason"), [(FORCE_OPEN, "forced"), (RELEASE, "released")])
def test_a_fault_is_left_by_an_operator(order: object, reason: str, gate: Gate) -> None:
    assert gate.in_state("FAULT").hears(order) == [state("OPENING", reason, "Ada")]  # type: ignore[arg-type]
    assert gate.passes(TRAVEL_SECONDS) == [state("OPENED", reason, "Ada")]


def test_a_fault_is_left_by_nobody_else(gate: Gate) -> None:
    gate.in_state("FAULT").hears(OPEN)
    gate.senses(BROKEN, CLEARED, ArmIsUp(), ArmIsDown())
    assert gate.passes(LONG_SECONDS) == []
    assert gate.state == "FAULT"


def test_the_lower_switch_says_nothing_of_an_arm_that_was_turned_round(gate: Gate) -> None:
    gate.in_state("CLOSING").senses(BROKEN)
    assert gate.senses(ArmIsDown()) == []
    assert gate.state == "OPENING"


def test_an_end_that_is_reached_in_the_last_moment_is_no_timeout(new_gate: NewGate) -> None:
    gate = new_gate(travel_seconds=TIMEOUT_SECONDS)
    gate.hears(OPEN)
    assert gate.passes(TIMEOUT_SECONDS) == [state("OPENED", "order", "P2")]


def test_turned_round_the_arm_has_all_its_time_again(gate: Gate) -> None:
    gate.in_state("CLOSING").arm.switches_work = False
    gate.passes(TIMEOUT_SECONDS - 0.1)
    gate.senses(BROKEN)
    assert gate.passes(TIMEOUT_SECONDS - 0.1) == []
    assert gate.passes(0.1) == [state("FAULT", "timeout")]
