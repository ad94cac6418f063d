"""P6 killed, restarted, cut off from its database, out of room: nothing is lost, and nothing recorded twice."""

import random
import signal
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import paho.mqtt.client as paho

from common.testing import Mosquitto, wait_for
from tests.p6_backend.backend import rows, running, stranger

KILLS = 4
MESSAGES = 2_500


@contextmanager
def meanwhile(say: Callable[[], None]) -> Iterator[threading.Thread]:
    speaker = threading.Thread(target=say)
    speaker.start()
    yield speaker
    speaker.join()


@contextmanager
def held(file: Path) -> Iterator[None]:
    """Another program holds the database."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        yield


def payloads(file: Path, topic: str) -> list[bytes]:
    return [payload for name, payload in rows(file) if name == topic]


def says_plainly(port: int) -> None:
    """From a module that knows MQTT 3.1.1 only, a message from time to time twice."""
    with stranger(port) as module:
        for number in range(MESSAGES):
            module.says("parking/plain", b"%d" % (number // 2 if number % 10 < 2 else number))


def says_with_identities(port: int) -> None:
    with stranger(port, paho.MQTTv5) as module:
        for number in range(MESSAGES):
            beside = {"sent": datetime.now(UTC).isoformat(), "seq": str(number)}
            module.says("parking/numbered", b"%d" % number, beside=beside)


def test_killed_at_any_moment_it_records_each_message_once_and_in_order(mosquitto: Mosquitto, tmp_path: Path) -> None:
    chance = random.Random(6)  # noqa: S311  no secret
    with running(tmp_path, mosquitto.port):
        pass
    with (
        meanwhile(lambda: says_plainly(mosquitto.port)),
        meanwhile(lambda: says_with_identities(mosquitto.port)),
    ):
        for _ in range(KILLS):
            with running(tmp_path, mosquitto.port) as backend:
                before = len(rows(backend.file))
                wait_for(lambda b=backend, n=before: len(rows(b.file)) > n + chance.randrange(200), "some rows")  # type: ignore[misc]
                backend.process.process.kill()
    with running(tmp_path, mosquitto.port) as backend:
        backend.has_rows(2 * MESSAGES)
        file = backend.file
        assert "ERROR" not in backend.log
    sent = [b"%d" % (number // 2 if number % 10 < 2 else number) for number in range(MESSAGES)]
    assert payloads(file, "parking/plain") == sent
    assert payloads(file, "parking/numbered") == [b"%d" % number for number in range(MESSAGES)]


def test_restarts_leave_the_history_and_the_spots_as_they_are(mosquitto: Mosquitto, tmp_path: Path) -> None:
    with stranger(mosquitto.port) as sensors, running(tmp_path, mosquitto.port) as backend:
        for number in range(20):
            status = "OCCUPIED" if number < 3 else "FREE"
            payload = b'{"id": "A%d", "status": "%s"}' % (number, status.encode())
            sensors.says(f"parking/spots/A{number}/status", payload, retain=True)
        backend.has_rows(20)
        events, spots = backend.get("events"), backend.get("spots")
    for number in (signal.SIGTERM, signal.SIGKILL) * 2:
        with running(tmp_path, mosquitto.port) as backend:
            assert backend.stops(number) == (0 if number is signal.SIGTERM else -signal.SIGKILL)
    with running(tmp_path, mosquitto.port) as backend:
        with stranger(mosquitto.port) as sensors:
            sensors.says("parking/marker", b"")
        wait_for(lambda: len(rows(backend.file)) > 20, "the marker")
        assert backend.get("events", topic="parking/marker")["events"][0]["id"] == 21
        assert backend.get("events", cursor=21) == events
        assert backend.get("spots") == spots


def test_a_change_while_it_is_down_is_there_once(mosquitto: Mosquitto, tmp_path: Path) -> None:
    topic = "parking/spots/A1/status"
    free, occupied = b'{"id": "A1", "status": "FREE"}', b'{"id": "A1", "status": "OCCUPIED"}'
    with stranger(mosquitto.port) as sensors:
        with running(tmp_path, mosquitto.port) as backend:
            sensors.says(topic, free, retain=True)
            backend.has_rows(1)
        sensors.says(topic, occupied, retain=True)
        with running(tmp_path, mosquitto.port) as backend:
            sensors.says("parking/marker", b"")
            wait_for(lambda: ("parking/marker", b"") in rows(backend.file), "the marker")
            assert payloads(backend.file, topic) == [free, occupied]
            assert [spot["status"] for spot in backend.get("spots")["spots"]] == ["OCCUPIED"]


def test_a_broker_that_comes_back_without_memory_opens_nothing_anew(mosquitto: Mosquitto, tmp_path: Path) -> None:
    occupied = b'{"id": "A1", "status": "OCCUPIED"}'
    with running(tmp_path, mosquitto.port) as backend:
        for life in range(2):
            if life:
                mosquitto.kill()
                mosquitto.start()
                wait_for(backend.is_ready, "P6 to be back")
            with stranger(mosquitto.port) as sensors:
                sensors.says("parking/spots/A1/status", occupied, retain=True)
            backend.has_rows(life + 1)
        [spot] = backend.get("spots")["spots"]
        assert spot["since"] == backend.get("events", order="oldest")["events"][0]["at"]


def test_a_locked_database_is_said_once_and_all_of_that_time_is_recorded(mosquitto: Mosquitto, tmp_path: Path) -> None:
    with running(tmp_path, mosquitto.port) as backend, stranger(mosquitto.port) as module:
        with held(backend.file):
            module.says("parking/x", *(b"%d" % number for number in range(200)))
            backend.process.says("the history cannot be written")
            assert backend.http.get("/readyz").json()["checks"] == {
                "history": False,
                "broker": True,
                "subscribed": True,
            }
            assert backend.get("spots") == {"spots": []}
        backend.process.says("the history can be written again")
        backend.has_rows(200)
        assert payloads(backend.file, "parking/x") == [b"%d" % number for number in range(200)]
        assert backend.log.count("the history cannot be written") == 1
        assert backend.log.count("the history can be written again") == 1


def test_beyond_the_bound_the_broker_keeps_what_comes_and_nothing_is_lost(mosquitto: Mosquitto, tmp_path: Path) -> None:
    large = [b"%d" % number + b"x" * 1_000_000 for number in range(40)]
    with running(tmp_path, mosquitto.port) as backend, stranger(mosquitto.port) as module:
        with held(backend.file):
            module.says("parking/large", *large)
            backend.process.says("no room for more")
            assert backend.http.get("/livez").status_code == 200
        backend.has_rows(40)
        wait_for(backend.is_ready, "P6 to be ready again")
        assert payloads(backend.file, "parking/large") == large
        assert backend.log.count("no room for more") == 1
        assert "another program" not in backend.log
