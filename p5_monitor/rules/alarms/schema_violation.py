"""A message breaks the contract."""

from p5_monitor.rules.alarms.lately import Lately
from p5_monitor.rules.facts import Heard
from p5_monitor.rules.picture import Kind


class SchemaViolation(Lately):
    """Raised for a topic on which something ill-formed is said, or kept; cleared when that stops.

    Its ``details`` are the ``role`` whose row it is, the ``reason`` with what would be right, and what was ``said``.

    Args:
        quiet_seconds: how long nothing may be wrong before it is over.
    """

    def __init__(self, quiet_seconds: float) -> None:
        super().__init__(Kind.SCHEMA_VIOLATION, quiet_seconds)

    def heard(self, heard: Heard, now: float) -> None:
        """Something was said, well or badly."""
        role = heard.role
        if role is None:
            return
        if heard.problem:
            self._is_wrong(heard, lambda: {"role": role, "reason": heard.problem, "said": heard.text}, now)
        else:
            self._is_right(heard, now)
