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

# Below the first, which is told with what to do; more are only counted where there is no room.
OTHERS_TOLD = 7

ALARMS_PATH = "/api/v1/alarms"


class Entry(NamedTuple):
    """An alarm: what is wrong in one line, and all of it with what to do."""

    brief: Line
    whole: Sequence[Line]


class Warnings:
    """The title, and under it what is wrong and what to do.

    Args:
        scene: what is to be shown.
        width: of the terminal.
    """

    def __init__(self, scene: Scene, width: int) -> None:
        self._scene = scene
        entries = [_entry(scene, alarm, width) for alarm in _in_turn(scene.picture.alarms)]
        self._entries = [entry for entry in entries if scene.controls.matches(*(each.plain for each in entry.whole))]

    @property
    def needed(self) -> int:
        """How many lines tell all of the first, and of some others what is wrong."""
        if not self._entries:
            return 1
        others = len(self._entries) - 1
        return 1 + len(self._entries[0].whole) + min(others, OTHERS_TOLD) + (others > OTHERS_TOLD)

    def lines(self, room: int) -> list[Line]:
        """In as much room as there is, the title's line included; at least 1."""
        words, standing = self._scene.words, self._scene.picture.alarms
        if not standing:
            return [line((words.no_alarm, GOOD))]
        shown, is_all = _fitting(self._entries, room - 1, words.more)
        matching = f" ({words.matching.format(number=len(self._entries))})" if self._scene.controls.filter else ""
        rest = "" if is_all else f"  {self._where_the_rest_is()}"
        return [line((f" {words.alarms}{words.colon}{len(standing)} ", TITLE), matching, rest), *shown]

    def _where_the_rest_is(self) -> str:
        words, api = self._scene.words, self._scene.look.place.api
        return f"{words.elsewhere} {api}{ALARMS_PATH}" if api else words.not_all


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


def _fitting(entries: Sequence[Entry], room: int, more: str) -> tuple[list[Line], bool]:
    """All of the first, then of the others what is wrong, then what to do about as many as there is room for.

    Returns:
        The lines, and whether nothing is left out.
    """
    if not entries:
        return [], True
    first, *others = entries
    spare = room - len(first.whole) - len(others)
    lines = list(first.whole)
    is_all = True
    for number, entry in enumerate(others, 1):
        needs = len(entry.whole) - 1
        wanted = entry.whole if needs <= spare else [entry.brief]
        spare -= len(wanted) - 1
        is_all = is_all and wanted is entry.whole
        is_last = number == len(others)
        if len(lines) + len(wanted) + (not is_last) > room:
            return [*lines, line(" " * INDENT, more.format(number=len(entries) - number))][:room], False
        lines += wanted
    return lines[:room], is_all and len(lines) <= room
