"""Services as the team runs them: each in a folder of its own, with its own ``.env`` and its own broker address."""

import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
PREFIX = "smart_parking_2026/"
MODULES = {
    "P1": "p1_sensors",
    "P2": "p2_logic",
    "P3": "p3_barrier",
    "P4": "p4_display",
    "P5": "p5_monitor",
    "P6": "p6_backend",
    "P7": "p7_dashboard",
}

# Each of the seven has an address of its own, as seven machines have.
ADDRESSES = {f"P{number}": f"127.0.0.1{number}" for number in range(1, 8)}


class Pi:
    """One team member's machine.

    Args:
        role: whose.
        folder: the folder that is its own.
        settings: what stands in its ``.env``.
    """

    def __init__(self, role: str, folder: Path, settings: Mapping[str, str]) -> None:
        self.role = role
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        lines = "".join(f"{name}={value}\n" for name, value in settings.items())
        (folder / ".env").write_text(lines)
        self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", MODULES[self.role]],
                cwd=self.folder,
                env={"PYTHONPATH": str(ROOT)},
                stderr=log,
            )

    @property
    def log(self) -> str:
        """What the service wrote."""
        return (self.folder / "log").read_text()

    def kill(self) -> None:
        """As a power cut would."""
        self.process.kill()
        self.process.wait()

    def freeze(self) -> None:
        """It stands still, and its connections stay."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """It goes on, and knows nothing of the time between."""
        self.process.send_signal(signal.SIGCONT)

    def restart(self) -> None:
        """The power is back."""
        self.process = self._start()

    def stop(self) -> int:
        """As systemd would; returns the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(10)


class Pis:
    """The machines of one lot, by role."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pis: dict[str, Pi] = {}

    def start(
        self, port: int, roles: Mapping[str, Mapping[str, str]], addresses: Mapping[str, str] = ADDRESSES
    ) -> None:
        """Starts the service of each role, with its settings, on the broker at its own address."""
        for role, settings in roles.items():
            broker = {"MQTT_HOST": addresses[role], "MQTT_PORT": str(port)}
            self._pis[role] = Pi(role, self._folder / role, {**broker, **settings})

    def __getitem__(self, role: str) -> Pi:
        return self._pis[role]

    def kill(self) -> None:
        """All of them lose their power."""
        for pi in self._pis.values():
            pi.kill()


@contextmanager
def pis_in(folder: Path) -> Iterator[Pis]:
    """Machines that are gone when the test ends."""
    pis = Pis(folder)
    try:
        yield pis
    finally:
        pis.kill()
