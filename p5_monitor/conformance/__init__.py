"""``python -m p5_monitor check P2``: plays the others' part against one running module, and judges what it says.

It speaks the table and nothing else, so the module may be written in any language, on any version of MQTT.
"""

from p5_monitor.conformance.check import check

__all__ = ["check"]
