"""The barrier's table in words, cell by cell, against the running rules."""

import re
from collections.abc import Callable

import pytest

from p3_barrier.rules import TABLE, Event
from tests.p3_barrier.claims import CLAIMS, EVENTS, forced_first
from tests.p3_barrier.gate import FORCE_OPEN, HOLD_SECONDS, RELEASE, TRAVEL_SECONDS, Gate

NewGate = Callable[..., Gate]

IN_WORDS = """
| event | CLOSED | OPENING | OPENED | CLOSING | FAULT |
| OPEN | OPENING | – | hold anew | OPENING | – |
| FORCE_OPEN | OPENING, forced | forced | forced | OPENING, forced | OPENING, forced, strikes 0 |
| RELEASE | – | not forced | not forced, hold anew | – | OPENING, then hold, strikes 0 |
| beam broken | – | – | stays | OPENING, a strike; the 4th in a row: up, then FAULT | – |
| beam clear for 1 s | – | – | hold anew | – | – |
| hold over | | | CLOSING, unless forced or beam broken | | |
| arm at its end | | OPENED | | CLOSED, strikes 0 | |
| travel timeout | | FAULT, pulses off | | FAULT, raised | |
| start, state file says | CLOSED | OPENED, interrupted, hold | OPENED, hold | OPENED, interrupted, hold | FAULT |
| SIGTERM | exit | finish | exit, stays up | finish, beam rules on; pulses off at 5 s | exit |
"""


def rows() -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in IN_WORDS.strip().splitlines()]


STATES = rows()[0][1:]
CELLS = [
    pytest.param(event, state, cell, id=f"{event} in {state}: {cell or 'cannot be'}")
    for event, *cells in rows()[1:]
    for state, cell in zip(STATES, cells, strict=True)
]


@pytest.mark.parametrize(("event", "state", "cell"), [case for case in CELLS if case.values[2] not in ("", "–")])
def test_the_cell_holds(event: str, state: str, cell: str, new_gate: NewGate) -> None:
    for claim in re.split("[,;] ", cell):
        gate = new_gate().in_state(state)
        # Half the hold is over, so that a hold that begins anew is another than the old one.
        gate.passes(HOLD_SECONDS / 2 if state == "OPENED" else 0)
        gate = EVENTS[event](forced_first(gate) if event == "RELEASE" else gate)
        CLAIMS[claim](gate)


@pytest.mark.parametrize(("event", "state", "cell"), [case for case in CELLS if case.values[2] == "–"])
def test_nothing_happens(event: str, state: str, cell: str, gate: Gate) -> None:
    gate.in_state(state)
    before = gate.barrier.position, list(gate.performed)
    EVENTS[event](gate)
    assert (gate.barrier.position, gate.performed) == before, cell


@pytest.mark.parametrize(
    ("event", "state", "cell"), [case for case in CELLS if case.values[2] == "" and case.values[0] != "hold over"]
)
def test_what_cannot_be_changes_no_state(event: str, state: str, cell: str, gate: Gate) -> None:
    gate.in_state(state)
    EVENTS[event](gate)
    assert gate.state == state, cell


def test_only_an_opened_barrier_has_a_hold() -> None:
    assert [state for state, event in TABLE if event is Event.HOLD_OVER] == ["OPENED"]


def test_strikes_in_a_row_end_with_a_closing(gate: Gate) -> None:
    gate.in_state("OPENED").meets_obstacles(3)
    gate.passes(HOLD_SECONDS + 2 * TRAVEL_SECONDS)
    assert gate.state == "CLOSED"
    assert gate.obstacles_until_fault() == 4


def test_an_operator_forgives_the_strikes_of_a_fault_and_no_others(gate: Gate) -> None:
    gate.in_state("OPENED").meets_obstacles(3)
    gate.hears(FORCE_OPEN, RELEASE)
    assert gate.obstacles_until_fault() == 1
