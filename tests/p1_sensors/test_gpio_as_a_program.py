"""``P1_SENSORS=gpio python -m p1_sensors`` on gpiozero's mock pins, with a real broker, and its tool."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from common.testing import Mosquitto, free_port, stopping, wait_for
from tests.system.lot import PREFIX, Pi
from tests.system.observer import Observer

PINS = "A1=23/24,A2=25/8,ENTRY=17"
MOCK = {"P1_PINS": PINS, "GPIOZERO_PIN_FACTORY": "mock"}
COUNT = PREFIX + "parking/display/available"


def status(spot_id: str) -> str:
    return f"{PREFIX}parking/spots/{spot_id}/status"


@pytest.fixture
def p4(mosquitto: Mosquitto, tmp_path: Path) -> Iterator[Pi]:
    settings = {"MQTT_HOST": mosquitto.host, "MQTT_PORT": str(mosquitto.port), "P4_DISPLAY": "none"}
    pi = Pi("P4", tmp_path / "p4", settings)
    yield pi
    pi.kill()


@pytest.fixture
def without_gpiozero(tmp_path: Path) -> dict[str, str]:
    """A machine on which nobody installed it."""
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "gpiozero.py").write_text("raise ModuleNotFoundError(\"No module named 'gpiozero'\", name='gpiozero')\n")
    return {"PYTHONPATH": str(folder)}


def run(folder: Path, environment: Mapping[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    # Nothing listens there; whoever gets so far is stopped.
    broker = {"MQTT_HOST": "127.0.0.1", "MQTT_PORT": str(free_port())}
    return subprocess.run(
        [sys.executable, "-m", "p1_sensors", *arguments],
        cwd=folder,
        env={**broker, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )


def test_sensors_that_nobody_connected_are_unknown_within_five_seconds_and_not_counted(
    mosquitto: Mosquitto, observer: Observer, p4: Pi, tmp_path: Path
) -> None:
    observer.say(status("B1"), '{"id": "B1", "status": "FREE"}', retain=True)
    environment = {**MOCK, "P1_SENSORS": "gpio", "MQTT_HOST": mosquitto.host, "MQTT_PORT": str(mosquitto.port)}
    with (
        (tmp_path / "log").open("wb") as log,
        stopping(
            subprocess.Popen([sys.executable, "-m", "p1_sensors"], cwd=tmp_path, env=environment, stderr=log)
        ) as p1,
    ):
        wait_for(lambda: b"connected" in (tmp_path / "log").read_bytes(), "P1 to connect")
        for spot_id in ("A1", "A2"):
            observer.wait_for_payload(status(spot_id), f'{{"id": "{spot_id}", "status": "UNKNOWN"}}'.encode(), 5)
        observer.wait_for_payload(status("ENTRY"), b'{"id": "ENTRY", "status": "FREE"}', 5)
        observer.wait_for_payload(COUNT, b'{"count": 1}')
        p1.send_signal(signal.SIGTERM)
        assert p1.wait(5) == 0
    assert observer.payloads(status("A1")) == [b'{"id": "A1", "status": "UNKNOWN"}']
    assert set(observer.payloads(COUNT)) <= {b'{"count": 0}', b'{"count": 1}'}
    assert p4.stop() == 0


def test_on_a_machine_without_gpio_it_is_one_line_with_the_settings(tmp_path: Path) -> None:
    environment = {"P1_SENSORS": "gpio", "P1_PINS": PINS, "GPIOZERO_PIN_FACTORY": "lgpio", "LOG_LEVEL": "ERROR"}
    stopped = run(tmp_path, environment)
    assert (stopped.returncode, stopped.stderr.count("\n")) == (2, 1)
    assert stopped.stderr.startswith("p1_sensors: P1_SENSORS=gpio P1_PINS=A1=23/24: ")


def test_without_gpiozero_gpio_is_refused_with_what_installs_it(
    tmp_path: Path, without_gpiozero: dict[str, str]
) -> None:
    stopped = run(tmp_path, {**MOCK, **without_gpiozero, "P1_SENSORS": "gpio", "LOG_LEVEL": "ERROR"})
    assert (stopped.returncode, stopped.stderr) == (
        2,
        "p1_sensors: P1_SENSORS=gpio: gpiozero is not installed: pip install .[p1] on a Raspberry Pi\n",
    )


def test_without_gpiozero_a_simulation_starts(
    mosquitto: Mosquitto, observer: Observer, tmp_path: Path, without_gpiozero: dict[str, str]
) -> None:
    environment = {**MOCK, **without_gpiozero, "MQTT_HOST": mosquitto.host, "MQTT_PORT": str(mosquitto.port)}
    with stopping(
        subprocess.Popen([sys.executable, "-m", "p1_sensors"], cwd=tmp_path, env=environment, stderr=subprocess.DEVNULL)
    ):
        observer.wait_for_payload(status("A12"), b'{"id": "A12", "status": "FREE"}')


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["B1"], "calibrate: B1: one of those in P1_PINS expected: A1, A2, ENTRY"),
        ([], "calibrate: no spot named: one of those in P1_PINS expected: A1, A2, ENTRY"),
        (["A1", "A2"], "calibrate: A1 A2: one of those in P1_PINS expected: A1, A2, ENTRY"),
    ],
)
def test_calibrate_wants_to_know_which_sensor(tmp_path: Path, arguments: list[str], said: str) -> None:
    stopped = run(tmp_path, MOCK, "calibrate", *arguments)
    assert (stopped.returncode, stopped.stderr) == (2, f"p1_sensors: {said}\n")


def test_calibrate_without_pins_is_refused(tmp_path: Path) -> None:
    stopped = run(tmp_path, {}, "calibrate", "A1")
    assert (stopped.returncode, stopped.stderr) == (
        2,
        "p1_sensors: P1_PINS is not set: calibrate needs pins, such as A1=23/24\n",
    )


def test_calibrate_stops_when_nobody_can_press_enter(tmp_path: Path) -> None:
    stopped = run(tmp_path, MOCK, "calibrate", "A1")
    assert (stopped.returncode, stopped.stderr) == (1, "")
    assert stopped.stdout.splitlines()[-1] == "stopped: nobody pressed Enter"


def calibrated(folder: Path, spot_id: str) -> tuple[int, list[str]]:
    """Enter is pressed once; what it says is said to a file, not to a terminal."""
    reader, writer = os.pipe()
    os.write(writer, b"\n")
    with subprocess.Popen(
        [sys.executable, "-m", "p1_sensors", "calibrate", spot_id],
        cwd=folder,
        env=MOCK,
        stdin=reader,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        text, _ = process.communicate(timeout=30)
    os.close(reader)
    os.close(writer)
    return process.returncode, text.splitlines()


def test_calibrate_refuses_a_sensor_without_an_echo(tmp_path: Path) -> None:
    code, lines = calibrated(tmp_path, "A1")
    assert code == 1
    assert lines[-1] == "A1: no echo from 25 of 25 pings: check wires and aim"


def test_calibrate_shows_the_level_of_a_digital_detector(tmp_path: Path) -> None:
    assert calibrated(tmp_path, "ENTRY") == (
        0,
        [
            "ENTRY is a digital detector on GPIO17: nothing to calibrate. Its level, until Enter:",
            "high (free)",
        ],
    )
