"""P7's rows of the table, and the page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from common.contract import TABLE, Action, Rejected, Role
from common.messages import Connected, Disconnected, Forgotten, Listening, Message, Override, Presence, Received
from common.payload import decode
from common.presence import REPEAT_SECONDS
from common.service import Performs, Publishes, Senses, Service, Subscribes, Wakes
from common.spots import Detectors
from p7_dashboard.rules import (
    Arm,
    Feed,
    Heard,
    Link,
    Lot,
    Modules,
    OrderGiven,
    Orders,
    Picture,
    Reconnection,
    Show,
)


@dataclass(frozen=True)
class Parts:
    """What the page shows, part by part."""

    lot: Lot
    modules: Modules
    arm: Arm = field(default_factory=Arm)
    orders: Orders = field(default_factory=Orders)
    feed: Feed = field(default_factory=Feed)
    link: Link = field(default_factory=Link)

    def picture(self) -> Picture:
        """All of them together."""
        return Picture(self.link, self.lot, self.arm, self.modules, self.orders, self.feed)


def parts_of(detectors: Detectors, *, presence: bool) -> Parts:
    """A page on which nothing is known yet.

    Args:
        detectors: the ids that are no places.
        presence: whether the modules are to say that they are here.
    """
    return Parts(Lot(detectors), Modules(presence=presence, repeat_seconds=REPEAT_SECONDS))


def build(parts: Parts, picture: Picture, show: Callable[[Show, float], None]) -> Service:
    """P7 hears everything, shows it, and hands on the operator's orders."""
    lot, modules, orders, link, reconnection = parts.lot, parts.modules, parts.orders, parts.link, Reconnection()
    return Service(
        Role.P7,
        Subscribes(Received, understood),
        Subscribes(
            Presence,
            modules.presence_heard,
            remembered=modules.presence_remembered,
            forgotten=modules.presence_forgotten,
        ),
        Publishes(Override),
        *(Senses(Connected, part.connected) for part in (link, lot, modules, orders, reconnection)),
        *(Senses(Disconnected, part.disconnected) for part in (link, lot, modules, orders, reconnection)),
        *(Senses(Heard, part.heard) for part in (reconnection, lot, parts.arm, modules, orders, parts.feed)),
        Senses(Listening, link.listening),
        Senses(OrderGiven, orders.order_given),
        *(Wakes(part.due, part.time_passed) for part in (lot, modules, orders, reconnection)),
        Wakes(picture.due, picture.time_passed),
        Performs(Show, show),
    )


def understood(received: Received, _: float) -> Sequence[Heard]:
    """What a message means; one that breaks the contract is shown all the same."""
    message: Message | Forgotten | None = None
    problem = None
    try:
        message = decode(received.topic, received.payload, received.properties)
    except Rejected as rejected:
        problem = str(rejected)
    at = received.received_at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    speaker = _SPEAKERS.get(type(message), "") if isinstance(message, Message) else ""
    return [Heard(received.topic, received.payload, at, received.retained, message, problem, speaker)]


_SPEAKERS = {row.message: row.role.value for row in TABLE if row.action is Action.PUBLISHES}
