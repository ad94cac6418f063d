from collections.abc import Callable

import pytest

from common.messages import BarrierCommand, Message, Override
from p3_barrier.rules import LowerArm, Position, RaiseArm
from tests.p3_barrier.gate import (
    FORCE_OPEN,
    HOLD_SECONDS,
    LONG_SECONDS,
    OPEN,
    RELEASE,
    TRAVEL_SECONDS,
    Gate,
    state,
)


def test_one_open_is_one_cycle(gate: Gate) -> None:
    assert gate.hears(OPEN) == [state("OPENING", "order", "P2")]
    assert gate.passes(LONG_SECONDS) == [
        state("OPENED", "order", "P2"),
        state("CLOSING", "hold_over"),
        state("CLOSED", "hold_over"),
    ]


def test_opened_is_said_when_the_arm_is_up_and_not_before(gate: Gate) -> None:
    gate.hears(OPEN)
    assert gate.passes(TRAVEL_SECONDS - 0.1) == []
    assert gate.passes(0.1) == [state("OPENED", "order", "P2")]


def test_the_hold_begins_when_the_arm_is_up(gate: Gate) -> None:
    gate.in_state("OPENED")
    assert gate.passes(HOLD_SECONDS - 0.1) == []
    assert gate.passes(0.1) == [state("CLOSING", "hold_over")]


def test_the_same_open_five_times_is_one_cycle(gate: Gate) -> None:
    assert gate.hears(OPEN, OPEN, OPEN, OPEN, OPEN) == [state("OPENING", "order", "P2")]
    gate.passes(LONG_SECONDS)
    assert gate.moves == ["RaiseArm", "RestArm", "LowerArm", "RestArm"]


@pytest.mark.parametrize("word", ["OPENING", "OPENED", "FAULT"])
def test_an_open_that_changes_nothing_says_nothing(word: str, gate: Gate) -> None:
    assert gate.in_state(word).hears(OPEN) == []


def test_an_open_while_it_closes_turns_the_arm_round(gate: Gate) -> None:
    assert gate.in_state("CLOSING").hears(OPEN) == [state("OPENING", "order", "P2")]
    assert gate.passes(TRAVEL_SECONDS) == [state("OPENED", "order", "P2")]


def test_a_vehicle_after_the_other_holds_the_arm_up(gate: Gate) -> None:
    gate.in_state("OPENED")
    for _ in range(5):
        gate.passes(HOLD_SECONDS - 0.1)
        gate.hears(OPEN)
    assert gate.moves == ["RaiseArm", "RestArm"]


@pytest.mark.parametrize("order", [OPEN, FORCE_OPEN], ids=["OPEN", "FORCE_OPEN"])
@pytest.mark.parametrize("word", ["CLOSED", "CLOSING", "FAULT"])
def test_a_retained_order_moves_nothing(word: str, order: Message, gate: Gate) -> None:
    moves = gate.in_state(word).moves
    assert gate.hears(order, retained=True) == []
    assert gate.moves == moves


@pytest.mark.parametrize("word", ["CLOSED", "OPENING", "OPENED", "CLOSING", "FAULT"])
@pytest.mark.parametrize(
    ("order", "reason"), [(FORCE_OPEN, "forced"), (RELEASE, "released")], ids=["FORCE_OPEN", "RELEASE"]
)
def test_every_order_of_the_operator_is_answered(word: str, order: Override, reason: str, gate: Gate) -> None:
    answers = gate.in_state(word).hears(order)
    assert answers == [state(gate.state, reason, "Ada")]


def test_who_ordered_is_said_until_something_else_moves_the_arm(gate: Gate) -> None:
    gate.hears(BarrierCommand(action="OPEN", by="a team-mate"))
    assert gate.passes(TRAVEL_SECONDS) == [state("OPENED", "order", "a team-mate")]
    assert gate.passes(HOLD_SECONDS) == [state("CLOSING", "hold_over")]


def test_an_order_without_a_name_is_as_good_as_one_with(gate: Gate) -> None:
    assert gate.hears(BarrierCommand(action="OPEN")) == [state("OPENING", "order")]


def test_forced_open_stays_open_whatever_p2_says(gate: Gate) -> None:
    gate.hears(FORCE_OPEN)
    gate.passes(TRAVEL_SECONDS)
    gate.hears(OPEN)
    assert gate.passes(LONG_SECONDS) == []
    assert gate.state == "OPENED"


def test_released_it_closes_after_a_full_hold(gate: Gate) -> None:
    gate.hears(FORCE_OPEN)
    gate.passes(LONG_SECONDS)
    assert gate.hears(RELEASE) == [state("OPENED", "released", "Ada")]
    assert gate.passes(HOLD_SECONDS - 0.1) == []
    assert gate.passes(0.1) == [state("CLOSING", "hold_over")]


def test_the_state_file_says_where_the_arm_goes_before_it_moves(gate: Gate) -> None:
    gate.in_state("CLOSING")
    assert gate.performed.index(Position("OPENING")) < gate.performed.index(RaiseArm())
    assert gate.performed.index(Position("CLOSING")) < gate.performed.index(LowerArm())


def test_a_travel_of_no_time_is_over_at_once(new_gate: Callable[..., Gate]) -> None:
    gate = new_gate(travel_seconds=0.0)
    assert gate.hears(OPEN) == [state("OPENING", "order", "P2"), state("OPENED", "order", "P2")]
