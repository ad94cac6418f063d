"""Somebody sent an order with the retain flag, so that whoever connects hears it, long after."""

from collections.abc import Iterable
from math import inf

from p5_monitor.rules.alarms.alarm import AlarmRule, Condition
from p5_monitor.rules.facts import Flagged
from p5_monitor.rules.picture import Kind


class RetainedCommand(AlarmRule):
    """Raised when an order is sent with the retain flag; cleared when the broker is told to forget it.

    Only that ends it, or its own expiry: what was published with the flag stays with the broker until an empty payload
    comes with the flag (MQTT 5, section 3.3.1.3) or until it expires (section 3.3.2.3.3), whatever is said on the topic
    without it. Its ``details`` are what was ``said``, and ``by`` whom ("?": he did not say).
    """

    def __init__(self) -> None:
        # As many as there are topics for orders; each until when the broker keeps it.
        self._kept: dict[str, tuple[Flagged, float]] = {}

    def connected(self, now: float) -> None:
        """What the broker keeps it will tell now; the rest was cleared while we were away."""
        self._kept.clear()

    def flagged(self, flagged: Flagged, now: float) -> None:
        """It was, or it is forgotten."""
        if flagged.text:
            self._kept[flagged.topic] = (
                flagged,
                now + (inf if flagged.expiry_seconds is None else flagged.expiry_seconds),
            )
        else:
            self._kept.pop(flagged.topic, None)

    def conditions(self, now: float) -> Iterable[Condition]:
        """Which orders the broker keeps."""
        for topic, (flagged, until) in self._kept.items():
            if now < until:
                yield Condition(Kind.RETAINED_COMMAND, topic, {"said": flagged.text, "by": flagged.by or "?"})
