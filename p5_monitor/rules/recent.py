"""A memory that no flood of topics can fill."""

from collections.abc import Callable
from typing import Generic, TypeVar

from common.spots import MAX_SPOTS

V = TypeVar("V")

# Each spot has a topic; the contract has a dozen others, and each module its presence. Measured with 100 000 spots: all
# that P5 remembers of them is 175 MB, and 184 MB in a flood of 300 000 with the longest ids and times.
MAX_TOPICS = MAX_SPOTS + 100

# What strangers leave on topics that are nobody's, or numbers that they invent, is worth no more memory than this.
MAX_STRANGE = 10_000


class Recent(Generic[V]):
    """What was last known of each of so many topics; the one that was silent longest makes room.

    Args:
        limit: how many.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._values: dict[str, V] = {}
        self.dropped = 0

    def get(self, topic: str) -> V | None:
        """What is known of a topic."""
        return self._values.get(topic)

    def put(self, topic: str, value: V) -> None:
        """Something was heard of it."""
        self._values.pop(topic, None)
        if len(self._values) >= self._limit:
            del self._values[next(iter(self._values))]
            self.dropped += 1
        self._values[topic] = value

    def forget_oldest(self, is_over: Callable[[V], bool]) -> None:
        """What was silent longest is nothing to remember any more, as far as that is so of each after the other."""
        while self._values:
            topic = next(iter(self._values))
            if not is_over(self._values[topic]):
                return
            del self._values[topic]

    def clear(self) -> None:
        """Nothing is known any more."""
        self._values.clear()

    def __len__(self) -> int:
        return len(self._values)
