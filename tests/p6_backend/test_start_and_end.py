"""How P6 begins and ends: what it refuses before it connects, and that it stops at once."""

import signal
import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from common.testing import Mosquitto, free_port, wait_for
from tests.common.fake_broker import CONNACK, FakeBroker
from tests.common.started import Started, started
from tests.p6_backend.backend import rows, running, stranger

MARKER = "S3CRETx"


def start(folder: Path, **settings: str) -> Started:
    """A P6 that exits with 2, and the one line that it leaves."""
    with started(folder, free_port(), "p6_backend", P6_HTTP_PORT=str(free_port()), **settings) as process:
        assert process.exits() == 2
        assert [line for line in process.log.splitlines() if "INFO" not in line] == [process.log.splitlines()[-1]]
        return process


def test_what_is_no_database_is_named_and_left_as_it_is(tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("Milk, eggs, bread\n" * 100)
    process = start(tmp_path, DATABASE_URL=f"sqlite:///{text}")
    assert f"DATABASE_URL: {text}: file is not a database" in process.log
    assert text.read_text() == "Milk, eggs, bread\n" * 100
    assert list(tmp_path.glob("notes.txt?*")) == []


def test_a_damaged_database_is_named_and_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "lot.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE x (y)")
    damaged = b"x" * 100 + file.read_bytes()[100:]
    file.write_bytes(damaged)
    assert f"DATABASE_URL: {file}: file is not a database" in start(tmp_path, DATABASE_URL=f"sqlite:///{file}").log
    assert file.read_bytes() == damaged


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        pytest.param("{folder}", "{folder}: unable to open database file", id="a folder"),
        pytest.param("{folder}/stderr/parking.db", "{folder}/stderr: File exists", id="in a file"),
        # Nobody may write there, root neither.
        pytest.param("/proc/parking.db", "/proc/parking.db: ", id="in a read-only folder"),
        pytest.param("/proc/parking/parking.db", "/proc/parking: ", id="in a folder that cannot be made"),
    ],
)
def test_a_place_that_cannot_be_written_to_is_named(tmp_path: Path, place: str, reason: str) -> None:
    process = start(tmp_path, DATABASE_URL=f"sqlite:///{place.format(folder=tmp_path)}")
    assert f"DATABASE_URL: {reason.format(folder=tmp_path)}" in process.log


@pytest.mark.parametrize("level", ["DEBUG", "INFO"])
def test_an_address_that_names_no_file_is_refused_without_its_password(tmp_path: Path, level: str) -> None:
    url = f"postgresql://u:{MARKER}@127.0.0.1:5432:5432/d"
    process = start(tmp_path, DATABASE_URL=url, P6_API_KEY=MARKER, LOG_LEVEL=level)
    assert "DATABASE_URL: sqlite:///FILE expected" in process.log
    assert MARKER[:4] not in process.log


def test_a_used_port_is_named(tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        port = other.getsockname()[1]
        with started(tmp_path, free_port(), "p6_backend", P6_HTTP_PORT=str(port)) as process:
            assert process.exits() == 2
    assert f"P6_HTTP_PORT: cannot listen on 127.0.0.1 port {port}: Address already in use" in process.log


def test_the_first_lines_show_where_the_history_lies_and_where_it_is_served(
    mosquitto: Mosquitto, tmp_path: Path
) -> None:
    with running(tmp_path, mosquitto.port, DATABASE_URL="sqlite:///lot.db") as backend:
        assert f"file={tmp_path / 'lot.db'}" in backend.log
        assert f"address={str(backend.http.base_url).rstrip('/')}" in backend.log


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=lambda number: number.name)
def test_it_stops_at_once_though_connections_are_open(
    mosquitto: Mosquitto, tmp_path: Path, number: signal.Signals
) -> None:
    with running(tmp_path, mosquitto.port) as backend:
        port = backend.http.base_url.port
        open_ones = [socket.create_connection(("127.0.0.1", port)) for _ in range(3)]
        open_ones[0].sendall(b"POST /api/v1/spots HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n{")
        assert backend.get("spots") == {"spots": []}
        backend.process.is_told(number)
        # A deadline, far above what it takes.
        assert backend.process.process.wait(5) == 0
        for connection in open_ones:
            connection.close()
        assert "Traceback" not in backend.log
        assert backend.log.splitlines()[-1].endswith("stopped")


