import logging

import pytest

from tests.p3_barrier.gate import (
    BROKEN,
    CLEARED,
    FORCE_OPEN,
    HOLD_SECONDS,
    LONG_SECONDS,
    OPEN,
    RELEASE,
    TRAVEL_SECONDS,
    Gate,
    state,
)


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]


def test_something_under_a_closing_arm_turns_it_round(gate: Gate) -> None:
    assert gate.in_state("CLOSING").senses(BROKEN) == [state("OPENING", "obstacle")]
    assert gate.passes(TRAVEL_SECONDS) == [state("OPENED", "obstacle")]


def test_a_vehicle_that_stands_under_the_arm_keeps_it_up(gate: Gate) -> None:
    gate.in_state("OPENED").senses(BROKEN)
    assert gate.passes(600) == []
    assert gate.moves == ["RaiseArm", "RestArm"]


def test_broken_before_the_hold_is_over_and_cleared_after_it(gate: Gate) -> None:
    gate.in_state("OPENED").senses(BROKEN)
    gate.passes(HOLD_SECONDS)
    gate.senses(CLEARED)
    assert gate.passes(1 + HOLD_SECONDS - 0.1) == []
    assert gate.passes(0.1) == [state("CLOSING", "hold_over")]


def test_cleared_for_less_than_a_second_is_not_clear(gate: Gate) -> None:
    gate.in_state("OPENED").senses(BROKEN)
    gate.passes(HOLD_SECONDS - 0.5)
    gate.senses(CLEARED)
    assert gate.passes(0.9) == []
    assert gate.state == "OPENED"


def test_cleared_and_broken_again_within_the_second_is_broken(gate: Gate) -> None:
    gate.in_state("OPENED").senses(BROKEN, CLEARED)
    gate.passes(0.5)
    gate.senses(BROKEN)
    assert gate.passes(LONG_SECONDS) == []


@pytest.mark.parametrize("gap", [0.01, 0.5, 0.99])
def test_a_flickering_beam_is_a_broken_one(gap: float, gate: Gate) -> None:
    gate.in_state("OPENED")
    for _ in range(round(3 * HOLD_SECONDS / gap)):
        gate.senses(BROKEN, CLEARED)
        gate.passes(gap)
    assert "LowerArm" not in gate.moves


def test_a_flicker_is_one_strike(gate: Gate) -> None:
    gate.in_state("CLOSING")
    for _ in range(50):
        gate.senses(BROKEN, CLEARED)
        gate.passes(0.02)
    assert gate.obstacles_until_fault() == 3


def test_something_passes_under_an_opening_arm_and_it_opens(gate: Gate) -> None:
    assert gate.in_state("OPENING").senses(BROKEN) == []
    assert gate.passes(TRAVEL_SECONDS) == [state("OPENED", "order", "P2")]


def test_the_fourth_obstacle_in_a_row_ends_up_and_out_of_service(gate: Gate, caplog: pytest.LogCaptureFixture) -> None:
    gate.in_state("OPENED").meets_obstacles(3)
    assert warnings(caplog) == []
    gate.waits_until_closing()
    assert gate.senses(BROKEN, CLEARED) == [state("OPENING", "obstacle")]
    assert gate.passes(LONG_SECONDS) == [state("FAULT", "obstacle")]
    assert gate.moves[-2:] == ["RaiseArm", "RestArm"]
    assert len(warnings(caplog)) == 1


def test_forced_open_during_the_fourth_it_is_out_of_service_all_the_same(gate: Gate) -> None:
    gate.in_state("OPENED").meets_obstacles(3)
    gate.waits_until_closing()
    gate.senses(BROKEN, CLEARED)
    gate.hears(FORCE_OPEN)
    assert gate.passes(LONG_SECONDS) == [state("FAULT", "obstacle")]


def test_a_driver_who_is_let_in_while_it_closes_is_no_strike(gate: Gate) -> None:
    gate.in_state("CLOSING")
    for _ in range(10):
        gate.hears(OPEN)
        gate.passes(TRAVEL_SECONDS)
        gate.waits_until_closing()
    assert gate.obstacles_until_fault() == 4


def test_release_waits_for_the_beam(gate: Gate) -> None:
    gate.hears(FORCE_OPEN)
    gate.passes(TRAVEL_SECONDS)
    gate.senses(BROKEN)
    gate.hears(RELEASE)
    assert gate.passes(LONG_SECONDS) == []
    gate.senses(CLEARED)
    assert gate.passes(1 + HOLD_SECONDS) == [state("CLOSING", "hold_over")]


def test_forced_stays_open_when_the_beam_clears(gate: Gate) -> None:
    gate.hears(FORCE_OPEN)
    gate.passes(TRAVEL_SECONDS)
    gate.senses(BROKEN, CLEARED)
    assert gate.passes(LONG_SECONDS) == []


def test_a_hold_that_ends_in_the_moment_the_beam_turns_clear_begins_anew(gate: Gate) -> None:
    gate.in_state("OPENED").passes(HOLD_SECONDS - 1)
    gate.senses(BROKEN, CLEARED)
    assert gate.passes(1) == []
    assert gate.passes(HOLD_SECONDS) == [state("CLOSING", "hold_over")]


def test_beam_and_hold_that_are_both_overdue_after_a_stall_do_not_close(gate: Gate) -> None:
    gate.in_state("OPENED").passes(HOLD_SECONDS - 0.5)
    gate.senses(BROKEN, CLEARED)
    gate.now += 5
    assert gate.senses() == []
    assert gate.passes(HOLD_SECONDS - 0.1) == []
