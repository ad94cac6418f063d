"""``python -m p4_display`` with hardware that is there, is not there, or cannot be."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from common.testing import Mosquitto, stopping, wait_for
from tests.common.started import ROOT, started

SEVEN = {"P4_DISPLAY": "seven_segment", "P4_SEGMENT_PINS": "5,6,13,19,26,16,20", "P4_DIGIT_PINS": "17,27,22"}
LCD = {"P4_DISPLAY": "lcd", "P4_I2C_PORT": "99"}
MOCK = {"GPIOZERO_PIN_FACTORY": "mock"}

# Stands in front of the installed ones, as if they were not.
MISSING = "raise ModuleNotFoundError(f'No module named {__name__!r}', name=__name__)"


def run(
    folder: Path, *arguments: str, without: tuple[str, ...] = (), **settings: str
) -> subprocess.CompletedProcess[str]:
    for library in without:
        (folder / f"{library}.py").write_text(MISSING)
    return subprocess.run(
        [sys.executable, "-m", "p4_display", *arguments],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": f"{folder}:{ROOT}", "MQTT_HOST": "127.0.0.1", **settings},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({**SEVEN, "P4_SEGMENT_PINS": ""}, "P4_SEGMENT_PINS is not set"),
        ({**SEVEN, "P4_DIGIT_PINS": ""}, "P4_DIGIT_PINS is not set"),
        ({**SEVEN, "P4_SEGMENT_PINS": "5,6,13,19,26,16"}, "P4_SEGMENT_PINS (environment): 7 pins expected"),
        ({**SEVEN, "P4_SEGMENT_PINS": "2,3,4,5,6,7,8,9,10"}, "found 9"),
        ({**SEVEN, "P4_SEGMENT_PINS": "5,6,13,19,26,16,5"}, "GPIO5 stands twice: segment a and segment g"),
        (
            {**SEVEN, "P4_DIGIT_PINS": "17,GPIO20"},
            "P4_DIGIT_PINS (environment): GPIO20 stands twice: segment g and digit 2",
        ),
        ({**SEVEN, "P4_DIGIT_PINS": "28"}, "P4_DIGIT_PINS (environment): '28' is no pin: 2 to 27 expected"),
        ({**SEVEN, "P4_DIGIT_PINS": "7,8,9,10,11"}, "1 to 4 pins expected"),
        ({**SEVEN, "P4_BRIGHTNESS": "5"}, "P4_BRIGHTNESS (environment): 10 to 100 expected"),
        ({**SEVEN, "P4_COMMON": "ground"}, "P4_COMMON (environment): must be 'cathode' or 'anode'"),
        ({**LCD, "P4_BRIGHTNESS": "50"}, "P4_BRIGHTNESS (environment): 100 or 0 expected"),
        ({**LCD, "P4_LCD_ADDRESS": "27"}, "P4_LCD_ADDRESS (environment): 0x20 to 0x27"),
        ({**LCD, "P4_LCD_ADDRESS": "0x3C0"}, "P4_LCD_ADDRESS (environment): 0x20 to 0x27"),
        ({**LCD, "P4_LCD_SIZE": "8x2"}, "P4_LCD_SIZE (environment): must be '16x2'"),
    ],
)
def test_what_can_never_work_is_one_line_that_names_the_setting(
    tmp_path: Path, settings: dict[str, str], said: str
) -> None:
    ended = run(tmp_path, **settings)
    assert ended.returncode == 2
    assert said in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


@pytest.mark.parametrize("tool", [(), ("test",)])
@pytest.mark.parametrize(
    ("settings", "without", "said"),
    [
        (SEVEN, (), "P4_SEGMENT_PINS=5,6,13,19,26,16,20 P4_DIGIT_PINS=17,27,22: no GPIO on this machine"),
        (SEVEN, ("gpiozero",), "gpiozero is not installed: pip install .[p4]"),
        (LCD, (), "P4_I2C_PORT=99 P4_LCD_ADDRESS=0x27: no /dev/i2c-99"),
        (LCD, ("luma",), "luma is not installed: pip install .[p4]"),
    ],
)
def test_hardware_that_is_not_there_is_one_line_that_names_its_settings(
    tmp_path: Path, tool: tuple[str, ...], settings: dict[str, str], without: tuple[str, ...], said: str
) -> None:
    ended = run(tmp_path, *tool, without=without, **settings)
    assert ended.returncode == 2
    assert said in ended.stderr.splitlines()[-1]
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("display", ["console", "none"])
def test_without_the_libraries_the_others_do_what_they_do(tmp_path: Path, display: str) -> None:
    ended = run(tmp_path, "test", without=("gpiozero", "luma"), P4_DISPLAY=display)
    assert ended.returncode == 0
    assert ended.stderr == ""


def test_the_test_of_digits_can_be_stopped(tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **SEVEN, **MOCK}
    command = [sys.executable, "-m", "p4_display", "test"]
    process = subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True)
    with stopping(process):
        wait_for(lambda: len(list(Path(f"/proc/{process.pid}/task").iterdir())) > 1, "the digits to take turns")
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=10)[1] == ""
        assert process.returncode == 0


def test_digits_count_and_stop_with_the_service(tmp_path: Path) -> None:
    with Mosquitto() as broker, started(tmp_path, broker.port, "p4_display", **SEVEN, **MOCK) as running:
        running.says("connected")
        running.is_told(signal.SIGTERM)
        assert running.exits() == 0
        assert "Traceback" not in running.log
