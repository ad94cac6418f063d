"""A wrong wire is a type error first."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

WIRES = """\
from collections.abc import Sequence

from common.contract import Role
from common.messages import Available, SpotStatus
from common.service import Service, Subscribes


def count_announced(available: Available, now: float) -> Sequence[object]:
    return [available, now]


Service(Role.P2, Subscribes({message}, count_announced))
"""


def check(folder: Path, message: str) -> subprocess.CompletedProcess[str]:
    source = folder / "wires.py"
    source.write_text(WIRES.format(message=message))
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(folder / "cache"), str(source)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_a_handler_of_another_message_is_a_type_error(tmp_path: Path) -> None:
    checked = check(tmp_path, "SpotStatus")
    assert checked.returncode == 1
    assert "[arg-type]" in checked.stdout
    assert "Found 1 error" in checked.stdout


def test_the_right_handler_is_none(tmp_path: Path) -> None:
    checked = check(tmp_path, "Available")
    assert checked.returncode == 0, checked.stdout
