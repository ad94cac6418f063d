import json
import socket
from pathlib import Path

import pytest

from common.contract import Role
from common.errors import SettingsError
from launcher.broker import find_mosquitto, free_port
from tests.launcher.conftest import Launch
from tests.launcher.lot import PATH_WITHOUT_MOSQUITTO, SERVICES, Launched, all_steady

TELLS = """
import json, os, signal
print("told " + json.dumps(dict(os.environ)), flush=True)
signal.pause()
"""


def told(launched: Launched) -> dict[str, str]:
    """What P2 found in its environment."""
    launched.wait_to_say("}\n")
    line = next(line for line in launched.output.splitlines() if line.startswith("P2 | told "))
    found: dict[str, str] = json.loads(line.removeprefix("P2 | told "))
    return found


def test_a_port_in_use_is_said_and_the_next_free_one_taken(launch: Launch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        launched = launch(environment={"MQTT_PORT": str(port)}, stand_ins=all_steady(p2_logic=TELLS))
        launched.wait_to_say(f"launcher | port {port} is in use: the broker gets {int(told(launched)['MQTT_PORT'])}")


def test_the_first_free_port_is_the_wanted_one_or_one_that_follows() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert free_port(port) > port
    assert free_port(port) == port


def test_there_is_no_port_after_the_last() -> None:
    with socket.create_server(("127.0.0.1", 65535)), pytest.raises(SettingsError, match="all in use"):
        free_port(65535)


def test_mosquitto_is_found_where_an_ordinary_users_path_does_not_lead(tmp_path: Path) -> None:
    for folder in ("bin", "sbin"):
        (tmp_path / folder).mkdir()
    executable = tmp_path / "sbin" / "mosquitto"
    executable.touch(mode=0o755)
    assert find_mosquitto(str(tmp_path / "bin")) == str(executable)
    assert find_mosquitto("") is None


def test_which_broker_runs_is_said(launch: Launch) -> None:
    launched = launch(stand_ins=all_steady())
    launched.wait_to_say(f"launcher | broker: 127.0.0.1:{launched.port}, mosquitto (")


def test_what_the_embedded_broker_cannot_do_is_said(launch: Launch) -> None:
    launched = launch(environment={"PATH": PATH_WITHOUT_MOSQUITTO}, stand_ins=all_steady())
    launched.wait_to_say(
        "the embedded broker, for up to 80 places; modules on MQTT 3.1.1, such as client_template.py, connect to port "
    )


def test_without_any_broker_it_is_one_line_and_exit_code_2(launch: Launch, tmp_path: Path) -> None:
    hidden = {"PATH": PATH_WITHOUT_MOSQUITTO, "PYTHONPATH": str(tmp_path)}
    launched = launch(environment=hidden, stand_ins={"sitecustomize": "import sys; sys.modules['iotcore'] = None"})
    assert launched.end() == 2
    assert launched.output.startswith("launcher: no broker: install mosquitto or iotcore")
    assert launched.output.count("\n") == 1


def test_services_are_told_where_the_broker_is_and_to_be_lively(launch: Launch) -> None:
    launched = launch(stand_ins=all_steady(p2_logic=TELLS))
    found = told(launched)
    assert (found["MQTT_HOST"], found["MQTT_PORT"]) == ("127.0.0.1", str(launched.port))
    assert (found["COMPLETIONS"], found["P1_SPEED"]) == ("all", "20")


def test_what_the_user_set_is_left_alone(launch: Launch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("COMPLETIONS=none\nMQTT_HOST=elsewhere.example\nMQTT_TLS=true\nP2_RETRY_SECONDS=5\n")
    launched = launch(environment={"P1_SPEED": "1"}, stand_ins=all_steady(p2_logic=TELLS))
    found = told(launched)
    assert (found["MQTT_HOST"], found["MQTT_TLS"], found["P1_SPEED"]) == ("127.0.0.1", "false", "1")
    assert "COMPLETIONS" not in found


def test_another_broker_is_used_and_none_started(launch: Launch) -> None:
    launched = launch("--broker", "127.0.0.1:1", stand_ins=all_steady(p2_logic=TELLS))
    found = told(launched)
    assert (found["MQTT_HOST"], found["MQTT_PORT"]) == ("127.0.0.1", "1")
    launched.wait_until_steady(but=Role.P2)
    assert len(launched.processes()) == 1 + len(SERVICES)


def test_a_wrong_setting_is_one_line_and_exit_code_2(launch: Launch) -> None:
    launched = launch(environment={"MQTT_PORT": "70000"})
    assert launched.end() == 2
    assert launched.output.startswith("launcher: MQTT_PORT (environment): ")
    assert launched.output.count("\n") == 1
