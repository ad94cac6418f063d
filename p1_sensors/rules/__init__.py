"""The decisions of P1: which spots there are, what a sensor's readings mean, and whose turn it is."""

from p1_sensors.rules.calibration import propose, typical_distance
from p1_sensors.rules.readings import ContactSpot, RangedSpot, Thresholds
from p1_sensors.rules.roster import WORDS_AT_ONCE, Memory, Roster, SpotSensed, StartSensor, StopSensor
from p1_sensors.rules.turns import Turns

__all__ = [
    "WORDS_AT_ONCE",
    "ContactSpot",
    "Memory",
    "RangedSpot",
    "Roster",
    "SpotSensed",
    "StartSensor",
    "StopSensor",
    "Thresholds",
    "Turns",
    "propose",
    "typical_distance",
]
