"""What the team sees on a terminal of 80 × 24."""

import io

import pytest
from rich.cells import cell_len
from rich.console import Console

from common.messages import BarrierState, Disconnected
from p5_monitor.rules import Picture
from p5_monitor.terminal import Place, age, view
from p5_monitor.words import ENGLISH, FRENCH, Words, printable, words_for
from tests.p5_monitor.desk import A1, OPEN, Desk, count, free, gone, here

PLACE = Place("127.0.0.1:1883 smart_parking_2026/", "http://127.0.0.1:8005", "state/p5.log")


def drawn(picture: Picture, words: Words = ENGLISH, place: Place = PLACE, width: int = 80) -> list[str]:
    stream = io.StringIO()
    Console(file=stream, width=width, height=24, legacy_windows=False).print(view(picture, place, words))
    return stream.getvalue().splitlines()


def busy_desk() -> Desk:
    desk = Desk()
    desk.hears(here("P1"), here("P2"), gone("P3"), here("P4"))
    desk.hears(BarrierState(state="OPENED", reason="order"), count(11))
    desk.numbered(1, 4)
    desk.receives(A1, b'{"id": "A1", "status": "free"}')
    desk.passes(3)
    return desk


def line_of(role: str, lines: list[str]) -> str:
    return next(line for line in lines if line.startswith(role))


def test_everything_is_on_it() -> None:
    lines = drawn(busy_desk().picture)
    assert "connected" in lines[0]
    assert lines[1].strip() == "free places: 11   barrier: OPENED (order)"
    assert line_of("P1", lines).split()[:2] == ["P1", "online"]
    assert line_of("P1", lines).split()[2:7] == ["3", "s", "0.86", "1", "2"]
    assert line_of("P3", lines).split()[:2] == ["P3", "heard"]
    assert any(line.startswith("P1 3 s: spots/A1/status: free: use FREE") for line in lines)


def test_a_module_that_is_gone_is_told_in_words() -> None:
    desk = Desk()
    desk.hears(gone("P3"))
    assert line_of("P3", drawn(desk.picture)).split()[:2] == ["P3", "OFFLINE"]


def test_whoever_is_cut_off_sees_it() -> None:
    desk = busy_desk()
    desk.senses(Disconnected())
    lines = drawn(desk.picture)
    assert "CUT OFF FROM THE BROKER" in lines[0]
    assert lines[1].strip() == "free places: unknown   barrier: unknown"


def flooded_desk() -> Desk:
    desk = busy_desk()
    hostile = "\x1b[2J\r\n\t[bold red][/]中文\u202e\x9b31m" * 2000
    for number in range(2000):
        desk.receives(f"parking/unknown{hostile}/{number}", hostile.encode())
    for topic in (f"spots/{hostile}/status", "display/available", "barriers/entry/cmd", "config/new_spot"):
        desk.receives(f"parking/{topic}", hostile.encode(), {"seq": hostile, "reason": hostile})
    desk.hears(BarrierState(state="FAULT", reason="中" * 100))
    return desk


@pytest.mark.parametrize("words", [ENGLISH, FRENCH])
@pytest.mark.parametrize("desk", [Desk(), busy_desk(), flooded_desk()], ids=["empty", "busy", "flooded"])
def test_it_keeps_its_shape(desk: Desk, words: Words) -> None:
    lines = drawn(desk.picture, words)
    assert len(lines) == 24
    assert max(map(cell_len, lines)) <= 80
    assert [line[:2] for line in lines[4:11]] == [f"P{number}" for number in range(1, 8)]
    assert all(line.isprintable() for line in lines)


def test_a_flood_of_figures_keeps_its_shape() -> None:
    desk = Desk()
    desk.numbered(*(1 + 90_000 * number for number in range(1000)))
    lines = drawn(desk.picture)
    assert ">9999999" in line_of("P1", lines)
    assert len(lines) == 24


def test_a_long_prefix_and_a_long_path_keep_its_shape() -> None:
    place = Place("x" * 300, "y" * 300, "z" * 300)
    lines = drawn(Desk().picture, place=place)
    assert (len(lines), max(map(cell_len, lines))) == (24, 80)


@pytest.mark.parametrize("words", [ENGLISH, FRENCH])
def test_no_heading_and_no_word_is_cut(words: Words) -> None:
    desk = busy_desk()
    desk.hears(free("A1", refresh=1))
    desk.passes(4)
    text = "\n".join(drawn(desk.picture, words))
    headings = (words.presence, words.last_heard, words.per_second, words.rejected, words.missing, words.last_word)
    assert [heading for heading in (*headings, words.how_known, words.worst) if heading not in text] == []
    assert max(map(len, words.presences.values())) <= 8


@pytest.mark.parametrize(
    ("language", "words"), [("fr_FR.UTF-8", FRENCH), ("en_GB.UTF-8", ENGLISH), ("C", ENGLISH), ("", ENGLISH)]
)
def test_the_language_is_that_of_the_terminal(language: str, words: Words) -> None:
    assert words_for(language) is words


@pytest.mark.parametrize(
    ("seconds", "text"), [(None, "-"), (0.4, "0 s"), (59.9, "59 s"), (60, "1 min"), (7199, "1 h"), (10**6, "11 d")]
)
def test_ages_are_short(seconds: float | None, text: str) -> None:
    assert age(seconds) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [("A1", "A1"), ("a\nb", "a\\nb"), ("é", "\\xe9"), ("\ud800", "\\ud800"), ("x" * 21, "x" * 17 + "...")],
)
def test_a_strangers_text_is_shown_as_it_can_be(text: str, shown: str) -> None:
    assert printable(text, 20) == shown


def test_an_open_order_is_a_word_of_p2() -> None:
    desk = Desk()
    desk.hears(OPEN)
    assert line_of("P2", drawn(desk.picture)).rstrip().endswith(" barriers/entry/cmd OPEN")
