import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from common.inbox import Inbox
from common.messages import State
from common.program import Given
from common.remembered import Remembered
from common.settings import CommonSettings
from common.state_file import StateFile
from common.testing import stopping, wait_for
from p3_barrier.assembly import assemble
from p3_barrier.exercise import Exercise
from p3_barrier.rules import BeamBroken, Position
from p3_barrier.settings import BarrierSettings

CYCLE = ["OPENING (order)", "OPENED (order)", "CLOSING (hold_over)", "CLOSED (hold_over)"]


@contextmanager
def exercise(folder: Path, **settings: str) -> Iterator[subprocess.Popen[str]]:
    environment = {"STATE_DIR": str(folder), "P3_TRAVEL_SECONDS": "0.1", "P3_HOLD_SECONDS": "0.1", **settings}
    process = subprocess.Popen(
        [sys.executable, "-m", "p3_barrier", "exercise"],
        cwd=folder,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with stopping(process):
        yield process


def position(folder: Path) -> Position:
    return Remembered(StateFile(folder / "p3.json"), Position).load()


def test_it_goes_up_and_down_once_and_says_so(tmp_path: Path) -> None:
    with exercise(tmp_path) as process:
        said, _ = process.communicate("y\n", timeout=15)
    assert said.splitlines()[-4:] == CYCLE
    assert process.returncode == 0


@pytest.mark.parametrize("state", ["OPENING", "OPENED", "CLOSING"])
def test_an_arm_that_is_up_or_anywhere_goes_up_first_all_the_same(state: State, tmp_path: Path) -> None:
    Remembered(StateFile(tmp_path / "p3.json"), Position).save(Position(state), 0)
    with exercise(tmp_path) as process:
        said, _ = process.communicate("y\n", timeout=15)
    assert said.splitlines()[-4:] == CYCLE
    assert process.returncode == 0


@pytest.mark.parametrize("answer", ["", "\n", "n\n", "yes\n"], ids=["end of input", "nothing", "n", "yes"])
def test_nothing_moves_unless_y_is_typed(answer: str, tmp_path: Path) -> None:
    with exercise(tmp_path) as process:
        said, _ = process.communicate(answer, timeout=15)
    assert said.endswith("nothing moved\n")
    assert process.returncode == 0
    assert not (tmp_path / "p3.json").exists()


def test_asked_to_stop_it_ends_the_movement_and_begins_no_other(tmp_path: Path) -> None:
    with exercise(tmp_path, P3_TRAVEL_SECONDS="1", P3_HOLD_SECONDS="0.01") as process:
        process.stdin.write("y\n")  # type: ignore[union-attr]
        process.stdin.flush()  # type: ignore[union-attr]
        wait_for(lambda: position(tmp_path).state == "OPENING", "the arm to move")
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=15)
    assert said.splitlines()[-1] == "OPENED (order)"
    assert process.returncode == 1


def asks_for_a_cycle(folder: Path, *facts: object) -> None:
    """With these facts in the inbox it is refused, and nothing moves."""
    before = position(folder)
    with closing(Inbox()) as inbox:
        for fact in facts:
            inbox.put(fact)
        given = Given(CommonSettings(), BarrierSettings(), inbox, StateFile(folder / "p3.json"))
        assert Exercise(assemble(given), inbox).run() == 1
    assert position(folder) == before


def test_it_refuses_while_something_is_under_the_arm(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asks_for_a_cycle(tmp_path, BeamBroken())
    assert capsys.readouterr().out.splitlines()[-1] == "refused: something is under the arm"


@pytest.mark.parametrize(
    ("where", "reason"),
    [
        (Position("CLOSED", forced=True), "the barrier is forced open: order RELEASE first"),
        (Position("OPENED", forced=True), "the barrier is forced open: order RELEASE first"),
        (Position("OPENING", forced=True), "the barrier is forced open: order RELEASE first"),
        (Position("FAULT"), "the barrier is out of service: order FORCE_OPEN or RELEASE first"),
    ],
)
def test_it_refuses_a_barrier_that_an_operator_must_free(
    where: Position, reason: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Remembered(StateFile(tmp_path / "p3.json"), Position).save(where, 0)
    asks_for_a_cycle(tmp_path)
    assert capsys.readouterr().out.splitlines()[-1] == f"refused: {reason}"
