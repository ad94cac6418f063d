"""``check`` as a program: where nobody is, where a lot lives, and where somebody presses Ctrl-C."""

import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from common.connection import Broker
from common.contract import Role
from common.testing import Mosquitto, free_port, stopping, wait_for
from p5_monitor.conformance.hold import tells_who_is_thrown_out
from p5_monitor.mqtt_probe import Probe
from tests.common.fake_broker import CONNACK, disconnect
from tests.p5_monitor.checked import PREFIX, kept_by
from tests.p5_monitor.team_modules import Sensors, Sign

A1 = PREFIX + "parking/spots/A1/status"
A1_FREE = b'{"id": "A1", "status": "FREE"}'


@pytest.fixture(scope="module")
def mosquitto() -> Iterator[Mosquitto]:
    with Mosquitto() as broker:
        yield broker


@pytest.fixture
def another_mosquitto() -> Iterator[Mosquitto]:
    with Mosquitto() as broker:
        yield broker


def check(folder: Path, port: int, *arguments: str, settings: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
    nowhere = "http://127.0.0.1:9"
    return subprocess.Popen(
        [sys.executable, "-m", "p5_monitor", "check", *arguments],
        cwd=folder,
        env={
            "MQTT_HOST": "127.0.0.1",
            "MQTT_PORT": str(port),
            "P6_URL": nowhere,
            "P7_URL": nowhere,
            **(settings or {}),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def outcome(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    with stopping(process):
        printed, errors = process.communicate(timeout=40)
        return process.returncode, printed, errors


def test_where_nobody_is_it_says_so_within_fifteen_seconds_with_the_likely_causes(tmp_path: Path) -> None:
    def alone(role: Role) -> tuple[int, str, float]:
        with Mosquitto() as broker, stopping(check(tmp_path, broker.port, role.value)) as process:
            assert process.stdout
            # How long Python takes to start beside all the other tests is not its matter.
            first = process.stdout.readline()
            began = time.monotonic()
            printed, _ = process.communicate(timeout=40)
            return process.returncode, first + printed, time.monotonic() - began

    roles = (Role.P1, Role.P2, Role.P3, Role.P6)
    with ThreadPoolExecutor() as pool:
        outcomes = dict(zip(roles, pool.map(alone, roles), strict=True))
    assert {role: code for role, (code, _, _) in outcomes.items()} == dict.fromkeys(roles, 1)
    assert max(seconds for _, _, seconds in outcomes.values()) < 15
    for role, (_, printed, _) in outcomes.items():
        assert f"FAIL  no module seen as {role.client_id}" in printed
        assert f'mqtt.Client("{role.client_id}") raises TypeError' in printed
        assert "another prefix than smart_parking_2026/" in printed
        assert "it is not started" in printed


def test_it_does_not_play_where_others_speak(mosquitto: Mosquitto, tmp_path: Path) -> None:
    with Sensors(mosquitto), Sign(mosquitto):
        code, printed, _ = outcome(check(tmp_path, mosquitto.port, "p4"))
    assert code == 2
    (refusal,) = [line for line in printed.splitlines() if "at work here" in line]
    assert refusal.startswith("at work here: P1 (parking/spots/")
    assert mosquitto.log.count("as SmartPark2026_P4") == 1


@pytest.mark.parametrize(
    ("topic", "payload", "properties"),
    [
        pytest.param("monitor/presence/P3", b'{"role": "P3", "online": true}', {}, id="he says that he is there"),
        pytest.param("parking/spots/A1/status", A1_FREE, {"refresh": "60"}, id="he will speak again within a minute"),
    ],
)
def test_nor_where_others_are_that_do_not_speak_just_now(
    another_mosquitto: Mosquitto, tmp_path: Path, topic: str, payload: bytes, properties: dict[str, str]
) -> None:
    broker = another_mosquitto
    with Probe(Broker(broker.host, broker.port), "silent") as silent:
        silent.connect()
        said = [*properties.items(), ("sent", datetime.now(UTC).isoformat())]
        silent.publish(PREFIX + topic, payload, retain=True, properties=said)
    code, printed, _ = outcome(check(tmp_path, broker.port, "P2"))
    assert (code, topic in printed) == (2, True)
    assert "SmartPark2026_P2" not in broker.log.split("SmartPark2026_P5_check")[0]
    assert list(kept_by(broker)) == [topic]


def test_on_ctrl_c_it_clears_what_it_said_and_ends(another_mosquitto: Mosquitto, tmp_path: Path) -> None:
    broker = another_mosquitto
    with Sign(broker), stopping(check(tmp_path, broker.port, "P4")) as process:
        wait_for(lambda: "parking/spots/CHECK2/status" in broker.log, "the check to speak")
        process.send_signal(signal.SIGINT)
        printed, errors = process.communicate(timeout=10)
    assert (process.returncode, errors) == (130, "")
    assert printed.splitlines()[-1] == "interrupted"
    assert [topic for topic in kept_by(broker) if "CHECK" in topic] == []


def test_on_ctrl_c_while_it_connects_it_does_not_say_that_the_module_fits(tmp_path: Path) -> None:
    silent = socket.create_server(("127.0.0.1", 0))
    with silent, stopping(check(tmp_path, silent.getsockname()[1], "P4")) as process, silent.accept()[0] as connection:
        connection.recv(1000)
        process.send_signal(signal.SIGINT)
        printed, errors = process.communicate(timeout=10)
    assert (process.returncode, errors) == (130, "")
    assert printed.splitlines()[-1] == "interrupted"


def test_a_broker_that_falls_silent_is_not_said_to_be_none(another_mosquitto: Mosquitto, tmp_path: Path) -> None:
    broker = another_mosquitto
    with Sign(broker), stopping(check(tmp_path, broker.port, "P4")) as process:
        wait_for(lambda: "parking/spots/CHECK2/status" in broker.log, "the check to speak")
        broker.freeze()
        printed, errors = process.communicate(timeout=30)
        broker.kill()
    assert (process.returncode, errors) == (1, "")
    last = printed.splitlines()[-1]
    assert last.startswith(f"the broker at 127.0.0.1:{broker.port} lets the check go no further: ")
    assert "p5_monitor doctor" in last


def test_without_a_broker_it_says_so(tmp_path: Path) -> None:
    code, printed, errors = outcome(check(tmp_path, free_port(), "P2"))
    assert (code, errors) == (1, "")
    last = printed.splitlines()[-1]
    assert last.startswith("no broker to check on at 127.0.0.1:")
    assert "p5_monitor doctor" in last


@pytest.mark.parametrize("arguments", [[], ["P8"], ["P1", "P2"]])
def test_whoever_names_none_of_the_seven_is_told_what_is_right(tmp_path: Path, arguments: list[str]) -> None:
    code, printed, errors = outcome(check(tmp_path, free_port(), *arguments))
    assert (code, printed) == (2, "")
    assert errors == "p5_monitor: check: one of P1, P2, P3, P4, P5, P6, P7 expected, such as `check P2`\n"


def test_an_address_that_is_none_is_named(tmp_path: Path) -> None:
    code, _, errors = outcome(check(tmp_path, free_port(), "P6", settings={"P6_URL": "127.0.0.1:8006"}))
    assert code == 2
    assert errors.startswith("p5_monitor: P6_URL (environment): an address such as http://127.0.0.1:8006 expected")


def test_it_speaks_french_where_the_terminal_does(tmp_path: Path) -> None:
    _, printed, _ = outcome(check(tmp_path, free_port(), "P2", settings={"LANG": "fr_FR.UTF-8"}))
    assert printed.splitlines()[-1].startswith("pas de broker pour l'essai à 127.0.0.1:")


def test_it_finds_out_whether_a_broker_says_why_it_throws_out(mosquitto: Mosquitto) -> None:
    assert not tells_who_is_thrown_out(Broker(mosquitto.host, mosquitto.port), "twice")
    with telling_broker() as port:
        assert tells_who_is_thrown_out(Broker("127.0.0.1", port), "twice")


@contextmanager
def telling_broker() -> Iterator[int]:
    """A broker that lets two in, and tells the first one that the second has taken its place."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with server.accept()[0] as first:
                first.recv(1000)
                first.sendall(CONNACK)
                with server.accept()[0] as second:
                    second.recv(1000)
                    second.sendall(CONNACK)
                    first.sendall(disconnect(0x8E))
                    first.recv(1000)

        thread = threading.Thread(target=serve)
        thread.start()
        yield server.getsockname()[1]
        thread.join()