def test_it_stops_at_once_while_the_database_is_held_and_what_was_heard_comes_again(
    mosquitto: Mosquitto, tmp_path: Path
) -> None:
    with running(tmp_path, mosquitto.port) as backend, stranger(mosquitto.port) as module:
        with closing(sqlite3.connect(backend.file, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            module.says("parking/x", b"1", b"2", b"3")
            backend.process.says("the history cannot be written")
            backend.process.is_told(signal.SIGTERM)
            assert backend.process.process.wait(5) == 0
        module.says("parking/x", b"4")
    with running(tmp_path, mosquitto.port) as backend:
        wait_for(lambda: len(rows(backend.file)) >= 4, "all four")
        assert [payload for _, payload in rows(backend.file)] == [b"1", b"2", b"3", b"4"]


def test_it_starts_while_the_database_is_held(mosquitto: Mosquitto, tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    with closing(sqlite3.connect(tmp_path / "state" / "parking.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with started(tmp_path, mosquitto.port, "p6_backend", P6_HTTP_PORT=str(free_port())) as process:
            process.says("the history cannot be written")
            other.execute("ROLLBACK")
            process.says("the history can be written again")


def test_where_nobody_hears_an_order_it_is_refused(mosquitto: Mosquitto, tmp_path: Path) -> None:
    with running(tmp_path, mosquitto.port, COMPLETIONS="none") as backend:
        for answer in (
            backend.http.post("/api/v1/spots", json={"id": "B1"}),
            backend.http.delete("/api/v1/spots/B1"),
        ):
            assert answer.status_code == 409
            assert "COMPLETIONS=none" in answer.json()["detail"]
        assert backend.get("events") == {"events": [], "next": None}


def test_with_a_key_only_the_key_adds_places_and_nobody_is_told_it(mosquitto: Mosquitto, tmp_path: Path) -> None:
    with running(tmp_path, mosquitto.port, P6_API_KEY=MARKER) as backend:
        right, wrong = {"x-api-key": MARKER}, {"x-api-key": "guess"}
        assert backend.http.post("/api/v1/spots", json={"id": "B1"}, headers=right).status_code == 202
        refused = backend.http.post("/api/v1/spots", json={"id": "B1"}, headers=wrong)
        assert (refused.status_code, refused.json()["parameter"]) == (401, "X-API-Key")
        assert backend.http.post("/api/v1/spots?api_key=" + MARKER, json={"id": "B1"}).status_code == 401
        assert MARKER not in refused.text + backend.http.get("/openapi.json").text + backend.log


def test_without_a_broker_it_serves_what_it_knows(tmp_path: Path) -> None:
    port = free_port()
    with Mosquitto(port=port) as mosquitto, running(tmp_path, mosquitto.port) as backend:
        with stranger(port) as module:
            module.says("parking/x", b"1")
        backend.has_rows(1)
        mosquitto.kill()
        wait_for(lambda: not backend.is_ready(), "P6 to notice")
        assert backend.http.get("/readyz").json()["checks"] == {"history": True, "broker": False, "subscribed": False}
        assert len(backend.get("events")["events"]) == 1


def test_who_is_let_in_but_may_not_hear_is_not_ready(tmp_path: Path) -> None:
    port = free_port()
    refusing = FakeBroker([CONNACK], granted=b"\x87")
    with refusing.listening(), started(tmp_path, refusing.port, "p6_backend", P6_HTTP_PORT=str(port)) as backend:
        backend.says("subscription refused")
        answer = httpx.get(f"http://127.0.0.1:{port}/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"] == {"history": True, "broker": True, "subscribed": False}
