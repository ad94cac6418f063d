"""The barrier's table: what each event does in each state.

Rule 1: what happens in a state is a line of this table; what is absent changes nothing.
Rule 2: whatever the table says, the arm is never lowered while it is forced open, or while the beam is broken or was
        cleared for less than a second.
Rule 3: whatever the table says, no movement begins once the service was asked to stop; one that is under way ends.
Rule 4: every operator's order is answered by a state, changed or not.
"""

from collections.abc import Mapping
from enum import Enum, auto
from typing import NamedTuple

from common.messages import Reason, State
from p3_barrier.rules.arm import LowerArm, Move, RaiseArm, RestArm


class Event(Enum):
    """What can happen to a barrier."""

    OPEN = auto()
    FORCE_OPEN = auto()
    RELEASE = auto()
    BEAM_BROKEN = auto()
    BEAM_CLEAR = auto()  # for CLEAR_SECONDS
    HOLD_OVER = auto()
    ARM_UP = auto()
    ARM_UP_STRUCK_OUT = auto()  # after MAX_STRIKES
    ARM_DOWN = auto()
    TRAVEL_TIMEOUT = auto()
    STARTED_FORCED = auto()  # and the arm not up
    PATIENCE_OVER = auto()  # of whoever asked the service to stop


class Also(Enum):
    """What an event does to the facts beside the state."""

    FORCED = auto()
    NOT_FORCED = auto()
    HOLD_ANEW = auto()
    STRIKE = auto()
    STRIKES_0 = auto()


class Cell(NamedTuple):
    """What happens: the state to go to (None: it stays), what the arm does, and what else."""

    to: State | None = None
    move: Move | None = None
    also: tuple[Also, ...] = ()


NOTHING = Cell()
UP, DOWN, REST = RaiseArm(), LowerArm(), RestArm()

TABLE: Mapping[tuple[State, Event], Cell] = {
    ("CLOSED", Event.OPEN): Cell("OPENING", UP),
    ("OPENED", Event.OPEN): Cell(also=(Also.HOLD_ANEW,)),
    ("CLOSING", Event.OPEN): Cell("OPENING", UP),
    ("CLOSED", Event.FORCE_OPEN): Cell("OPENING", UP, (Also.FORCED,)),
    ("OPENING", Event.FORCE_OPEN): Cell(also=(Also.FORCED,)),
    ("OPENED", Event.FORCE_OPEN): Cell(also=(Also.FORCED,)),
    ("CLOSING", Event.FORCE_OPEN): Cell("OPENING", UP, (Also.FORCED,)),
    ("FAULT", Event.FORCE_OPEN): Cell("OPENING", UP, (Also.FORCED, Also.STRIKES_0)),
    ("OPENING", Event.RELEASE): Cell(also=(Also.NOT_FORCED,)),
    ("OPENED", Event.RELEASE): Cell(also=(Also.NOT_FORCED, Also.HOLD_ANEW)),
    ("FAULT", Event.RELEASE): Cell("OPENING", UP, (Also.NOT_FORCED, Also.STRIKES_0)),
    ("CLOSING", Event.BEAM_BROKEN): Cell("OPENING", UP, (Also.STRIKE,)),
    ("OPENED", Event.BEAM_CLEAR): Cell(also=(Also.HOLD_ANEW,)),
    ("OPENED", Event.HOLD_OVER): Cell("CLOSING", DOWN),
    ("OPENING", Event.ARM_UP): Cell("OPENED", REST, (Also.HOLD_ANEW,)),
    ("OPENING", Event.ARM_UP_STRUCK_OUT): Cell("FAULT", REST),
    ("FAULT", Event.ARM_UP): Cell(move=REST),
    ("CLOSING", Event.ARM_DOWN): Cell("CLOSED", REST, (Also.STRIKES_0,)),
    ("OPENING", Event.TRAVEL_TIMEOUT): Cell("FAULT", REST),
    ("CLOSING", Event.TRAVEL_TIMEOUT): Cell("FAULT", UP),
    ("FAULT", Event.TRAVEL_TIMEOUT): Cell(move=REST),
    ("OPENING", Event.STARTED_FORCED): Cell(move=UP),
    ("OPENING", Event.PATIENCE_OVER): Cell(move=REST),
    ("CLOSING", Event.PATIENCE_OVER): Cell(move=REST),
    ("FAULT", Event.PATIENCE_OVER): Cell(move=REST),
}

# What the state file says, and the state and its reason at the start. An arm that was on its way may be anywhere: it
# counts as up, so that only the hold and a clear beam bring it down.
STARTS: Mapping[State, tuple[State, Reason]] = {
    "CLOSED": ("CLOSED", "started"),
    "OPENING": ("OPENED", "interrupted"),
    "OPENED": ("OPENED", "started"),
    "CLOSING": ("OPENED", "interrupted"),
    "FAULT": ("FAULT", "started"),
}

# The same where it was forced open: the only arm that moves at the start, and only up. A fault waits for an operator.
STARTS_FORCED: Mapping[State, tuple[State, Reason]] = {
    "CLOSED": ("OPENING", "forced"),
    "OPENING": ("OPENING", "forced"),
    "OPENED": ("OPENED", "forced"),
    "CLOSING": ("OPENING", "forced"),
    "FAULT": ("FAULT", "started"),
}

# Why the state is as it is; what is absent leaves the reason, and who ordered, as they are.
REASONS: Mapping[Event, Reason] = {
    Event.OPEN: "order",
    Event.FORCE_OPEN: "forced",
    Event.RELEASE: "released",
    Event.BEAM_BROKEN: "obstacle",
    Event.ARM_UP_STRUCK_OUT: "obstacle",
    Event.HOLD_OVER: "hold_over",
    Event.TRAVEL_TIMEOUT: "timeout",
}
