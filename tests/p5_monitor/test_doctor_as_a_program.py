"""``python -m p5_monitor doctor``."""

import signal
import subprocess
import sys
from pathlib import Path

from common.testing import free_port, stopping
from tests.common.started import ROOT
from tests.p5_monitor.broken_set_ups import black_hole


def program(tmp_path: Path, port: int, *arguments: str, **environment: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "p5_monitor", "doctor", *arguments],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "MQTT_HOST": "127.0.0.1", "MQTT_PORT": str(port), **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_it_speaks_french_and_exits_with_1(tmp_path: Path) -> None:
    with stopping(program(tmp_path, free_port(), "--burst", LANG="fr_FR.UTF-8", PYTHONUTF8="1")) as doctor:
        said, _ = doctor.communicate(timeout=30)
    assert doctor.returncode == 1
    assert "FAIL  TCP           personne n'écoute sur 127.0.0.1:" in said
    assert "Pas examiné, pour cette raison : TLS, CONNACK," in said


def test_what_it_does_not_know_is_a_wrong_usage(tmp_path: Path) -> None:
    with stopping(program(tmp_path, free_port(), "P3")) as doctor:
        _, error = doctor.communicate(timeout=30)
    assert doctor.returncode == 2
    assert error.splitlines() == [
        "usage: python -m p5_monitor doctor [-h] [--burst]",
        "python -m p5_monitor doctor: error: unrecognized arguments: P3",
    ]


def test_ctrl_c_ends_it_at_once_without_a_traceback(tmp_path: Path) -> None:
    with black_hole() as port, stopping(program(tmp_path, port)) as doctor:
        assert doctor.stdout
        assert doctor.stdout.readline().startswith("Examining 127.0.0.1:")
        doctor.send_signal(signal.SIGINT)
        said, error = doctor.communicate(timeout=30)
    assert doctor.returncode == 130
    assert said.endswith("Interrupted.\n")
    assert error == ""
