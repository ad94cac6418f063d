"""What the template does by itself, whoever fills it in."""

import ast
import socket
import sys
from pathlib import Path

import pytest

from common.contract import Role
from common.contract.table import TOPIC_PREFIX
from common.testing import Mosquitto, free_port, wait_for
from tests.system.observer import Observer
from tests.template.module import TEMPLATE, Run, by_the_instructions

COMMAND = TOPIC_PREFIX + "parking/barriers/entry/cmd"
STATE = TOPIC_PREFIX + "parking/barriers/entry/state"
OVERRIDE = TOPIC_PREFIX + "parking/admin/override"


@pytest.mark.parametrize("client_id", ["SmartPark2026_PX", "SmartPark2026_P8", "smartpark2026_p1", ""])
def test_a_client_id_that_is_nobodys_is_one_french_line_and_the_end(client_id: str, run: Run) -> None:
    source = TEMPLATE.read_text(encoding="utf-8").replace("SmartPark2026_PX", client_id, 1)

    module = run(source, free_port())

    assert module.process.wait(10) == 1
    assert module.errors.startswith(f"CLIENT_ID (ligne 9) : '{client_id}' n'est pas de l'équipe")
    assert module.errors.count("\n") == 1
    assert module.output == []


def test_it_needs_paho_and_python_3_9_only() -> None:
    tree = ast.parse(TEMPLATE.read_text(encoding="utf-8"), feature_version=(3, 9))
    imported = {
        alias.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
    }

    assert imported - sys.stdlib_module_names == {"paho"}


def test_a_broker_that_is_away_is_waited_for(run: Run) -> None:
    port = free_port()
    p1 = run(by_the_instructions(Role.P1), port)
    wait_for(lambda: len(p1.output) > 0, "a first word")
    with Mosquitto(port=port):
        wait_for(lambda: any(line.startswith("Envoyé") for line in p1.output), "a publication")

    assert p1.output[0].startswith(f"Le broker 127.0.0.1:{port} ne répond pas")


def test_what_cannot_be_read_does_not_stop_it(mosquitto: Mosquitto, run: Run) -> None:
    unreadable = (b"{", b"[]", b"\xff", b"5", b"null", b"[" * 4000)
    p4 = run(by_the_instructions(Role.P4), mosquitto.port)
    with Observer(mosquitto.host, mosquitto.port) as observer:
        wait_for(lambda: "Connecté" in str(p4.output), "P4 to connect")
        for payload in (*unreadable, b"", b'{"id": "A7"}', b'{"id": "A7", "status": []}'):
            observer.say(TOPIC_PREFIX + "parking/spots/A7/status", payload)
        observer.say(TOPIC_PREFIX + "parking/spots/A1/status", b'{"id": "A1", "status": "FREE"}', retain=True)
        observer.wait_for_payload(TOPIC_PREFIX + "parking/display/available", b'{"count": 1}')

    assert sum(line.startswith("Message illisible, ignoré :") for line in p4.output) == len(unreadable)
    assert p4.errors == ""


def test_a_mistake_in_a_section_is_shown_and_does_not_stop_it(mosquitto: Mosquitto, run: Run) -> None:
    p6 = run(by_the_instructions(Role.P6).replace('print("Reçu :", topic, donnees)', "1 / 0"), mosquitto.port)
    with Observer(mosquitto.host, mosquitto.port) as observer:
        observer.say(TOPIC_PREFIX + "parking/spots/A1/status", b'{"id": "A1", "status": "FREE"}', retain=True)
        wait_for(lambda: "ZeroDivisionError" in p6.errors, "the traceback")

    assert p6.process.poll() is None


def test_a_mistake_in_what_it_sends_is_shown_once_and_does_not_stop_it(mosquitto: Mosquitto, run: Run) -> None:
    source = by_the_instructions(Role.P1)
    last = '    publier("parking/spots/A1/status", {"id": "A1", "status": "FREE"})\n'
    assert last in source
    p1 = run(source.replace(last, last + '    print("encore")\n    1 / len(memoire)\n'), mosquitto.port)
    wait_for(lambda: p1.output.count("encore") >= 3, "it to go on")

    assert p1.errors.count("ZeroDivisionError") == 1
    assert p1.errors.count("Traceback") == 1


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        *(("MQTT_PORT", wrong) for wrong in ("abc", "", "70000")),
        *(("MQTT_HOST", wrong) for wrong in ("", "a..b", "a" * 70)),
        *(("TOPIC_PREFIX", wrong) for wrong in ("/", "+/", "lot/#/")),
    ],
)
def test_a_setting_that_is_wrong_is_one_french_line_and_the_end(name: str, wrong: str, run: Run) -> None:
    module = run(by_the_instructions(Role.P1), free_port(), **{name: wrong})

    assert module.process.wait(10) == 1
    assert module.errors.startswith(f"{name} : {wrong!r} n'est pas un ")
    assert module.errors.count("\n") == 1


@pytest.mark.parametrize("prefix", ["lot", "lot/"])
def test_a_slash_stands_after_the_prefix_whether_it_was_given_or_not(
    prefix: str, mosquitto: Mosquitto, run: Run
) -> None:
    with Observer(mosquitto.host, mosquitto.port) as observer:
        run(by_the_instructions(Role.P1), mosquitto.port, TOPIC_PREFIX=prefix)
        observer.wait_for_payload("lot/parking/spots/A1/status", b'{"id": "A1", "status": "FREE"}')


def test_a_retained_order_never_opens(mosquitto: Mosquitto, run: Run) -> None:
    with Observer(mosquitto.host, mosquitto.port) as observer:
        observer.say(COMMAND, b'{"action": "OPEN"}', retain=True)
        p3 = run(by_the_instructions(Role.P3), mosquitto.port)
        wait_for(lambda: "Ordre retenu, donc ignoré : parking/barriers/entry/cmd" in p3.output, "the old order")
        observer.wait_for_payload(STATE, b'{"state": "CLOSED"}')
        observer.say(COMMAND, b'{"action": "OPEN"}')
        observer.wait_for_payload(STATE, b'{"state": "OPENED"}')

    assert observer.payloads(STATE) == [b'{"state": "CLOSED"}', b'{"state": "OPENED"}']


def test_an_order_that_the_broker_never_took_is_not_sent_again_later(run: Run, tmp_path: Path) -> None:
    order = b'{"cmd": "FORCE_OPEN"}'
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        port = deaf.getsockname()[1]
        run(by_the_instructions(Role.P7), port)
        (tmp_path / "FORCE_OPEN").touch()
        _swallow(deaf, until=order)
    with Mosquitto(port=port), Observer("127.0.0.1", port) as observer:
        # On one connection what was sent again would come first.
        (tmp_path / "FORCE_OPEN").touch()
        observer.wait_for_payload(OVERRIDE, order)

    assert observer.payloads(OVERRIDE) == [order]


def _swallow(server: socket.socket, until: bytes) -> None:
    """A broker that lets its client in and answers nothing more (MQTT 3.1.1, section 3.2: CONNACK)."""
    server.settimeout(10)
    connection, _ = server.accept()
    with connection:
        connection.settimeout(10)
        connection.recv(1024)
        connection.sendall(b"\x20\x02\x00\x00")
        read = b""
        while until not in read:
            read += connection.recv(1024)
