"""P4's rows of the table, and the sign."""

from common.contract import Role
from common.messages import Available, Connected, Disconnected, SpotStatus, Stopping
from common.service import Performs, Publishes, Senses, Service, Subscribes, Wakes
from p4_display.display import Display
from p4_display.rules import Counter, Show


def build(counter: Counter, display: Display, stale_seconds: float = 0.0) -> Service:
    """P4 hears the places, announces how many are free, and shows it.

    Args:
        counter: the rules.
        display: what drivers see.
        stale_seconds: how long a status without a promise is believed (0: for ever).
    """
    return Service(
        Role.P4,
        Subscribes(
            SpotStatus,
            counter.spot_changed,
            remembered=counter.spot_remembered,
            forgotten=counter.spot_forgotten,
            stale_seconds=stale_seconds,
        ),
        Publishes(Available),
        Senses(Connected, counter.connected),
        Senses(Disconnected, counter.disconnected),
        Senses(Stopping, counter.stopping),
        Wakes(counter.due, counter.time_passed),
        Performs(Show, display.show),
    )
