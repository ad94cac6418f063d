"""``python -m p4_display``."""

from common.contract import Role
from common.program import Given, main
from common.service import Service
from p4_display.display import Display, NoDisplay
from p4_display.rules import Counter
from p4_display.service import build
from p4_display.settings import DisplaySettings


def start(given: Given[DisplaySettings]) -> Service:
    """P4 counts the free places, announces the count, and shows it."""
    own = given.own
    counter = Counter(
        given.common.detectors,
        reserve=own.reserve,
        closed=own.mode == "closed",
        refresh_seconds=own.refresh_seconds,
        stale_seconds=own.stale_seconds,
    )
    return build(counter, open_display(own), own.stale_seconds)


def test(given: Given[DisplaySettings]) -> int:
    """Lights everything that the display has."""
    open_display(given.own).light_everything()
    return 0


def open_display(own: DisplaySettings) -> Display:
    """The display that the settings name; its libraries are imported only where it is chosen."""
    match own.display:
        case "console":
            from p4_display.console import ConsoleDisplay  # noqa: PLC0415

            return ConsoleDisplay()
        case "none":
            return NoDisplay()


if __name__ == "__main__":
    main(Role.P4, DisplaySettings, start, tools={"test": test})
