"""``python -m p6_backend`` with a real broker, and strangers who publish."""

import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from common.testing import free_port, wait_for
from tests.common.started import Started, started

PREFIX = "lot/"


class Backend:
    """A running P6.

    Args:
        started: its process.
        folder: where it runs.
        port: where it serves.
    """

    def __init__(self, started: Started, folder: Path, port: int) -> None:
        self.process = started
        self.file = folder / "state" / "parking.db"
        self.http = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=10)

    @property
    def log(self) -> str:
        """What it wrote so far, in all its lives in this folder."""
        return self.process.log

    def get(self, path: str, **parameters: str | int) -> Any:
        """The answer under ``/api/v1``."""
        answer = self.http.get(f"/api/v1/{path}", params=parameters)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def is_ready(self) -> bool:
        """Whether history and broker are there."""
        try:
            return self.http.get("/readyz").status_code == 200
        except httpx.TransportError:
            return False

    def has_rows(self, number: int) -> None:
        """Returns when so many rows are on the disk, and no more."""
        wait_for(lambda: len(rows(self.file)) >= number, f"{number} rows, not {len(rows(self.file))}", 60)
        assert len(rows(self.file)) == number

    def stops(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Its exit code after a signal."""
        self.process.is_told(number)
        return self.process.exits()


@contextmanager
def running(folder: Path, port: int, **settings: str) -> Iterator[Backend]:
    """P6 that is connected and serves."""
    http_port = free_port()
    folder.mkdir(exist_ok=True)
    with started(folder, port, "p6_backend", **{"P6_HTTP_PORT": str(http_port), **settings}) as process:
        backend = Backend(process, folder, http_port)
        with backend.http:
            try:
                wait_for(backend.is_ready, "P6 to be ready")
            except TimeoutError:
                raise TimeoutError(f"P6 is not ready; it said:\n{process.log}") from None
            yield backend


def rows(file: Path) -> list[tuple[str, bytes]]:
    """Topic and payload of each row, in order."""
    with closing(sqlite3.connect(file)) as connection:
        return list(connection.execute("SELECT topic, payload FROM events ORDER BY id"))


class Stranger:
    """A client that says anything."""

    def __init__(self, port: int, version: int = paho.MQTTv311) -> None:
        self._client = paho.Client(CallbackAPIVersion.VERSION2, "", protocol=version)
        self._client.max_inflight_messages_set(100)
        self._client.max_queued_messages_set(0)
        self._client.connect("127.0.0.1", port)
        self._client.loop_start()

    def says(
        self, topic: str, *payloads: bytes, beside: dict[str, str] | None = None, retain: bool = False, qos: int = 1
    ) -> None:
        """Publishes, and returns when the broker has it all."""
        properties = None
        if beside:
            properties = Properties(PacketTypes.PUBLISH)
            properties.UserProperty = list(beside.items())
        sent = [
            self._client.publish(PREFIX + topic, payload, qos, retain=retain, properties=properties)
            for payload in payloads
        ]
        for one in sent:
            one.wait_for_publish(60)

    def leaves(self) -> None:
        """Goes."""
        self._client.disconnect()
        self._client.loop_stop()


@contextmanager
def stranger(port: int, version: int = paho.MQTTv311) -> Iterator[Stranger]:
    """Somebody who can say anything."""
    somebody = Stranger(port, version)
    try:
        yield somebody
    finally:
        somebody.leaves()
