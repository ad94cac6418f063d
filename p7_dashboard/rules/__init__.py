"""The decisions of P7: what the page shows. Each part keeps its own, and ``Picture`` says when it is shown."""

from p7_dashboard.rules.barrier import Arm
from p7_dashboard.rules.facts import Heard, OrderGiven, Show
from p7_dashboard.rules.feed import Feed
from p7_dashboard.rules.lot import Lot
from p7_dashboard.rules.modules import Modules
from p7_dashboard.rules.orders import Orders
from p7_dashboard.rules.picture import Link, Picture
from p7_dashboard.rules.reconnection import Reconnection

__all__ = [
    "Arm",
    "Feed",
    "Heard",
    "Link",
    "Lot",
    "Modules",
    "OrderGiven",
    "Orders",
    "Picture",
    "Reconnection",
    "Show",
]
