"""The launcher, run as a person runs it, in a folder of its own."""

import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Self

from common.contract import Role
from common.testing import free_port, stopping, wait_for

# The promise of the README: Ctrl-C ends everything within five seconds.
STOP_SECONDS = 5.0

# Where no mosquitto is: beside a venv's bin there is no sbin.
PATH_WITHOUT_MOSQUITTO = str(Path(sys.executable).parent)

MARKER = "LAUNCHER_TEST"

# A module that stands in for a service: the folder it lies in comes before the installed packages.
STEADY = "import signal; print('steady', flush=True); signal.pause()"
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {STEADY}"

CHATTY = "import itertools, time; [(print('steady', flush=True), time.sleep(0.05)) for _ in itertools.count()]"
LAST_WORDS = """
import os, signal, socket, sys
def stop(*_):
    socket.create_connection((os.environ["MQTT_HOST"], int(os.environ["MQTT_PORT"]))).close()
    print("the broker still answers")
    sys.exit()
signal.signal(signal.SIGTERM, stop)
print("steady", flush=True)
signal.pause()
"""

FLOOD = f"""
import pathlib
print("a line\\n" * 100_000, flush=True)
pathlib.Path("flooded").touch()
{STEADY}
"""

SERVICES = ("p1_sensors", "p2_logic", "p3_barrier", "p4_display", "p5_monitor", "p6_backend", "p7_dashboard")


class Launched:
    """``python -m launcher``, and every process that came of it.

    Args:
        folder: where it runs.
        arguments: what is typed after its name.
        environment: settings for it.
        stand_ins: the code of the modules that stand in for services; empty: the real ones run.
        stdout: where it writes, instead of a file that ``output`` reads.
    """

    def __init__(
        self,
        folder: Path,
        *arguments: str,
        environment: Mapping[str, str] | None = None,
        stand_ins: Mapping[str, str] | None = None,
        stdout: int | None = None,
    ) -> None:
        for module, code in (stand_ins or {}).items():
            (folder / f"{module}.py").write_text(code)
        self.folder = folder
        self.port = free_port()
        self._output = folder / "output"
        self._mark = uuid.uuid4().hex
        # As in a person's shell: set, it would hide what a buffer does.
        settings = {"PYTHONUNBUFFERED": "", "MQTT_PORT": str(self.port), MARKER: self._mark, **(environment or {})}
        with self._output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "launcher", *arguments],
                cwd=folder,
                env={**os.environ, **settings},
                stdout=output if stdout is None else stdout,
                stderr=subprocess.STDOUT,
                # The tests may run under nohup, and an ignored signal is inherited.
                preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL),  # noqa: PLW1509
            )

    @property
    def output(self) -> str:
        """What it wrote so far."""
        return self._output.read_text()

    def wait_to_say(self, text: str) -> None:
        """Waits until it has written this."""
        wait_for(lambda: text in self.output, f"{text!r} in:\n{self.output}")

    def wait_until_steady(self, *, but: Role | None = None) -> None:
        """Waits until every stand-in runs; ``but``: the one that says something else."""
        for role in Role:
            if role is not but:
                self.wait_to_say(f"{role} | steady")

    def stop(self, number: int = signal.SIGINT) -> int:
        """Ends it as Ctrl-C does; returns the exit code."""
        self.process.send_signal(number)
        return self.process.wait(STOP_SECONDS)

    def end(self) -> int:
        """Waits until it ends by itself; returns the exit code."""
        return self.process.wait(15)

    def processes(self, words: str = "") -> list[int]:
        """The processes of this launch that still run, as /proc knows them, with these words in their command."""
        return [pid for pid in _pids() if self._mark in _read(pid, "environ") and words in _read(pid, "cmdline")]

    def kill(self, words: str) -> None:
        """Ends the one process with these words in its command, as a power cut would."""
        (pid,) = self.processes(words)
        os.kill(pid, signal.SIGKILL)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with stopping(self.process), suppress(subprocess.TimeoutExpired):
            self.stop(signal.SIGTERM)
        for pid in self.processes():
            os.kill(pid, signal.SIGKILL)


def all_steady(**others: str) -> dict[str, str]:
    """Stand-ins for all seven services; ``others``: the code of those that differ."""
    return {**dict.fromkeys(SERVICES, STEADY), **others}


def _pids() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _read(pid: int, name: str) -> str:
    """What /proc says of a process; nothing, if it is gone, a zombie or somebody else's."""
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""
