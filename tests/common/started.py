"""A service as a process of its own, in an empty folder."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from common.testing import stopping, wait_for

ROOT = Path(__file__).parents[2]


class Started:
    """A running service, and what it has logged."""

    def __init__(self, process: subprocess.Popen[bytes], log_file: Path) -> None:
        self.process = process
        self._log_file = log_file

    @property
    def log(self) -> str:
        """What it wrote so far."""
        return self._log_file.read_text()

    def says(self, text: str, times: int = 1) -> None:
        """Returns when it has logged this so many times."""
        wait_for(lambda: self.log.count(text) >= times, f"{text!r} in\n{self.log}")

    def exits(self) -> int:
        """Waits for its end; the exit code."""
        return self.process.wait(15)

    def is_told(self, number: signal.Signals) -> None:
        """Gets a signal."""
        self.process.send_signal(number)


@contextmanager
def started(folder: Path, port: int, module: str = "p2_logic", **settings: str) -> Iterator[Started]:
    """A service with a broker on loopback; other settings beside."""
    log_file = folder / "stderr"
    environment = {"MQTT_HOST": "127.0.0.1", "MQTT_PORT": str(port), "TOPIC_PREFIX": "lot/", **settings}
    with log_file.open("ab") as stderr:
        process = subprocess.Popen(
            [sys.executable, "-m", module],
            cwd=folder,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **environment},
            stderr=stderr,
        )
    with stopping(process):
        yield Started(process, log_file)
