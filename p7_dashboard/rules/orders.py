"""The operator's orders: requested, and then achieved or not."""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from common.messages import BarrierState, Connected, Disconnected, Override
from p7_dashboard.rules.facts import Heard, OrderGiven, Shown

# As long as an order is valid on its way to P3.
PATIENCE_SECONDS = 10.0
MAX_ORDERS = 20

# An arm that is on its way gets there or is in FAULT; P3's own timeout is some ten seconds.
MOVEMENT_SECONDS = 60.0

Fate = Literal["requested", "accepted", "achieved", "failed", "not_achieved", "not_sent"]

# These may still become something else; and what becomes of them when their time is over.
WAITING: Mapping[Fate, Fate] = {"requested": "not_achieved", "accepted": "failed"}

# P3 says why the arm is where it is; a module that knows only the payload says where it is.
REASONS = {"FORCE_OPEN": "forced", "RELEASE": "released"}
STATES = {"FORCE_OPEN": ("OPENED",), "RELEASE": ("CLOSING", "CLOSED")}


@dataclass(frozen=True)
class Order:
    """An order and its fate; what P3 last answered to it, and when.

    ``requested``, then ``accepted`` while the arm is on its way, then ``achieved``; ``failed``: accepted, and then
    something came in between; ``not_achieved``: nobody answered; ``not_sent``: there was no broker.
    """

    id: str
    cmd: str
    by: str
    at: str
    fate: Fate
    answer: str | None = None
    reason: str | None = None
    answered_at: str | None = None


class Orders:
    """What became of the last orders, the newest first."""

    def __init__(self) -> None:
        self._orders: deque[Order] = deque(maxlen=MAX_ORDERS)
        self._deadlines: dict[str, float] = {}
        self._connected = False
        self.is_changed = False

    def connected(self, _: Connected, now: float) -> Sequence[object]:  # noqa: ARG002  every handler is told the time
        """An order can be sent."""
        self._connected = True
        return []

    def disconnected(self, _: Disconnected, now: float) -> Sequence[object]:  # noqa: ARG002  every handler is told the time
        """An order would be heard by nobody."""
        self._connected = False
        return []

    def order_given(self, given: OrderGiven, now: float) -> Sequence[object]:
        """The operator gives an order; one that cannot be sent now is not sent later."""
        fate: Fate = "requested" if self._connected else "not_sent"
        self._orders.appendleft(Order(given.id, given.cmd, given.by, given.at, fate))
        self.is_changed = True
        if not self._connected:
            return []
        self._deadlines[given.id] = now + PATIENCE_SECONDS
        return [Override(cmd=given.cmd, by=given.by)]

    def heard(self, heard: Heard, now: float) -> Sequence[object]:
        """P3 says where the arm is, and why: that may be the answer."""
        state = heard.message
        if isinstance(state, BarrierState) and not heard.retained:
            self._replace(lambda order: _answered(order, state, heard.at), now)
        return []

    def due(self) -> float | None:
        """When to stop waiting for an answer."""
        return min(self._deadlines.values(), default=None)

    def time_passed(self, now: float) -> Sequence[object]:
        """Nobody answered, or the arm did not arrive."""
        late = {order_id for order_id, deadline in self._deadlines.items() if deadline <= now}
        self._replace(lambda order: replace(order, fate=WAITING[order.fate]) if order.id in late else order, now)
        return []

    def take_change(self) -> Shown:
        """The orders, if one of them has changed."""
        changed, self.is_changed = self.is_changed, False
        return self.whole() if changed else {}

    def whole(self) -> Shown:
        """The last orders."""
        return {"orders": tuple(self._orders)}

    def _replace(self, judged: Callable[[Order], Order], now: float) -> None:
        before = list(self._orders)
        orders = [judged(order) if order.fate in WAITING else order for order in before]
        if orders != before:
            self._orders, self.is_changed = deque(orders, maxlen=MAX_ORDERS), True
        moving = {new.id: now + MOVEMENT_SECONDS for old, new in zip(before, orders, strict=True) if _begins(old, new)}
        # An order that is not shown any more is not waited for.
        waiting = {order.id for order in orders if order.fate in WAITING}
        self._deadlines = {order_id: at for order_id, at in (self._deadlines | moving).items() if order_id in waiting}


def _begins(old: Order, new: Order) -> bool:
    return (old.fate, new.fate) == ("requested", "accepted")


def _answered(order: Order, state: BarrierState, at: str) -> Order:
    fate = _fate(order, state)
    if fate == order.fate:
        return order
    return replace(order, fate=fate, answer=state.state, reason=state.reason, answered_at=at)


def _fate(order: Order, state: BarrierState) -> Fate:
    """What the order has come to, by what P3 says now."""
    if order.fate == "requested" and state.by not in (None, order.by):
        return order.fate
    if state.reason is None:
        return "achieved" if state.state in STATES[order.cmd] else order.fate
    if state.reason != REASONS[order.cmd]:
        return "failed" if order.fate == "accepted" else order.fate
    if order.cmd == "RELEASE" or state.state == "OPENED":
        return "achieved"
    return "accepted" if state.state == "OPENING" else order.fate
