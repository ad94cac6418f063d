"""``python -m p5_monitor`` as a process on a terminal, with a person before it."""

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from common.testing import Mosquitto, free_port, stopping, wait_for
from tests.system.lot import PREFIX
from tests.system.observer import Observer

if sys.platform == "win32":
    pytest.skip("no terminal of this kind on Windows", allow_module_level=True)

import fcntl
import pty
import struct
import termios

A1 = PREFIX + "parking/spots/A1/status"

# xterm's private mode 1049: the screen that was there before comes back.
ANOTHER_SCREEN = "\x1b[?1049h"
SCREEN_BEFORE = "\x1b[?1049l"

TABLE = [sys.executable, "-m", "p5_monitor"]


class Screen:
    """A terminal, and what was written to it."""

    def __init__(self) -> None:
        self._ours, self.theirs = pty.openpty()
        self.written = ""
        self.resize(80, 24)
        self._reading = threading.Event()
        self._reading.set()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def resize(self, width: int, height: int) -> None:
        fcntl.ioctl(self._ours, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))

    def types(self, text: str) -> None:
        os.write(self._ours, text.encode())

    def shows(self, text: str) -> None:
        """Returns when this is written; what was written before it is seen no more."""
        wait_for(lambda: text in self.written, f"{text!r} on the terminal")
        self.written = self.written.partition(text)[2]

    def stalls(self) -> None:
        """It takes nothing any more, as after Ctrl-S or over a dead link."""
        self._reading.clear()

    @property
    def modes(self) -> list[object]:
        """Whether it shows what is typed, and so on."""
        return termios.tcgetattr(self.theirs)

    def _read(self) -> None:
        # Linux says EIO when the last program has let go of a terminal.
        with suppress(OSError):
            while self._reading.wait() and (data := os.read(self._ours, 65_536)):
                self.written += data.decode(errors="replace")

    def close(self) -> None:
        self._reading.set()
        os.close(self.theirs)
        self._reader.join(10)
        os.close(self._ours)


@pytest.fixture
def broker() -> Iterator[Mosquitto]:
    with Mosquitto() as broker:
        yield broker


@pytest.fixture
def screen() -> Iterator[Screen]:
    screen = Screen()
    yield screen
    screen.close()


@contextmanager
def running(
    folder: Path, broker: Mosquitto, screen: Screen, environment: Mapping[str, str], command: Sequence[str] = TABLE
) -> Iterator[subprocess.Popen[bytes]]:
    """The program, with the terminal as its own."""
    settings = {"MQTT_HOST": broker.host, "MQTT_PORT": str(broker.port), "P5_HTTP_PORT": str(free_port())}
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={"TERM": "xterm", "LANG": "C.UTF-8", "PYTHONPATH": str(Path.cwd())} | settings | environment,
        stdin=screen.theirs,
        stdout=screen.theirs,
        stderr=screen.theirs,
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509  one thread does this
    )
    with stopping(process):
        yield process


def waits(pid: int) -> str:
    """What its threads wait for, in Linux's words."""
    with suppress(OSError):
        return " ".join((task / "wchan").read_text() for task in Path(f"/proc/{pid}/task").iterdir())
    return ""


def hears(broker: Mosquitto) -> None:
    """A connection is there before its subscription is, and what is said between is heard by nobody."""
    wait_for(lambda: "SmartPark2026_P5 1 " in broker.log, "P5 to subscribe")


def test_the_table_has_the_terminal_and_the_log_has_a_file(broker: Mosquitto, screen: Screen, tmp_path: Path) -> None:
    before = screen.modes
    with running(tmp_path, broker, screen, {}) as process, Observer(broker.host, broker.port) as stranger:
        screen.shows(ANOTHER_SCREEN)
        screen.shows("Smart Parking monitor")
        hears(broker)
        stranger.say(A1, "\x1b[2Jfree")
        screen.shows("spots/A1/status: not JSON")
        assert screen.modes != before
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    log = (tmp_path / "state" / "p5.log").read_text()
    assert "message rejected role=P1" in log
    assert "stopped" in log
    assert "WARNING" not in screen.written
    assert screen.written.count(SCREEN_BEFORE) == 1
    assert screen.modes == before


@pytest.mark.parametrize("keys", ["q", "\x03"], ids=["q", "Ctrl-C"])
def test_a_key_ends_the_program_and_gives_the_terminal_back(
    broker: Mosquitto, screen: Screen, tmp_path: Path, keys: str
) -> None:
    before = screen.modes
    with running(tmp_path, broker, screen, {}) as process:
        screen.shows("Smart Parking monitor")
        # The table is there a moment before the loop that logs its end.
        hears(broker)
        screen.types(keys)
        assert process.wait(10) == 0
    screen.shows(SCREEN_BEFORE)
    assert screen.modes == before
    assert "stopped" in (tmp_path / "state" / "p5.log").read_text()


@pytest.mark.skipif(not Path("/proc/self/wchan").exists(), reason="only Linux says what a thread waits for")
def test_a_terminal_that_takes_nothing_any_more_keeps_nobody_from_stopping(
    broker: Mosquitto, screen: Screen, tmp_path: Path
) -> None:
    before = screen.modes
    with running(tmp_path, broker, screen, {}) as process:
        screen.shows("Smart Parking monitor")
        screen.stalls()
        wait_for(lambda: "wait_woken" in waits(process.pid), "the table to wait for the terminal")
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    assert screen.modes == before


