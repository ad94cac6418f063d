"""Carries out the table: the state, the facts beside it, and the deadlines."""

from collections.abc import Sequence
from dataclasses import dataclass

from common.messages import BarrierCommand, BarrierState, Connected, Notice, Override, State, Stopping
from p3_barrier.rules.arm import ArmIsDown, ArmIsUp, BeamBroken, BeamCleared, LowerArm, Move, RaiseArm, RestArm
from p3_barrier.rules.table import NOTHING, REASONS, STARTS, STARTS_FORCED, TABLE, Also, Cell, Event

# Clear for less than this is a gap between two axles, or a beam that flickers.
CLEAR_SECONDS = 1.0

# So many closings in a row that met something, and somebody has to look at it.
MAX_STRIKES = 4

# The loop gives a service 3.7 s to finish; before they are over the pulses are off, wherever the arm is.
FINISH_SECONDS = 3.6

# A deadline is met within milliseconds, unless the whole process was stopped.
STALLED_SECONDS = 0.5

ORDERS = {"FORCE_OPEN": Event.FORCE_OPEN, "RELEASE": Event.RELEASE}


@dataclass(frozen=True)
class Position:
    """What outlives a restart: where the arm is, or is going, and whether it is forced open."""

    state: State = "CLOSED"
    forced: bool = False


