"""A module as a team member makes one: from the template, by the four instructions."""

import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from common.contract import Role
from common.testing import Mosquitto, wait_for

ROOT = Path(__file__).parents[2]
TEMPLATE = ROOT / "client_template.py"

# Beside the venv's paho 2; `make test` puts it there.
PAHO_16 = ROOT / "build" / "paho16"


def by_the_instructions(role: Role) -> str:
    """Line 9 is changed, and in both sections the lines of this role are freed of their ``#``; nothing else."""
    lines = TEMPLATE.read_text(encoding="utf-8").splitlines()
    lines[8] = f'CLIENT_ID = "{role.client_id}"'
    mine = False
    for number, line in enumerate(lines):
        comment = line.strip()
        if comment.startswith("# ---"):
            mine = comment.startswith(f"# --- {role} ")
        elif not comment.startswith("# "):
            mine = False
        elif mine or (comment.startswith('# "') and role in comment.rpartition("#")[2]):
            lines[number] = line.replace("# ", "", 1)
    return "\n".join([*lines, ""])


class Module:
    """A program in a folder of its own; a warning of Python's would end it.

    Args:
        source: the program.
        folder: where it runs, and where what it writes is kept.
        port: the broker's, on loopback.
        paho: a folder with another paho than the venv's.
        settings: more of them.
    """

    def __init__(
        self, source: str, folder: Path, port: int, paho: Path | None = None, settings: Mapping[str, str] | None = None
    ) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "module.py").write_text(source, encoding="utf-8")
        environment = {"MQTT_HOST": "127.0.0.1", "MQTT_PORT": str(port), "PYTHONPATH": str(paho or "")}
        environment.update(settings or {})
        with (folder / "output").open("wb") as output, (folder / "errors").open("wb") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-u", "-X", "utf8", "-W", "error", "module.py"],
                cwd=folder,
                env=environment,
                stdout=output,
                stderr=errors,
            )

    @property
    def output(self) -> list[str]:
        """The lines that it printed so far."""
        return (self.folder / "output").read_text(encoding="utf-8").splitlines()

    @property
    def errors(self) -> str:
        """What it wrote to stderr so far: nothing, if all is well."""
        return (self.folder / "errors").read_text(encoding="utf-8")

    def interrupt(self) -> int:
        """Ctrl-C; returns the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(10)

    def kill(self) -> None:
        """It does not outlive its test."""
        self.process.kill()
        self.process.wait()


class Run(Protocol):
    """Starts a module, from its source, against the broker on a port; settings beside that."""

    def __call__(self, source: str, port: int, **settings: str) -> Module: ...


@contextmanager
def connected(role: Role, folder: Path, broker: Mosquitto) -> Iterator[Module]:
    """A module by the instructions, which the broker has let in."""
    module = Module(by_the_instructions(role), folder, broker.port)
    try:
        wait_for(lambda: any(line.startswith("Connecté") for line in module.output), f"{role} to connect")
        yield module
    finally:
        module.kill()
