"""How long the steps of the chain take."""

from p5_monitor.view.lines import TITLE, Line, line
from p5_monitor.view.scene import Scene

MILLISECOND = 0.001

COLUMN = 18


def chain(scene: Scene) -> list[Line]:
    """Three lines: the steps, how long each took last, and how long at worst."""
    words, picture = scene.words, scene.picture
    steps = (picture.status_to_count, picture.arrival_to_open, picture.open_to_opened)
    names = (words.status_to_count, words.arrival_to_open, words.open_to_opened)
    first = max(len(words.last), len(words.worst))
    return [
        line((" " * first + "".join(f"{name:>{COLUMN}}" for name in names), TITLE)),
        line((f"{words.last:<{first}}", TITLE), *(_milliseconds(step.last_seconds) for step in steps)),
        line((f"{words.worst:<{first}}", TITLE), *(_milliseconds(step.worst_seconds) for step in steps)),
    ]


def _milliseconds(seconds: float | None) -> str:
    return f"{_shown(seconds):>{COLUMN}}"


def _shown(seconds: float | None) -> str:
    if seconds is None:
        return "-"
    # What comes in one turn of our loop has no time between it that we could tell.
    return "< 1 ms" if seconds < MILLISECOND else f"{seconds * 1000:.0f} ms"