class Barrier:
    """Says where the arm is, and moves it.

    Args:
        travel_timeout_seconds: how long the arm may take to its end, which it tells itself.
        hold_seconds: how long it stays up.
        position: where it was before a restart.
        now: monotonic seconds.
    """

    def __init__(self, *, travel_timeout_seconds: float, hold_seconds: float, position: Position, now: float) -> None:
        self._travel_timeout_seconds = travel_timeout_seconds
        self._hold_seconds = hold_seconds
        self._remembered = position
        self._forced = position.forced
        self._strikes = 0
        self._beam_is_clear = True
        self._is_moving = False
        self._is_stopping = False
        self._state, reason = (STARTS_FORCED if position.forced else STARTS)[position.state]
        self._said = BarrierState(state=self._state, reason=reason)
        self._deadlines = {Event.STARTED_FORCED: now} if self._state == "OPENING" else {}
        if self._state == "OPENED":
            self._deadlines[Event.HOLD_OVER] = now + hold_seconds

    @property
    def position(self) -> Position:
        """Where the arm is, or is going, and whether it is forced open."""
        return Position(self._state, self._forced)

    @property
    def beam_is_clear(self) -> bool:
        """Whether nothing has been under the arm for a while."""
        return self._beam_is_clear

    def at_rest(self) -> bool:
        """Whether the arm stands still, pulses off."""
        return not self._is_moving

    def connected(self, _: Connected, __: float) -> Sequence[object]:
        """The others hear us again, and may have missed a state."""
        return [self._said]

    def stop_asked(self, _: Stopping, now: float) -> Sequence[object]:
        """Somebody asked the service to stop: from now on no movement begins, and one that is under way ends."""
        self._is_stopping = True
        self._deadlines[Event.PATIENCE_OVER] = now + FINISH_SECONDS
        return []

    def open_ordered(self, order: BarrierCommand, now: float) -> Sequence[object]:
        """P2 lets a vehicle in."""
        return self._happens(Event.OPEN, now, order.by)

    def override_ordered(self, order: Override, now: float) -> Sequence[object]:
        """The operator holds the barrier open, or gives it back to its rules."""
        return self._happens(ORDERS[order.cmd], now, order.by)

    def beam_broken(self, _: BeamBroken, now: float) -> Sequence[object]:
        """Something is under the arm."""
        self._beam_is_clear = False
        self._deadlines.pop(Event.BEAM_CLEAR, None)
        return self._happens(Event.BEAM_BROKEN, now)

    def beam_cleared(self, _: BeamCleared, now: float) -> Sequence[object]:
        """Nothing is under the arm any more; believed if it lasts."""
        self._deadlines[Event.BEAM_CLEAR] = now + CLEAR_SECONDS
        return []

    def arm_up(self, _: ArmIsUp, now: float) -> Sequence[object]:
        """The arm is at its upper end."""
        return self._happens(Event.ARM_UP, now)

    def arm_down(self, _: ArmIsDown, now: float) -> Sequence[object]:
        """The arm is at its lower end."""
        return self._happens(Event.ARM_DOWN, now)

    def due(self) -> float | None:
        """When something happens by time alone."""
        return min(self._deadlines.values(), default=None)

    def time_passed(self, now: float) -> Sequence[object]:
        """Something is due."""
        outcomes: list[object] = []
        while (due := self.due()) is not None and due <= now:
            event = min(self._deadlines, key=self._deadlines.__getitem__)
            if event is Event.TRAVEL_TIMEOUT and now - due > STALLED_SECONDS:
                # This process stood still, and with it whatever moves the arm: it gets its time again.
                self._deadlines[event] = now + self._travel_timeout_seconds
                continue
            del self._deadlines[event]
            # Not before its deadline was handled: in a stall a hold may be over that the beam would have begun anew.
            self._beam_is_clear = self._beam_is_clear or event is Event.BEAM_CLEAR
            outcomes += self._happens(event, now)
        return outcomes

    def _happens(self, event: Event, now: float, by: str | None = None) -> list[object]:
        """Looks the event up, and carries out its cell."""
        if event is Event.ARM_UP and self._strikes >= MAX_STRIKES:
            event = Event.ARM_UP_STRUCK_OUT
        cell = TABLE.get((self._state, event), NOTHING)
        is_order = event in ORDERS.values()
        if not self._may(cell.move):
            return [self._said] if is_order else []
        self._state = cell.to or self._state
        self._note(cell, now)
        # The state file says where the arm is going before it moves: a restart in between must not take it for closed.
        outcomes: list[object] = [*self._remember(), *self._move(cell.move, now)]
        if cell.to or is_order:
            outcomes.append(self._say(event, by))
        return [*outcomes, *self._notices(cell)]

    def _may(self, move: Move | None) -> bool:
        """Rules 2 and 3 of the table."""
        if isinstance(move, RaiseArm | LowerArm) and self._is_stopping and not self._is_moving:
            return False
        return not isinstance(move, LowerArm) or (self._beam_is_clear and not self._forced)

    def _note(self, cell: Cell, now: float) -> None:
        for also in cell.also:
            match also:
                case Also.FORCED:
                    self._forced = True
                case Also.NOT_FORCED:
                    self._forced = False
                case Also.HOLD_ANEW:
                    self._deadlines[Event.HOLD_OVER] = now + self._hold_seconds
                case Also.STRIKE:
                    self._strikes += 1
                case Also.STRIKES_0:
                    self._strikes = 0

    def _remember(self) -> list[Position]:
        if self.position == self._remembered:
            return []
        self._remembered = self.position
        return [self._remembered]

    def _move(self, move: Move | None, now: float) -> list[Move]:
        if move is None:
            return []
        self._deadlines.pop(Event.TRAVEL_TIMEOUT, None)
        self._is_moving = not isinstance(move, RestArm)
        if self._is_moving:
            self._deadlines[Event.TRAVEL_TIMEOUT] = now + self._travel_timeout_seconds
        return [move]

    def _say(self, event: Event, by: str | None) -> BarrierState:
        if event in REASONS:
            self._said = BarrierState(state=self._state, reason=REASONS[event], by=by)
        else:
            self._said = self._said.model_copy(update={"state": self._state})
        return self._said

    def _notices(self, cell: Cell) -> list[Notice]:
        if cell.to != "FAULT":
            return []
        causes = {
            "obstacle": f"something was under the arm at {MAX_STRIKES} closings in a row",
            "timeout": f"the arm was not at its end within {self._travel_timeout_seconds:g} s",
        }
        cause = causes[self._said.reason or ""]
        return [Notice(f"barrier out of service until an operator orders FORCE_OPEN or RELEASE: {cause}")]