def test_help_filter_and_pause_answer_to_their_keys(broker: Mosquitto, screen: Screen, tmp_path: Path) -> None:
    with running(tmp_path, broker, screen, {"LANG": "fr_FR.UTF-8"}) as process:
        screen.shows("? aide")
        screen.types("?")
        screen.shows("terminer le programme")
        screen.types(" /p3\x1b[A")
        screen.shows("filtre\N{NO-BREAK SPACE}: p3_")
        screen.types("\rp")
        screen.shows("EN PAUSE")
        screen.types("q")
        assert process.wait(10) == 0


def test_a_terminal_that_grows_shows_more(broker: Mosquitto, screen: Screen, tmp_path: Path) -> None:
    with running(tmp_path, broker, screen, {}), Observer(broker.host, broker.port) as stranger:
        hears(broker)
        for number in range(60):
            stranger.say(f"{PREFIX}parking/spots/B{number}/status", f'{{"id": "B{number}", "status": "FREE"}}')
        screen.shows("B59/status  FREE")
        assert "B45/status  FREE" not in screen.written
        screen.resize(200, 50)
        screen.shows("B45/status  FREE")


def colours(written: str) -> set[str]:
    """Which colours were asked for (ECMA-48, section 8.3.117, and aixterm's bright ones)."""
    codes = {code for found in re.findall(r"\x1b\[([\d;]*)m", written) for code in found.split(";")}
    return {code for code in codes if re.fullmatch(r"[34][0-8]|9[0-7]|10[0-7]", code)}


@pytest.mark.parametrize(("wish", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)], ids=["colour", "NO_COLOR"])
def test_who_wants_no_colour_gets_none(
    broker: Mosquitto, screen: Screen, tmp_path: Path, wish: Mapping[str, str], *, coloured: bool
) -> None:
    with running(tmp_path, broker, screen, {"TERM": "xterm-256color"} | wish) as process:
        wait_for(lambda: "unknown" in screen.written, "the table")
        screen.types("q")
        assert process.wait(10) == 0
    assert bool(colours(screen.written)) == coloured


def test_a_terminal_of_lines_only_gets_the_log(broker: Mosquitto, screen: Screen, tmp_path: Path) -> None:
    with running(tmp_path, broker, screen, {"TERM": "dumb"}) as process:
        screen.shows("INFO")
        hears(broker)
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    screen.shows("stopped")
    assert "\x1b" not in screen.written
    assert not (tmp_path / "state" / "p5.log").exists()


@pytest.fixture
def shell() -> str:
    path = shutil.which("bash")
    if not path:
        pytest.skip("no bash, whose job control this is about")
    return path


def test_ctrl_z_gives_the_shell_its_terminal_and_fg_brings_the_table_back(
    broker: Mosquitto, screen: Screen, tmp_path: Path, shell: str
) -> None:
    shell_command = [shell, "--norc", "--noprofile", "-i"]
    with running(tmp_path, broker, screen, {"PS1": "ready> "}, shell_command) as process:
        screen.shows("ready> ")
        screen.types(" ".join(TABLE) + "\n")
        screen.shows("Smart Parking monitor")
        screen.types("\x1a")
        screen.shows(SCREEN_BEFORE)
        screen.shows("Stopped")
        screen.types("stty -a | tr ' ;' '\\n\\n' | grep -x -e icanon -e echo | xargs\n")
        screen.shows("icanon echo\r\n")
        screen.types("fg\n")
        screen.shows(ANOTHER_SCREEN)
        screen.shows("Smart Parking monitor")
        screen.types("q")
        screen.shows(SCREEN_BEFORE)
        screen.types("echo code $?\n")
        screen.shows("code 0")
        screen.types("exit\n")
        assert process.wait(10) == 0


def test_in_the_background_nothing_is_drawn_and_all_else_goes_on(
    broker: Mosquitto, screen: Screen, tmp_path: Path, shell: str
) -> None:
    shell_command = [shell, "--norc", "--noprofile", "-i"]
    with running(tmp_path, broker, screen, {"PS1": "ready> "}, shell_command) as process:
        screen.shows("ready> ")
        screen.types(" ".join(TABLE) + " &\n")
        hears(broker)
        assert ANOTHER_SCREEN not in screen.written
        screen.types("fg\n")
        screen.shows("Smart Parking monitor")
        screen.types("q")
        screen.shows(SCREEN_BEFORE)
        screen.types("exit\n")
        assert process.wait(10) == 0


def test_watch_shows_the_table_and_its_foot_says_who_it_is(broker: Mosquitto, screen: Screen, tmp_path: Path) -> None:
    before = screen.modes
    watching = [*TABLE, "watch"]
    with running(tmp_path, broker, screen, {}, watching) as process, Observer(broker.host, broker.port) as stranger:
        screen.shows("q quit  ? help  / filter  p pause")
        screen.shows("log: none  SmartPark2026_P5_watch_")
        wait_for(lambda: "SmartPark2026_P5_watch_" in broker.log, "the watcher to connect")
        wait_for(lambda: f" 1 {PREFIX}monitor/presence/+" in broker.log, "the watcher to subscribe")
        stranger.say(A1, "\x1b[2Jfree")
        screen.shows("spots/A1/status: not JSON")
        screen.types("q")
        assert process.wait(10) == 0
    assert "WARNING" not in screen.written
    assert screen.modes == before
    assert list(tmp_path.iterdir()) == []
