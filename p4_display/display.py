"""What a display can do, and the one that shows nothing."""

from typing import Protocol

from p4_display.rules import Show


class Display(Protocol):
    """Shows the free places to drivers."""

    def show(self, show: Show, now: float) -> None:
        """Shows a count, or that it is not known."""

    def light_everything(self) -> None:
        """Lights all that can be lit, so that a dead part is seen."""


class NoDisplay:
    """``P4_DISPLAY=none``: a lot without a sign."""

    def show(self, show: Show, now: float) -> None:
        """Nobody looks."""

    def light_everything(self) -> None:
        """There is nothing to light."""
