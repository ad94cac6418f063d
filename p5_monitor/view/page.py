"""Which part of the picture gets how many lines."""

from p5_monitor.view.alarms import Warnings
from p5_monitor.view.chain import chain
from p5_monitor.view.edges import foot, head
from p5_monitor.view.lines import TITLE, Line, line
from p5_monitor.view.messages import feed, rejections
from p5_monitor.view.modules import modules
from p5_monitor.view.scene import Scene

# A title and what is wrong; three alarms with all that can be said of them. Where more is needed, more is given.
FEWEST_ALARM_LINES = 3
USUAL_ALARM_LINES = 10

REJECTION_LINES = 5

# A title without a line under it says nothing.
FEWEST_LINES = 2


def page(scene: Scene, width: int, height: int) -> list[Line]:
    """The whole picture.

    Args:
        scene: what is to be shown.
        width: of the terminal; where a line is too long for it, the terminal cuts it.
        height: of the terminal.

    Returns:
        Exactly ``height`` lines, whatever strangers publish.
    """
    top, bottom = head(scene, width), foot(scene, width)
    room = max(0, height - len(top) - len(bottom))
    body = _help(scene) if scene.controls.helping else _body(scene, width, room)
    filled = [*body, *[line()] * room][:room]
    return [*top, *filled, *bottom][:height]


def _body(scene: Scene, width: int, room: int) -> list[Line]:
    rows, warnings = modules(scene), Warnings(scene, width)
    # No line of the chain has the words of a filter.
    steps = [] if scene.controls.filter else chain(scene)
    if warnings.needed > room - len(rows) - len(steps):
        # How long the chain takes can wait; who is there cannot.
        steps = []
    spare = room - len(rows) - len(steps)
    for_warnings = max(FEWEST_ALARM_LINES, min(max(USUAL_ALARM_LINES, warnings.needed), spare), spare * 2 // 3)
    told = warnings.lines(for_warnings)
    spare = max(0, spare - len(told))
    rejected = rejections(scene)[: min(REJECTION_LINES, spare)] if spare >= FEWEST_LINES else []
    parts = [part for part in (told, rows, steps, rejected) if part]
    spare -= len(rejected)
    gaps = min(spare, len(parts))
    spare -= gaps
    if spare >= FEWEST_LINES:
        parts.append(feed(scene, spare))
    return _spaced(parts, gaps)


def _spaced(parts: list[list[Line]], gaps: int) -> list[Line]:
    """Parts with a gap between, as far as there are gaps."""
    lines: list[Line] = []
    for number, part in enumerate(parts):
        lines += [line()] if 0 < number <= gaps else []
        lines += part
    return lines


def _help(scene: Scene) -> list[Line]:
    words = scene.words
    return [line(), *(line((f"{name:<20}", TITLE), text) for name, text in words.help)]
