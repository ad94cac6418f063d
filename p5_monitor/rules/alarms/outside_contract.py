"""Something is said on a topic that stands in nobody's row."""

from collections.abc import Mapping
from functools import lru_cache

from p5_monitor.rules.alarms.lately import MAX_SUBJECTS, Lately
from p5_monitor.rules.alarms.right_topic import RightTopic
from p5_monitor.rules.facts import Heard
from p5_monitor.rules.picture import Kind


class OutsideContract(Lately):
    """Raised for a topic outside the contract; cleared when nothing is said or kept there any more.

    Its ``details`` are the ``right`` topic (empty: none that we know), the ``id`` that the message must name there
    (empty: none), and what was ``said``.

    Args:
        right_topic: knows the topics of the contract.
        quiet_seconds: how long nothing may be said there before it is over.
    """

    def __init__(self, right_topic: RightTopic, quiet_seconds: float) -> None:
        super().__init__(Kind.OUTSIDE_CONTRACT, quiet_seconds)
        # A module says the same each second.
        self._meant = lru_cache(maxsize=MAX_SUBJECTS)(right_topic.of)

    def heard(self, heard: Heard, now: float) -> None:
        """Something was said, here or there."""
        if heard.role is None:
            self._is_wrong(heard, lambda: self._details(heard), now)
        else:
            self._is_right(heard, now)

    def _details(self, heard: Heard) -> Mapping[str, str]:
        meant = self._meant(heard.topic)
        return {"right": meant.topic, "id": meant.id, "said": heard.text}
