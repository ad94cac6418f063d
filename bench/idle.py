"""What each service costs while nothing happens."""

import tempfile
import time
from pathlib import Path

from bench.lot import NODELAY, services
from bench.report import Figure
from common.testing import Mosquitto

SECONDS = 30.0
MODULES = ("p1_sensors", "p2_logic", "p3_barrier", "p4_display")


def _voluntary_switches(process: int) -> int:
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.split("voluntary_ctxt_switches:")[1].split()[0])


def _cpu_seconds(process: int) -> float:
    """As the scheduler counts it, in nanoseconds: the kernel's ticks of 10 ms are coarser than the goal."""
    return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e9


def idle() -> list[Figure]:
    """Goal: ≤ 3 wake-ups a second and ≤ 0.1 % of a core, each (Linux only)."""
    settings = {"P1_SPEED": "0.01", "COMPLETIONS": "all"}
    figures = []
    with (
        Mosquitto(NODELAY) as broker,
        tempfile.TemporaryDirectory() as folder,
        services(MODULES, broker, "idle/", Path(folder), settings) as processes,
    ):
        # The simulated lot's first vehicle has come and gone by then.
        time.sleep(30)
        before = [(_voluntary_switches(process.pid), _cpu_seconds(process.pid)) for process in processes]
        time.sleep(SECONDS)
        for module, process, (switches, cpu) in zip(MODULES, processes, before, strict=True):
            wake_ups = (_voluntary_switches(process.pid) - switches) / SECONDS
            share = (_cpu_seconds(process.pid) - cpu) / SECONDS * 100
            figures += [
                Figure(f"{module} idle, wake-ups", wake_ups, None, "/s", at_most=3.0),
                Figure(f"{module} idle, CPU", share, None, "%", at_most=0.1),
            ]
    return figures
