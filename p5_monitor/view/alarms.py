"""The alarms that stand: what is wrong, since when, and what to do about it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from p5_monitor.rules.gravity import RANKS, gravest_first, gravity_of
from p5_monitor.rules.picture import Alarm, Kind
from p5_monitor.view.lines import BAD, GOOD, Line, age, line, wrapped
from p5_monitor.view.scene import Scene

TITLE = "bold white on red"
HINT = "yellow"

INDENT = 9
MARK = "-> "
TEXT_LINES = 2
HINT_LINES = 3

# So many of one kind stand together before others have their turn.
OF_A_KIND = 2


class Entry(NamedTuple):
    """An alarm: what is wrong in one line, and all of it with what to do."""

    brief: Line
    whole: Sequence[Line]


def alarms(scene: Scene, width: int, room: int) -> list[Line]:
    """The title, and in as much room as there is first what is wrong, then what to do.

    Args:
        scene: what is to be shown.
        width: of the terminal.
        room: how many lines there are, the title's included; at least 1.
    """
    words, standing = scene.words, scene.picture.alarms
    if not standing:
        return [line((words.no_alarm, GOOD))]
    entries = [_entry(scene, alarm, width) for alarm in _in_turn(standing)]
    matching = [entry for entry in entries if scene.controls.matches(*(each.plain for each in entry.whole))]
    shown = f" ({words.matching.format(number=len(matching))})" if scene.controls.filter else ""
    title = line((f" {words.alarms}: {len(standing)} ", TITLE), shown)
    return [title, *_fitting(matching, room - 1, words.more)]


def _in_turn(standing: Iterable[Alarm]) -> list[Alarm]:
    """The gravest first, of these the oldest; but after two of a kind the others': a hundred of one kind hide none."""
    seen: Counter[Kind] = Counter()
    turns = []
    for alarm in gravest_first(standing):
        turns.append((gravity_of(alarm.kind), max(0, seen[alarm.kind] - OF_A_KIND + 1), alarm))
        seen[alarm.kind] += 1
    return [alarm for _, _, alarm in sorted(turns, key=lambda turn: (RANKS[turn[0]], turn[1]))]


def _entry(scene: Scene, alarm: Alarm, width: int) -> Entry:
    text, hint = scene.look.explain(alarm)
    since = f"{age(alarm.age_seconds):>{INDENT - 2}}  "
    texts = wrapped(text, width - INDENT, TEXT_LINES)
    hints = wrapped(hint, width - INDENT - len(MARK), HINT_LINES)
    whole = [
        *(line(margin, (part, BAD)) for margin, part in _hanging(since, texts)),
        *(line(" " * INDENT, (mark + part, HINT)) for mark, part in _hanging(MARK, hints)),
    ]
    return Entry(line(since, (text, BAD)), whole)


def _hanging(first: str, parts: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each part with what stands before it: something before the first, blanks before the others."""
    for number, part in enumerate(parts):
        yield (" " * len(first) if number else first), part


def _fitting(entries: Sequence[Entry], room: int, more: str) -> list[Line]:
    """What is wrong comes before what to do; where not even that has room, half of the lines tell all of the first."""
    for_more = room - len(entries) if len(entries) <= room else room // 2
    lines: list[Line] = []
    for number, entry in enumerate(entries):
        for_more -= len(entry.whole) - 1
        wanted = entry.whole if for_more >= 0 else [entry.brief]
        last = number == len(entries) - 1
        if len(lines) + len(wanted) + (not last) > room:
            return [*lines, line(" " * INDENT, more.format(number=len(entries) - number))][:room]
        lines += wanted
    return lines
