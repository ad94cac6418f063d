"""From what an examination of the broker saw to what is wrong, and why."""

from p5_monitor.rules.diagnosis.certificate import Certificate, Ended, Handshake, not_encrypted, shaken_hands
from p5_monitor.rules.diagnosis.clocks import Clocks
from p5_monitor.rules.diagnosis.finding import Cause, Check, Finding, Level
from p5_monitor.rules.diagnosis.greeting import Greeting, cut_off, greeted, offered
from p5_monitor.rules.diagnosis.journey import Asked, Trips, filters_answered, orders_kept, travelled
from p5_monitor.rules.diagnosis.lot import Listened, client_ids_used, modules_counted
from p5_monitor.rules.diagnosis.peer import Peer, speaker
from p5_monitor.rules.diagnosis.queue import Burst, queue_not_tried, queue_tried
from p5_monitor.rules.diagnosis.reach import Knock, Lookup, Outcome, Resolution, knocked, name_looked_up

__all__ = [
    "Asked",
    "Burst",
    "Cause",
    "Certificate",
    "Check",
    "Clocks",
    "Ended",
    "Finding",
    "Greeting",
    "Handshake",
    "Knock",
    "Level",
    "Listened",
    "Lookup",
    "Outcome",
    "Peer",
    "Resolution",
    "Trips",
    "client_ids_used",
    "cut_off",
    "filters_answered",
    "greeted",
    "knocked",
    "modules_counted",
    "name_looked_up",
    "not_encrypted",
    "offered",
    "orders_kept",
    "queue_not_tried",
    "queue_tried",
    "shaken_hands",
    "speaker",
    "travelled",
]
