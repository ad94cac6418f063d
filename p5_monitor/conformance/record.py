"""What the module under check said, as far as there is room for it. Pure."""

from collections import Counter

from p5_monitor.letterbox import Sent

# A module that says something forty times a second for the whole of a check; and what that takes.
MOST_ON_A_TOPIC = 4_000
MOST_BYTES = 16 * 1024 * 1024

# All that is said of them is where the first ones were.
MOST_STRAYS = 100


class Record:
    """Keeps what was said, in order; what does not fit any more is counted.

    Args:
        most_bytes: so much it holds.
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._on_topic: Counter[str] = Counter()
        self._strays = 0
        self.messages: list[Sent] = []
        self.passed_over = 0

    def add(self, sent: Sent) -> None:
        """It was said on a topic of the table."""
        if self._on_topic[sent.topic] < MOST_ON_A_TOPIC and self._add(sent):
            self._on_topic[sent.topic] += 1
        else:
            self.passed_over += 1

    def add_stray(self, sent: Sent) -> None:
        """It was said where nobody listens."""
        if self._strays < MOST_STRAYS and self._add(sent):
            self._strays += 1
        else:
            self.passed_over += 1

    def _add(self, sent: Sent) -> bool:
        if self._bytes + sent.bytes_needed > self._most_bytes:
            return False
        self._bytes += sent.bytes_needed
        self.messages.append(sent)
        return True
