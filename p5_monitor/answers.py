"""What a broker answers to P5's tools."""

from dataclasses import dataclass


class Unreachable(Exception):
    """The broker could not be reached, or said nothing that MQTT would say."""


@dataclass(frozen=True)
class Answer:
    """What the broker answered: the code of MQTT 5 (128 and more: it refused), in words, and after how long."""

    code: int
    text: str
    seconds: float

    @property
    def refused(self) -> bool:
        """Whether it said no (MQTT 5, section 2.4)."""
        return self.code >= 0x80  # noqa: PLR2004  the standard's own figure
