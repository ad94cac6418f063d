"""``P3_BARRIER=gpio`` as a program, on gpiozero's mock pins."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from common.testing import Mosquitto, free_port, stopping, wait_for
from tests.p3_barrier.test_over_mosquitto import COMMAND, CYCLE, OPEN, states, wait_for_states
from tests.system.observer import Observer

MOCK = {"GPIOZERO_PIN_FACTORY": "mock", "GPIOZERO_MOCK_PIN_CLASS": "mockpwmpin"}
GPIO = {"P3_BARRIER": "gpio", "P3_BEAM_PIN": "none"}


def run(folder: Path, environment: Mapping[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    # Nothing listens there; whoever gets so far is stopped.
    broker = {"MQTT_HOST": "127.0.0.1", "MQTT_PORT": str(free_port()), "LOG_LEVEL": "ERROR"}
    return subprocess.run(
        [sys.executable, "-m", "p3_barrier", *arguments],
        cwd=folder,
        env={**broker, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )


def test_an_order_moves_the_servo_up_and_down(mosquitto: Mosquitto, observer: Observer, tmp_path: Path) -> None:
    delays = {"P3_TRAVEL_SECONDS": "0.2", "P3_HOLD_SECONDS": "0.5"}
    address = {"MQTT_HOST": mosquitto.host, "MQTT_PORT": str(mosquitto.port)}
    command = [sys.executable, "-m", "p3_barrier"]
    environment = {**MOCK, **GPIO, **delays, **address}
    log = tmp_path / "log"
    with (
        log.open("w") as stderr,
        stopping(subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=stderr)) as p3,
    ):
        wait_for_states(observer, "CLOSED started")
        observer.say(COMMAND, OPEN)
        wait_for(lambda: len(states(observer)) == 5, "a whole cycle")
        p3.terminate()
        assert p3.wait(5) == 0
    assert states(observer) == ["CLOSED started", *CYCLE]
    assert "P3_BEAM_PIN=none: nothing keeps the arm from coming down on somebody" in log.read_text()


def wired_p3(mosquitto: Mosquitto, folder: Path) -> subprocess.Popen[str]:
    environment = {**MOCK, **GPIO, "P3_TRAVEL_SECONDS": "2", "P3_HOLD_SECONDS": "0.5"}
    address = {"MQTT_HOST": mosquitto.host, "MQTT_PORT": str(mosquitto.port)}
    command = [sys.executable, "-m", "p3_barrier"]
    return subprocess.Popen(command, cwd=folder, env={**environment, **address}, stderr=subprocess.DEVNULL, text=True)


def test_killed_as_it_closes_it_starts_opened_and_says_that_it_was_interrupted(
    mosquitto: Mosquitto, observer: Observer, tmp_path: Path
) -> None:
    before = ["CLOSED started", *CYCLE[:3]]
    with stopping(wired_p3(mosquitto, tmp_path)):
        wait_for_states(observer, *before[:1])
        observer.say(COMMAND, OPEN)
        wait_for_states(observer, *before)
    with stopping(wired_p3(mosquitto, tmp_path)):
        wait_for_states(observer, *before, "OPENED interrupted", "CLOSING hold_over")


def test_asked_to_stop_as_it_closes_it_finishes_within_five_seconds(
    mosquitto: Mosquitto, observer: Observer, tmp_path: Path
) -> None:
    with stopping(wired_p3(mosquitto, tmp_path)) as p3:
        wait_for_states(observer, "CLOSED started")
        observer.say(COMMAND, OPEN)
        wait_for_states(observer, "CLOSED started", *CYCLE[:3])
        p3.terminate()
        assert p3.wait(5) == 0
    wait_for_states(observer, "CLOSED started", *CYCLE)


def test_without_gpiozero_a_simulated_arm_starts(mosquitto: Mosquitto, observer: Observer, tmp_path: Path) -> None:
    (tmp_path / "gpiozero.py").write_text("raise ModuleNotFoundError('', name='gpiozero')\n")
    environment = {"PYTHONPATH": str(tmp_path), "MQTT_HOST": mosquitto.host, "MQTT_PORT": str(mosquitto.port)}
    command = [sys.executable, "-m", "p3_barrier"]
    with stopping(subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.DEVNULL)):
        wait_for_states(observer, "CLOSED started")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"GPIOZERO_PIN_FACTORY": "lgpio"}, "P3_SERVO_PIN=18: lgpio is not installed"),
        ({"GPIOZERO_PIN_FACTORY": "nowhere"}, "P3_SERVO_PIN=18: no GPIO on this machine"),
        ({"GPIOZERO_PIN_FACTORY": "mock"}, "P3_SERVO_PIN=18: this pin has no PWM"),
        ({**MOCK, "P3_BEAM_PIN": "18"}, "GPIO18 stands twice: P3_SERVO_PIN and P3_BEAM_PIN"),
        ({**MOCK, "P3_SERVO_PIN": "40"}, "P3_SERVO_PIN (environment): '40' is no pin"),
    ],
)
def test_what_cannot_be_driven_is_one_line_with_the_settings(
    settings: dict[str, str], said: str, tmp_path: Path
) -> None:
    stopped = run(tmp_path, {**GPIO, **settings})
    assert (stopped.returncode, stopped.stderr.count("\n")) == (2, 1)
    assert stopped.stderr.startswith(f"p3_barrier: {said}")


def test_without_gpiozero_gpio_is_refused_with_what_installs_it(tmp_path: Path) -> None:
    (tmp_path / "gpiozero.py").write_text("raise ModuleNotFoundError('', name='gpiozero')\n")
    stopped = run(tmp_path, {**GPIO, "PYTHONPATH": str(tmp_path)})
    assert stopped.stderr == (
        "p3_barrier: P3_SERVO_PIN=18: gpiozero is not installed: pip install .[p3] on a Raspberry Pi\n"
    )


def test_the_exercise_names_the_pin_and_the_missing_beam_before_it_asks(tmp_path: Path) -> None:
    stopped = run(tmp_path, {**MOCK, **GPIO}, "exercise")
    assert "servo on GPIO18" in stopped.stdout
    assert "no safety beam" in stopped.stdout
    assert stopped.stdout.endswith("nothing moved\n")
