"""The words of the barrier's table as deeds: how each event is made, and what each word of a cell claims."""

from collections.abc import Callable

from common.messages import Connected, Stopping
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
)


def hears_open(gate: Gate) -> Gate:
    gate.hears(OPEN)
    return gate


def hears_force_open(gate: Gate) -> Gate:
    gate.hears(FORCE_OPEN)
    return gate


def hears_release(gate: Gate) -> Gate:
    gate.hears(RELEASE)
    return gate


def beam_is_broken(gate: Gate) -> Gate:
    gate.senses(BROKEN)
    return gate


def beam_is_clear(gate: Gate) -> Gate:
    # A broken beam would end the closing: there only the word that it is clear can come.
    gate.senses(*([CLEARED] if gate.state == "CLOSING" else [BROKEN, CLEARED]))
    gate.passes(1)
    return gate


def hold_is_over(gate: Gate) -> Gate:
    gate.waits_until_closing()
    return gate


def arm_is_at_its_end(gate: Gate) -> Gate:
    if gate.state in ("OPENING", "CLOSING"):
        gate.passes(TRAVEL_SECONDS)
    else:
        gate.senses(ArmIsUp(), ArmIsDown())
    return gate


def switches_fail(gate: Gate) -> Gate:
    gate.arm.switches_work = False
    gate.passes(TIMEOUT_SECONDS)
    return gate


def starts_again(gate: Gate) -> Gate:
    restarted = gate.restarted()
    restarted.passes(0)
    assert restarted.moves == [], "moved at the start"
    return restarted


def is_asked_to_stop(gate: Gate) -> Gate:
    gate.senses(Stopping())
    return gate


EVENTS: dict[str, Callable[[Gate], Gate]] = {
    "OPEN": hears_open,
    "FORCE_OPEN": hears_force_open,
    "RELEASE": hears_release,
    "beam broken": beam_is_broken,
    "beam clear for 1 s": beam_is_clear,
    "hold over": hold_is_over,
    "arm at its end": arm_is_at_its_end,
    "travel timeout": switches_fail,
    "start, state file says": starts_again,
    "SIGTERM": is_asked_to_stop,
}


def forced_first(gate: Gate) -> Gate:
    """A gate that was forced open on its way, where a state allows it; so that RELEASE has something to release."""
    return gate if gate.state in ("CLOSED", "CLOSING") else hears_force_open(gate)


def opening(gate: Gate) -> None:
    assert (gate.state, gate.moves[-1]) == ("OPENING", "RaiseArm")


def opened(gate: Gate) -> None:
    assert gate.state == "OPENED"
    assert gate.moves[-1:] in ([], ["RestArm"])


def closing(gate: Gate) -> None:
    assert (gate.state, gate.moves[-1]) == ("CLOSING", "LowerArm")


def closed(gate: Gate) -> None:
    assert gate.state == "CLOSED"
    assert gate.moves[-1:] in ([], ["RestArm"])


def fault(gate: Gate) -> None:
    assert gate.state == "FAULT"


def forced(gate: Gate) -> None:
    gate.passes(LONG_SECONDS)
    assert gate.forced
    assert gate.moves[-1:] != ["LowerArm"]


def not_forced(gate: Gate) -> None:
    assert not gate.forced
    gate.passes(TRAVEL_SECONDS + HOLD_SECONDS)
    assert "LowerArm" in gate.moves


def hold_anew(gate: Gate) -> None:
    assert gate.state == "OPENED"
    gate.passes(HOLD_SECONDS - 0.1)
    assert gate.state == "OPENED"
    gate.passes(0.1)
    assert gate.state == "CLOSING"


def then_hold(gate: Gate) -> None:
    gate.passes(TRAVEL_SECONDS)
    hold_anew(gate)


def four_strikes_left(gate: Gate) -> None:
    hears_release(gate)
    assert gate.obstacles_until_fault() == 4


def stays(gate: Gate) -> None:
    moves = gate.moves
    gate.passes(LONG_SECONDS)
    assert (gate.state, gate.moves) == ("OPENED", moves)


def a_strike(gate: Gate) -> None:
    gate.senses(CLEARED)
    assert gate.obstacles_until_fault() == 3


def up_after_the_fourth(gate: Gate) -> None:
    gate.senses(CLEARED)
    gate.passes(TRAVEL_SECONDS)
    gate.meets_obstacles(2)
    gate.waits_until_closing()
    gate.senses(BROKEN)
    opening(gate)


def then_fault(gate: Gate) -> None:
    up_after_the_fourth(gate)
    gate.passes(TRAVEL_SECONDS)
    assert (gate.state, gate.moves[-1]) == ("FAULT", "RestArm")


def unless_forced_or_beam_broken(gate: Gate) -> None:
    gate.hears(OPEN, FORCE_OPEN)
    gate.passes(LONG_SECONDS)
    assert gate.state == "OPENED"
    gate.senses(BROKEN)
    gate.hears(RELEASE)
    gate.passes(LONG_SECONDS)
    assert gate.state == "OPENED"


def pulses_off(gate: Gate) -> None:
    assert gate.moves[-1] == "RestArm"


def raised(gate: Gate) -> None:
    assert gate.moves[-1] == "RaiseArm"


def interrupted(gate: Gate) -> None:
    assert [said.reason for said in gate.senses(Connected())] == ["interrupted"]


def exits(gate: Gate) -> None:
    assert gate.finished


def finishes(gate: Gate) -> None:
    assert not gate.finished
    gate.passes(TRAVEL_SECONDS)
    assert gate.finished
    assert gate.state in ("OPENED", "CLOSED")


def beam_rules_on(gate: Gate) -> None:
    gate.senses(BROKEN)
    opening(gate)


def pulses_off_in_five_seconds(gate: Gate) -> None:
    gate.arm.switches_work = False
    gate.passes(4.9)
    assert gate.finished
    pulses_off(gate)


CLAIMS: dict[str, Callable[[Gate], None]] = {
    "OPENING": opening,
    "OPENED": opened,
    "CLOSING": closing,
    "CLOSED": closed,
    "FAULT": fault,
    "forced": forced,
    "not forced": not_forced,
    "hold": hold_anew,
    "hold anew": hold_anew,
    "then hold": then_hold,
    "strikes 0": four_strikes_left,
    "stays": stays,
    "stays up": stays,
    "a strike": a_strike,
    "the 4th in a row: up": up_after_the_fourth,
    "then FAULT": then_fault,
    "unless forced or beam broken": unless_forced_or_beam_broken,
    "pulses off": pulses_off,
    "raised": raised,
    "interrupted": interrupted,
    "exit": exits,
    "finish": finishes,
    "beam rules on": beam_rules_on,
    "pulses off at 5 s": pulses_off_in_five_seconds,
}
