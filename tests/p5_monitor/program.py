"""A program that publishes, and numbers what it says as ours do."""

from common.contract import address_of
from common.messages import Message
from tests.p5_monitor.desk import Desk


class Program:
    """Says the same again and again, a second after whatever was said before.

    Args:
        desk: who hears it.
        message: what it says.
        number: what it begins to count at.
        clock: how many seconds its clock is ahead of ours.
    """

    def __init__(self, desk: Desk, message: Message, number: int = 1, clock: float = 100.0) -> None:
        self._desk = desk
        self._message = message
        self._next = number
        self._clock = clock

    def says(self, times: int = 1) -> None:
        """It speaks."""
        for _ in range(times):
            self._desk.passes(1)
            minutes, seconds = divmod(self._desk.now + self._clock, 60)
            sent = f"2026-11-25T08:{minutes:02.0f}:{seconds:09.6f}Z"
            self._desk.numbered(self._next, sent=sent, message=self._message)
            self._next += 1

    def loses(self, times: int) -> None:
        """So many of its messages never come."""
        self._next += times


def bare(desk: Desk, message: Message) -> None:
    """A program that gives no numbers speaks."""
    desk.passes(1)
    desk.receives(address_of(message), message.payload())
