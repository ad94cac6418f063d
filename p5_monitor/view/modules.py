"""The seven, a line each."""

from collections.abc import Sequence

from p5_monitor.rules.picture import Module, Word
from p5_monitor.view.lines import BAD, QUIET, TITLE, Line, age, line, short
from p5_monitor.view.scene import Scene
from p5_monitor.words import Words

STYLES = {"online": "green", "offline": BAD, "heard": "cyan", "silent": "bold yellow", "unknown": QUIET}

AWAY = {"offline", "silent"}

LATELY = "bold yellow"

# Whoever was at lunch sees it as well.
WONDERING_SECONDS = 3600.0

LARGEST_COUNT = 9_999_999


def modules(scene: Scene) -> list[Line]:
    """The heading, and the modules that the filter lets through; nothing if it is none."""
    words = scene.words
    headings = (words.last_heard, words.per_second, words.rejected, words.missing)
    rows = [_row(role, module, words) for role, module in scene.picture.modules.items()]
    matching = [row for row in rows if scene.controls.matches(row.plain)]
    heading = line((_columns("", words.presence, headings) + words.last_word, TITLE))
    return [heading, *matching] if matching else []


def _row(role: str, module: Module, words: Words) -> Line:
    presence = module.standing.presence
    figures = (age(module.heard_seconds), f"{module.per_second:.2f}".replace(".", words.decimal))
    return line(
        (f"{role:<4}", TITLE),
        (f"{words.presences[presence]:<10}", STYLES[presence]),
        f"{figures[0]:>7}  {figures[1]:>6}  ",
        _count(module.rejected, 8),
        "  ",
        _count(module.missing, 9),
        "  ",
        (_returned(module, words), LATELY),
        _last_word(module.last_word, words),
    )


def _columns(role: str, presence: str, figures: Sequence[str]) -> str:
    heard, per_second, rejected, missing = figures
    return f"{role:<4}{presence:<10}{heard:>7}  {per_second:>6}  {rejected:>8}  {missing:>9}  "


def _count(number: int, width: int) -> tuple[str, str]:
    """A figure that should be 0; one that is too long for its column says so."""
    shown = str(number) if number <= LARGEST_COUNT else f">{LARGEST_COUNT}"
    return f"{shown:>{width}}", BAD if number else ""


def _returned(module: Module, words: Words) -> str:
    """That it was away, for as long as somebody may wonder; of one that is away again there is more to say."""
    returned = module.returned
    if returned.seconds is None or returned.seconds >= WONDERING_SECONDS or module.standing.presence in AWAY:
        return ""
    told = words.back if returned.times == 1 else words.back_again
    return told.format(age=age(returned.seconds), times=returned.times) + "  "


def _last_word(word: Word | None, words: Words) -> str:
    if word is None:
        return "-"
    kept = f"{words.kept} " if word.retained else ""
    return f"{kept}{short(word.topic)} {word.text}"
