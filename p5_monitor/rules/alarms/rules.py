"""All that watches for trouble."""

from collections.abc import Sequence
from dataclasses import dataclass

from p5_monitor.rules.alarms.alarm import AlarmRule
from p5_monitor.rules.alarms.forced_open import ForcedOpen
from p5_monitor.rules.alarms.module_offline import ModuleOffline
from p5_monitor.rules.announced import Announced
from p5_monitor.rules.presences import Presences


@dataclass(frozen=True)
class Thresholds:
    """From when on something is an alarm; see the settings with P5's prefix."""

    offline_seconds: float = 5.0


DEFAULT = Thresholds()


def alarm_rules(
    roles: Sequence[str], presences: Presences, announced: Announced, thresholds: Thresholds
) -> tuple[AlarmRule, ...]:
    """Each rule once, in the order in which they are asked."""
    return (
        ModuleOffline(roles, presences.of, thresholds.offline_seconds),
        ForcedOpen(lambda: announced.barrier),
    )
