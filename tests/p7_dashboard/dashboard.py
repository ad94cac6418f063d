"""``python -m p7_dashboard`` as a process of its own, on loopback, and those who look at it."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx

from common.testing import Mosquitto, free_port, wait_for
from tests.system.observer import Observer

ROOT = Path(__file__).parents[2]
PREFIX = "lot/"
BARRIER = "parking/barriers/entry/state"
OVERRIDE = "parking/admin/override"


class Dashboard:
    """A running P7.

    Args:
        folder: where it runs and logs.
        broker: the port of its broker.
        settings: more settings.
    """

    def __init__(self, folder: Path, broker: int, **settings: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._log_file = folder / "stderr"
        self._folder = folder
        self._environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "MQTT_HOST": "127.0.0.1",
            "MQTT_PORT": str(broker),
            "TOPIC_PREFIX": PREFIX,
            "P7_HTTP_PORT": str(self.port),
            **settings,
        }
        self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        with self._log_file.open("ab") as stderr:
            return subprocess.Popen(
                [sys.executable, "-m", "p7_dashboard"], cwd=self._folder, env=self._environment, stderr=stderr
            )

    def restart(self) -> None:
        """After its end: the same again."""
        self.process = self._start()
        self.is_ready()

    def is_ready(self) -> None:
        """Returns when it answers and hears the broker."""
        wait_for(lambda: self._health() == 200, f"P7 to be ready\n{self.log}")

    def _health(self) -> int:
        try:
            return httpx.get(f"{self.url}/readyz").status_code
        except httpx.TransportError:
            return 0

    def stop(self) -> int:
        """As systemd would; returns the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(10)

    def freeze(self) -> None:
        """It says nothing any more, and its connections stay."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """It goes on."""
        self.process.send_signal(signal.SIGCONT)

    @property
    def log(self) -> str:
        """What it wrote."""
        return self._log_file.read_text()

    @property
    def picture(self) -> dict[str, Any]:
        """What somebody sees who comes now."""
        with self.look() as look:
            return look.next("snapshot").data

    @contextmanager
    def look(self, last_id: str | None = None) -> Iterator["Look"]:
        """Opens the stream of events."""
        headers = {} if last_id is None else {"Last-Event-ID": last_id}
        with httpx.stream("GET", f"{self.url}/api/v1/stream", headers=headers, timeout=15) as response:
            yield Look(response)

    def orders(self, cmd: str, **headers: str) -> httpx.Response:
        """Gives an order."""
        return httpx.post(f"{self.url}/api/v1/override", json={"cmd": cmd}, headers=headers)


class Event(NamedTuple):
    """A server-sent event."""

    id: str
    name: str
    data: dict[str, Any]


class Look:
    """An open stream."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self._lines = response.iter_lines()

    def next(self, *names: str) -> Event:
        """The next event of one of these names (default: of any)."""
        fields: dict[str, str] = {}
        for line in self._lines:
            name, _, value = line.partition(": ")
            if name:
                fields[name] = value
            elif "data" in fields and (not names or fields["event"] in names):
                return Event(fields.get("id", ""), fields["event"], json.loads(fields["data"]))
            else:
                fields = {}
        raise AssertionError("the stream has ended")

    def rest(self) -> list[str]:
        """The lines until its end."""
        return list(self._lines)

    def changes(self, part: str, count: int) -> list[Any]:
        """The next so many changes of one part of the picture."""
        found: list[Any] = []
        while len(found) < count:
            data = self.next("change").data
            if part in data:
                found += data[part] if part == "feed" else [data[part]]
        return found


class Site(NamedTuple):
    """A broker, somebody who hears and says everything, and a P7."""

    broker: Mosquitto
    observer: Observer
    dashboard: Dashboard

    def says(self, topic: str, payload: str, *, retain: bool = True) -> None:
        """A module says something."""
        self.observer.say(PREFIX + topic, payload, retain=retain)

    def spot(self, spot_id: str, status: str) -> None:
        """P1 speaks of a place."""
        self.says(f"parking/spots/{spot_id}/status", f'{{"id": "{spot_id}", "status": "{status}"}}')


@contextmanager
def site(folder: Path, **settings: str) -> Iterator[Site]:
    """All three, as long as a test needs them."""
    with Mosquitto() as broker, Observer("127.0.0.1", broker.port) as observer:
        dashboard = Dashboard(folder, broker.port, **settings)
        try:
            dashboard.is_ready()
            yield Site(broker, observer, dashboard)
        finally:
            dashboard.process.kill()
            dashboard.process.wait()
