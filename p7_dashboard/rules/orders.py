"""The operator's orders: requested, and then achieved or not."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from common.messages import BarrierState, Connected, Disconnected, Override
from p7_dashboard.rules.facts import Heard, OrderGiven, Shown

# As long as an order is valid on its way to P3.
PATIENCE_SECONDS = 10.0
MAX_ORDERS = 20

# P3 says why the arm is where it is; a module that knows only the payload says where it is.
REASONS = {"FORCE_OPEN": "forced", "RELEASE": "released"}
STATES = {"FORCE_OPEN": ("OPENED",), "RELEASE": ("CLOSING", "CLOSED")}


@dataclass(frozen=True)
class Order:
    """An order: ``requested``, then ``achieved``, ``not_achieved`` or ``not_sent``; what P3 answered, and when."""

    id: str
    cmd: str
    by: str
    at: str
    fate: str
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
        fate = "requested" if self._connected else "not_sent"
        self._orders.appendleft(Order(given.id, given.cmd, given.by, given.at, fate))
        self.is_changed = True
        if not self._connected:
            return []
        self._deadlines[given.id] = now + PATIENCE_SECONDS
        return [Override(cmd=given.cmd, by=given.by)]

    def heard(self, heard: Heard, now: float) -> Sequence[object]:  # noqa: ARG002  every handler is told the time
        """P3 says where the arm is, and why: that may be the answer."""
        state = heard.message
        if isinstance(state, BarrierState) and not heard.retained:
            self._replace(lambda order: _answered(order, state, heard.at))
        return []

    def due(self) -> float | None:
        """When to stop waiting for an answer."""
        return min(self._deadlines.values(), default=None)

    def time_passed(self, now: float) -> Sequence[object]:
        """Nobody answered."""
        late = {order_id for order_id, deadline in self._deadlines.items() if deadline <= now}
        self._replace(lambda order: replace(order, fate="not_achieved") if order.id in late else order)
        self._deadlines = {order_id: at for order_id, at in self._deadlines.items() if order_id not in late}
        return []

    def take_change(self) -> Shown:
        """The orders, if one of them has changed."""
        changed, self.is_changed = self.is_changed, False
        return self.whole() if changed else {}

    def whole(self) -> Shown:
        """The last orders."""
        return {"orders": tuple(self._orders)}

    def _replace(self, fate: Callable[[Order], Order]) -> None:
        orders = [fate(order) if order.fate == "requested" else order for order in self._orders]
        if orders != list(self._orders):
            self._orders = deque(orders, maxlen=MAX_ORDERS)
            self.is_changed = True
        waiting = {order.id for order in orders if order.fate == "requested"}
        self._deadlines = {order_id: at for order_id, at in self._deadlines.items() if order_id in waiting}


def _answered(order: Order, state: BarrierState, at: str) -> Order:
    is_answer = state.state in STATES[order.cmd] if state.reason is None else state.reason == REASONS[order.cmd]
    if not is_answer:
        return order
    return replace(order, fate="achieved", answer=state.state, reason=state.reason, answered_at=at)
