"""The alarms of P5: a file for each rule, and the board on which each is raised once and cleared once."""

from p5_monitor.rules.alarms.alarm import AlarmCleared, AlarmRaised, AlarmRule, Condition
from p5_monitor.rules.alarms.board import Board
from p5_monitor.rules.alarms.listened import SETTLING_SECONDS
from p5_monitor.rules.alarms.rules import DEFAULT, Thresholds, alarm_rules

__all__ = [
    "DEFAULT",
    "SETTLING_SECONDS",
    "AlarmCleared",
    "AlarmRaised",
    "AlarmRule",
    "Board",
    "Condition",
    "Thresholds",
    "alarm_rules",
]
