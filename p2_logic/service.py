"""P2's rows of the table."""

from common.contract import Role
from common.messages import Available, BarrierCommand, Connected, Disconnected, SpotStatus
from common.remembered import Remembered
from common.service import Performs, Publishes, Senses, Service, Subscribes, Wakes
from p2_logic.rules import Admission, Memory


def build(admission: Admission, memory: Remembered[Memory], count_max_age_seconds: float = 0.0) -> Service:
    """P2 hears arrivals and the count, and orders the barrier.

    Args:
        admission: the rules.
        memory: where P2 remembers who was let in.
        count_max_age_seconds: how long a count without a promise is believed (0: for ever).
    """
    return Service(
        Role.P2,
        Subscribes(
            SpotStatus,
            admission.spot_changed,
            remembered=admission.spot_remembered,
            forgotten=admission.spot_forgotten,
        ),
        Subscribes(
            Available,
            admission.count_announced,
            forgotten=admission.count_forgotten,
            stale_seconds=count_max_age_seconds,
        ),
        Publishes(BarrierCommand),
        Senses(Connected, admission.connected),
        Senses(Disconnected, admission.disconnected),
        Wakes(admission.due, admission.time_passed),
        Performs(Memory, memory.save),
    )
