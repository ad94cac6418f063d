from pathlib import Path

import pytest

from common.messages import Connected, Disconnected, Stopping
from common.remembered import Remembered
from common.state_file import StateFile
from p3_barrier.rules import Position
from p3_barrier.rules.barrier import FINISH_SECONDS
from tests.p3_barrier.gate import (
    BROKEN,
    FORCE_OPEN,
    HOLD_SECONDS,
    LONG_SECONDS,
    OPEN,
    RELEASE,
    TRAVEL_SECONDS,
    Gate,
    state,
)


@pytest.mark.parametrize("word", ["CLOSED", "OPENING", "OPENED", "CLOSING", "FAULT"])
def test_a_start_moves_nothing(word: str, gate: Gate) -> None:
    restarted = gate.in_state(word).restarted()
    restarted.senses(Connected())
    restarted.passes(HOLD_SECONDS - 0.1)
    assert restarted.moves == []


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("CLOSED", state("CLOSED", "started")),
        ("OPENING", state("OPENED", "interrupted")),
        ("OPENED", state("OPENED", "started")),
        ("CLOSING", state("OPENED", "interrupted")),
        ("FAULT", state("FAULT", "started")),
    ],
)
def test_what_is_said_at_the_start(word: str, said: object, gate: Gate) -> None:
    assert gate.in_state(word).restarted().senses(Connected()) == [said]


@pytest.mark.parametrize("word", ["OPENING", "OPENED", "CLOSING"])
def test_interrupted_it_closes_after_the_hold(word: str, gate: Gate) -> None:
    restarted = gate.in_state(word).restarted()
    assert restarted.passes(HOLD_SECONDS + TRAVEL_SECONDS) == [
        state("CLOSING", "hold_over"),
        state("CLOSED", "hold_over"),
    ]


def test_forced_open_survives_a_restart(gate: Gate) -> None:
    gate.in_state("OPENED").hears(FORCE_OPEN)
    restarted = gate.restarted()
    assert restarted.senses(Connected()) == [state("OPENED", "forced")]
    assert restarted.passes(LONG_SECONDS) == []
    assert restarted.moves == []
    restarted.hears(RELEASE)
    assert restarted.passes(HOLD_SECONDS) == [state("CLOSING", "hold_over")]


@pytest.mark.parametrize("word", ["CLOSED", "OPENING", "CLOSING"])
def test_forced_and_not_up_is_raised_at_the_start_also_without_a_broker(word: str, gate: Gate) -> None:
    Remembered(gate.file, Position).save(Position(word, forced=True), 0)  # type: ignore[arg-type]
    restarted = gate.restarted()
    assert restarted.passes(LONG_SECONDS) == [state("OPENED", "forced")]
    assert restarted.moves == ["RaiseArm", "RestArm"]


def test_a_fault_waits_for_an_operator_also_if_it_was_forced(gate: Gate) -> None:
    Remembered(gate.file, Position).save(Position("FAULT", forced=True), 0)
    restarted = gate.restarted()
    restarted.passes(LONG_SECONDS)
    assert (restarted.state, restarted.moves) == ("FAULT", [])


@pytest.mark.parametrize("content", ["", "[]", "null", '{"state": "AJAR"}', '{"state": 1, "forced": {}}', "\0"])
def test_a_state_file_that_says_nothing_is_a_closed_barrier(content: str, tmp_path: Path) -> None:
    path = tmp_path / "p3.json"
    path.write_text(content)
    assert Remembered(StateFile(path), Position).load() == Position("CLOSED", forced=False)


def test_on_connecting_the_state_is_said_every_time(gate: Gate) -> None:
    gate.in_state("OPENED")
    for _ in range(3):
        assert gate.senses(Disconnected(), Connected()) == [state("OPENED", "order", "P2")]
    assert gate.moves == ["RaiseArm", "RestArm"]


@pytest.mark.parametrize("word", ["OPENING", "CLOSING"])
def test_a_lost_broker_stops_no_movement(word: str, gate: Gate) -> None:
    gate.in_state(word).senses(Disconnected())
    gate.passes(TRAVEL_SECONDS)
    assert (gate.state, gate.moves[-1]) == ({"OPENING": "OPENED", "CLOSING": "CLOSED"}[word], "RestArm")


def test_without_a_broker_the_beam_still_turns_the_arm_round_and_the_hold_still_ends(gate: Gate) -> None:
    gate.senses(Disconnected())
    gate.in_state("CLOSING").senses(BROKEN)
    assert gate.state == "OPENING"


def test_asked_to_stop_an_open_arm_stays_up(gate: Gate) -> None:
    gate.in_state("OPENED").senses(Stopping())
    assert gate.finished
    assert gate.passes(LONG_SECONDS) == []


def test_asked_to_stop_a_movement_is_finished_and_said(gate: Gate) -> None:
    gate.in_state("CLOSING").senses(Stopping())
    assert not gate.finished
    assert gate.passes(TRAVEL_SECONDS) == [state("CLOSED", "hold_over")]
    assert gate.finished


def test_asked_to_stop_while_it_closes_an_obstacle_still_turns_it_round(gate: Gate) -> None:
    gate.in_state("CLOSING").senses(Stopping())
    assert gate.senses(BROKEN) == [state("OPENING", "obstacle")]
    assert gate.passes(TRAVEL_SECONDS) == [state("OPENED", "obstacle")]
    assert gate.finished


def test_asked_to_stop_it_begins_no_movement(gate: Gate) -> None:
    gate.senses(Stopping())
    assert gate.hears(OPEN) == []
    assert gate.hears(FORCE_OPEN) == [state("CLOSED", "started")]
    assert (gate.moves, gate.forced) == ([], False)


def test_a_fault_on_the_way_down_is_raised_also_when_asked_to_stop(gate: Gate) -> None:
    gate.in_state("CLOSING").arm.switches_work = False
    gate.passes(4)
    gate.senses(Stopping())
    assert gate.passes(1) == [state("FAULT", "timeout")]
    assert gate.moves[-1] == "RaiseArm"
    assert not gate.finished
    gate.passes(2.9)
    assert gate.moves[-1] == "RestArm"
    assert gate.finished


@pytest.mark.parametrize("word", ["OPENING", "CLOSING"])
def test_a_movement_that_does_not_end_in_time_is_left_without_pulses(word: str, gate: Gate) -> None:
    gate.in_state(word).arm.switches_work = False
    gate.senses(Stopping())
    gate.passes(FINISH_SECONDS)
    assert gate.moves[-1] == "RestArm"
    assert gate.finished
