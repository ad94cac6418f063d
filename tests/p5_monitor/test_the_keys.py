"""What each key does, and that the terminal is given back as it was."""

import io
import os
import sys
from collections.abc import Iterator
from contextlib import closing
from typing import TextIO

import pytest

from p5_monitor.controls import LONGEST_FILTER, Controls
from p5_monitor.keyboard import Keyboard, keys_of

if sys.platform == "win32":
    pytest.skip("there are no keys on Windows", allow_module_level=True)

import pty
import termios

DEADLINE_SECONDS = 30


def after(*keys: str) -> Controls:
    controls = Controls()
    for key in keys:
        controls = controls.pressed(key)
    return controls


@pytest.mark.parametrize(
    ("keys", "controls"),
    [
        pytest.param(["q"], Controls(quitting=True), id="q ends the program"),
        pytest.param(["?"], Controls(helping=True), id="? shows the help"),
        pytest.param(["?", "x"], Controls(), id="any key closes the help"),
        pytest.param(["?", "q"], Controls(helping=True, quitting=True), id="but q ends the program there too"),
        pytest.param(["p"], Controls(paused=True), id="p pauses"),
        pytest.param(["p", "p"], Controls(), id="p goes on"),
        pytest.param(["/", *"p3"], Controls(filter="p3", typing=True), id="/ takes a filter"),
        pytest.param(["f", *"qp?"], Controls(filter="qp?", typing=True), id="whose letters are no commands"),
        pytest.param(["f", "a", "enter"], Controls(filter="a"), id="Enter keeps it"),
        pytest.param(["f", "a", "enter", "/", "b"], Controls(filter="ab", typing=True), id="/ goes on with it"),
        pytest.param(["f", "a", "escape"], Controls(), id="Esc clears it while it is typed"),
        pytest.param(["f", "a", "enter", "escape"], Controls(), id="and afterwards"),
        pytest.param(["f", *"ab", "backspace"], Controls(filter="a", typing=True), id="backspace takes one back"),
        pytest.param(["f", "backspace"], Controls(typing=True), id="until there is none"),
        pytest.param(["f", *"ab", "clear"], Controls(typing=True), id="Ctrl-U takes all back"),
        pytest.param(["f", "\x01", "\u200d"], Controls(typing=True), id="control characters are nothing"),
        pytest.param(["x", "enter", "backspace"], Controls(), id="other keys do nothing"),
    ],
)
def test_what_a_key_does(keys: list[str], controls: Controls) -> None:
    assert after(*keys) == controls


def test_a_filter_has_an_end() -> None:
    assert len(after("/", *"x" * 1000).filter) == LONGEST_FILTER


def test_a_filter_asks_for_all_of_its_words_in_any_letters() -> None:
    controls = Controls(filter="p1 FREE")
    assert controls.matches("P1", "spots/A1/status free")
    assert not controls.matches("P1", "spots/A1/status OCCUPIED")


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("q", ["q"]),
        ("\x1b", ["escape"]),
        ("\x1b[A\x1b[1;5C\x1b[200~\x1bOP", []),
        ("é\r\n\x7f\b\x15", ["é", "enter", "enter", "backspace", "backspace", "clear"]),
        ("\x1bq", ["escape", "q"]),
    ],
)
def test_which_keys_were_pressed(text: str, keys: list[str]) -> None:
    assert list(keys_of(text)) == keys


@pytest.fixture
def terminal() -> Iterator[tuple[int, TextIO]]:
    """Our end of a terminal, and the program's."""
    ours, theirs = pty.openpty()
    with os.fdopen(ours, "wb", buffering=0), os.fdopen(theirs) as stream:
        yield ours, stream


def test_keys_come_as_they_are_pressed(terminal: tuple[int, TextIO]) -> None:
    ours, stream = terminal
    with closing(Keyboard(stream)) as keyboard:
        keyboard.take()
        os.write(ours, b"q\xc3")
        assert keyboard.read(DEADLINE_SECONDS) == ["q"]
        os.write(ours, b"\xa9")
        assert keyboard.read(DEADLINE_SECONDS) == ["é"]
        keyboard.give_back()


def test_the_terminal_is_given_back_as_it_was(terminal: tuple[int, TextIO]) -> None:
    _, stream = terminal
    before = termios.tcgetattr(stream)
    with closing(Keyboard(stream)) as keyboard:
        keyboard.take()
        keyboard.take()
        assert termios.tcgetattr(stream) != before
        keyboard.give_back()
        keyboard.give_back()
    assert termios.tcgetattr(stream) == before


def test_whoever_waits_for_a_key_can_be_woken(terminal: tuple[int, TextIO]) -> None:
    _, stream = terminal
    with closing(Keyboard(stream)) as keyboard:
        keyboard.wake()
        assert keyboard.read(DEADLINE_SECONDS) == []


@pytest.mark.parametrize("stream", [None, io.StringIO("qqq")], ids=["closed", "no terminal"])
def test_without_a_terminal_there_are_no_keys(stream: TextIO | None) -> None:
    with closing(Keyboard(stream)) as keyboard:
        keyboard.take()
        assert not keyboard.works
        assert keyboard.read(0.0) == []
        keyboard.give_back()


def test_a_terminal_that_goes_away_is_no_key(terminal: tuple[int, TextIO]) -> None:
    ours, stream = terminal
    with closing(Keyboard(stream)) as keyboard:
        keyboard.take()
        spare = os.open("/dev/null", os.O_RDWR)
        os.dup2(spare, ours)
        os.close(spare)
        assert keyboard.read(DEADLINE_SECONDS) == []
        assert not keyboard.works
