import io
import os
import pty
import threading
from collections.abc import Mapping

import pytest

from launcher.console import Console, wants_colour


def shown(colours: Mapping[str, int], *said: tuple[str, str]) -> str:
    """What a console writes."""
    stream = io.StringIO()
    console = Console(stream, colours, lambda: None)
    for name, text in said:
        console.say(name, text)
    console.close(5)
    return stream.getvalue()


def test_each_line_begins_with_who_said_it() -> None:
    assert shown({}, ("P2", "let in"), ("launcher", "stopping")) == "P2 | let in\nlauncher | stopping\n"


def test_the_name_is_coloured_and_the_line_is_not() -> None:
    assert shown({"P2": 33}, ("P2", "let in")) == "\x1b[33mP2 |\x1b[0m let in\n"


def test_lines_of_many_threads_never_mix() -> None:
    stream = io.StringIO()
    console = Console(stream, {}, lambda: None)
    voices = [threading.Thread(target=lambda n=n: [console.say(n, n * 200) for _ in range(200)]) for n in "ABCD"]
    for voice in voices:
        voice.start()
    for voice in voices:
        voice.join()
    console.close(5)
    assert set(stream.getvalue().splitlines()) == {f"{name} | {name * 200}" for name in "ABCD"}


class Stalled(io.StringIO):
    """A terminal that is held with Ctrl-S."""

    def __init__(self) -> None:
        super().__init__()
        self.released = threading.Event()

    def write(self, text: str) -> int:
        self.released.wait(10)
        return super().write(text)


def test_what_a_stalled_terminal_could_not_show_is_counted() -> None:
    terminal = Stalled()
    console = Console(terminal, {}, lambda: None)
    for number in range(20_000):
        console.say("P2", str(number))
    terminal.released.set()
    console.close(5)
    lines = terminal.getvalue().splitlines()
    (notice,) = [line for line in lines if not line.startswith("P2 | ")]
    assert notice == f"{20_001 - len(lines)} lines are not shown: this terminal is too slow"


@pytest.mark.parametrize(
    ("environment", "coloured"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True), ({"TERM": "dumb"}, False)],
)
def test_a_terminal_gets_colours_unless_somebody_asks_for_none(environment: dict[str, str], *, coloured: bool) -> None:
    leader, follower = pty.openpty()
    with os.fdopen(leader, "rb"), os.fdopen(follower, "w") as terminal:
        assert wants_colour(terminal, environment) is coloured


def test_a_file_gets_none() -> None:
    assert not wants_colour(io.StringIO(), {})
