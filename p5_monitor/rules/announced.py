"""What is true of the lot as announced: the count, and where the arm is."""

from common.messages import Available, BarrierState, Forgotten, Message
from common.spots import Promises


class Announced:
    """Believes what is announced for as long as it was promised to be repeated."""

    def __init__(self) -> None:
        self.count: int | None = None
        self.barrier: BarrierState | None = None
        self._promises = Promises()

    def connected(self, now: float) -> None:
        """From now on silence counts."""
        self._promises.connected(now)

    def disconnected(self, now: float) -> None:
        """What was announced is as old as the cut."""
        self.count = self.barrier = None
        self._promises.disconnected(now)

    def heard(self, topic: str, message: Message | Forgotten | None, now: float) -> None:
        """Something was announced."""
        if isinstance(message, Available):
            self._promises.heard(topic, message.refresh, now)
        self._believe(message)

    def remembered(self, topic: str, message: Message | Forgotten | None, now: float) -> None:
        """The broker has kept something that was announced, some time ago."""
        if not isinstance(message, Available) or self._promises.remembered(topic, message.refresh, now):
            self._believe(message)

    def time_passed(self, now: float) -> None:
        """A count that was not repeated as promised is not known."""
        if self._promises.broken(now):
            self.count = None

    def _believe(self, message: Message | Forgotten | None) -> None:
        match message:
            case Available():
                self.count = message.count
            case BarrierState():
                self.barrier = message
            case Forgotten() if message.message is Available:
                self.count = None
            case Forgotten() if message.message is BarrierState:
                self.barrier = None
