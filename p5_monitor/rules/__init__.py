"""The decisions of P5: who is there, how much is said, what was lost, and how long the chain takes."""

from p5_monitor.rules.alarms import AlarmCleared, AlarmRaised, Thresholds
from p5_monitor.rules.contract import Contract
from p5_monitor.rules.facts import Flagged, Heard, MessageRejected, MinutePassed, PresenceChanged
from p5_monitor.rules.monitor import Monitor
from p5_monitor.rules.picture import Picture

__all__ = [
    "AlarmCleared",
    "AlarmRaised",
    "Contract",
    "Flagged",
    "Heard",
    "MessageRejected",
    "MinutePassed",
    "Monitor",
    "Picture",
    "PresenceChanged",
    "Thresholds",
]
