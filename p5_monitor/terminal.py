"""The live table: at most twice a second, from a thread of its own, so that nobody waits for a slow terminal."""

import logging
import sys
import threading
from collections.abc import Callable, Iterator
from io import TextIOWrapper
from typing import NamedTuple, Self, TextIO

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from p5_monitor.rules import Picture
from p5_monitor.rules.picture import Latency, Module, Word
from p5_monitor.words import Words, printable

log = logging.getLogger(__name__)

REDRAW_SECONDS = 0.5

# A terminal that takes nothing any more must not keep the service from stopping.
CLOSE_SECONDS = 1.0

# With these the picture has 24 lines.
REJECTION_LINES = 4

STYLES = {"online": "green", "offline": "bold red", "heard": "cyan", "silent": "bold yellow", "unknown": "dim"}

LONGEST_REASON = 30
MILLISECOND = 0.001
LARGEST_COUNT = 9_999_999

# Every topic of the contract begins so.
COMMON_BEGINNING = "parking/"

UNITS = ((86_400, "d"), (3600, "h"), (60, "min"), (1, "s"))


class Place(NamedTuple):
    """What the table says of where we are: the broker with its prefix, our API, and the log."""

    broker: str
    api: str
    log: str


class Terminal:
    """Shows the present picture until it is closed.

    Args:
        picture: what P5 knows now.
        place: where we are.
        words: what people read.
        stream: where to draw.
    """

    def __init__(self, picture: Callable[[], Picture], place: Place, words: Words, stream: TextIO = sys.stdout) -> None:
        if isinstance(stream, TextIOWrapper):
            # A terminal that knows no accents must not end the table.
            stream.reconfigure(errors="replace")
        self._picture = picture
        self._place = place
        self._words = words
        self._console = Console(file=stream)
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._show, name="terminal", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._thread.join(CLOSE_SECONDS)

    def _show(self) -> None:
        try:
            with Live(console=self._console, screen=True, auto_refresh=False, redirect_stderr=False) as live:
                while not self._closing.is_set():
                    live.update(view(self._picture(), self._place, self._words), refresh=True)
                    self._closing.wait(REDRAW_SECONDS)
        except OSError:
            log.warning("the terminal is gone: no table any more")


def view(picture: Picture, place: Place, words: Words) -> RenderableType:
    """The whole picture: 24 lines of 80 columns at most, whatever strangers publish."""
    return Group(
        _head(picture, place, words),
        Text(),
        _modules(picture, words),
        Text(),
        _chain(picture, words),
        Text(),
        *_rejections(picture, words),
        _line(words.how_known, "dim"),
        _line(f"{words.log} {place.log}   {place.api}", "dim"),
    )


def age(seconds: float | None) -> str:
    """``12 s``, ``3 min``, ``2 h``, ``5 d``."""
    if seconds is None:
        return "-"
    size, unit = next(((size, unit) for size, unit in UNITS if seconds >= size), UNITS[-1])
    return f"{int(seconds // size)} {unit}"


def _head(picture: Picture, place: Place, words: Words) -> RenderableType:
    grid = Table.grid(expand=True, padding=(0, 1, 0, 0))
    grid.add_column(ratio=1, no_wrap=True, overflow="ellipsis")
    grid.add_column(no_wrap=True)
    connected = Text(words.connected, "green") if picture.connected else Text(words.cut_off, "bold red")
    grid.add_row(Text(f"{words.title}  {place.broker}", style="bold"), connected)
    reason = f" ({printable(picture.barrier_reason, LONGEST_REASON)})" if picture.barrier_reason else ""
    count = words.unknown if picture.count is None else str(picture.count)
    barrier = f"{words.barrier}: {picture.barrier or words.unknown}{reason}"
    grid.add_row(Text(f"{words.free_places}: {count}   {barrier}"), Text())
    return grid


def _modules(picture: Picture, words: Words) -> RenderableType:
    table = Table(box=None, expand=True, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    table.add_column("", width=2)
    table.add_column(words.presence, width=8, no_wrap=True)
    for heading, width in (
        (words.last_heard, 7),
        (words.per_second, 6),
        (words.rejected, 8),
        (words.missing, 9),
    ):
        table.add_column(heading, width=width, justify="right", no_wrap=True)
    table.add_column(words.last_word, ratio=1, no_wrap=True, overflow="ellipsis")
    for role, module in picture.modules.items():
        table.add_row(*_row(role, module, words))
    return table


def _row(role: str, module: Module, words: Words) -> Iterator[Text]:
    presence = module.standing.presence
    yield Text(role, style="bold")
    yield Text(words.presences[presence], style=STYLES[presence])
    yield Text(age(module.heard_seconds))
    yield Text(f"{module.per_second:.2f}")
    yield _count(module.rejected)
    yield _count(module.missing)
    yield Text(_last_word(module.last_word, words))


def _count(number: int) -> Text:
    """A figure that should be 0; one that is too long for its column says so."""
    shown = str(number) if number <= LARGEST_COUNT else f">{LARGEST_COUNT}"
    return Text(shown, style="bold red" if number else "")


def _last_word(word: Word | None, words: Words) -> str:
    if word is None:
        return "-"
    kept = f"{words.kept} " if word.retained else ""
    return f"{kept}{word.topic.removeprefix(COMMON_BEGINNING)} {word.text}"


def _chain(picture: Picture, words: Words) -> RenderableType:
    grid = Table.grid(padding=(0, 3, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(justify="right", no_wrap=True)
    grid.add_column(justify="right", no_wrap=True)
    grid.add_row(Text(), Text(words.last, style="bold"), Text(words.worst, style="bold"))
    for name, latency in (
        (words.status_to_count, picture.status_to_count),
        (words.arrival_to_open, picture.arrival_to_open),
        (words.open_to_opened, picture.open_to_opened),
    ):
        grid.add_row(Text(name), *_latency(latency))
    return grid


def _latency(latency: Latency) -> Iterator[Text]:
    for seconds in (latency.last_seconds, latency.worst_seconds):
        yield Text(_milliseconds(seconds))


def _milliseconds(seconds: float | None) -> str:
    if seconds is None:
        return "-"
    # What comes in one turn of our loop has no time between it that we could tell.
    return "< 1 ms" if seconds < MILLISECOND else f"{seconds * 1000:.0f} ms"


def _rejections(picture: Picture, words: Words) -> Iterator[Text]:
    """Which were rejected last, the latest first; as many lines in any case."""
    lines = []
    if picture.outside.last:
        lines.append(f"{words.outside}: {picture.outside.messages}, {picture.outside.last.topic}")
    if picture.topics_dropped:
        lines.append(f"{words.dropped}: {picture.topics_dropped}")
    latest = [(role, module.last_rejection) for role, module in picture.modules.items() if module.last_rejection]
    for role, rejection in sorted(latest, key=lambda seen: seen[1].age_seconds):
        topic = rejection.topic.removeprefix(COMMON_BEGINNING)
        lines.append(f"{role} {age(rejection.age_seconds)}: {topic}: {rejection.reason}")
    yield Text(words.last_rejections, style="bold")
    for number in range(REJECTION_LINES):
        yield _line(lines[number] if number < len(lines) else "", "red")


def _line(text: str, style: str) -> Text:
    return Text(text, style=style, no_wrap=True, overflow="ellipsis")
