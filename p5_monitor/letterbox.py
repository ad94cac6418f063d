"""What came and was not taken yet: bounded, whatever strangers publish. Pure."""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass

# A lot of 20 000 spots, twice; and what Python needs for a message beside its bytes.
MOST_BYTES = 32 * 1024 * 1024
BYTES_BESIDE = 700


@dataclass(frozen=True)
class Sent:
    """A message as somebody sent it, at ``at`` monotonic seconds. ``retained``: as he flagged it, or as it was kept."""

    topic: str
    payload: bytes
    qos: int
    retained: bool
    properties: Mapping[str, str]
    expiry_seconds: int | None
    at: float

    @property
    def bytes_needed(self) -> int:
        """About what it takes of memory."""
        beside = sum(len(name) + len(value) for name, value in self.properties.items())
        return len(self.topic) + len(self.payload) + beside + BYTES_BESIDE


class Letterbox:
    """Keeps messages in order; what does not fit any more is counted.

    Args:
        most_bytes: so much it holds.
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._messages: deque[Sent] = deque()
        self.passed_over = 0

    def put(self, sent: Sent) -> None:
        """A message came."""
        if self._bytes + sent.bytes_needed > self._most_bytes:
            self.passed_over += 1
            return
        self._bytes += sent.bytes_needed
        self._messages.append(sent)

    def has(self, wanted: Callable[[Sent], bool]) -> bool:
        """Whether such a message lies here."""
        return any(wanted(sent) for sent in self._messages)

    def take(self, wanted: Callable[[Sent], bool]) -> Sent | None:
        """The first such message (None: there is none); those before it are thrown away."""
        while self._messages:
            sent = self._messages.popleft()
            self._bytes -= sent.bytes_needed
            if wanted(sent):
                return sent
        return None

    def empty(self) -> list[Sent]:
        """All that lies here."""
        messages = list(self._messages)
        self._messages.clear()
        self._bytes = 0
        return messages
