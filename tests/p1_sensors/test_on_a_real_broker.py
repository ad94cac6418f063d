import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from common.testing import Mosquitto, wait_for
from tests.system.lot import PREFIX, Pi
from tests.system.observer import Observer

NEW_SPOT = PREFIX + "parking/config/new_spot"

TOPICS = {spot_id: f"{PREFIX}parking/spots/{spot_id}/status" for spot_id in ("ENTRY", "A1", "A2", "B1")}


@pytest.fixture
def p1(mosquitto: Mosquitto, tmp_path: Path) -> Iterator[Pi]:
    settings = {"MQTT_HOST": mosquitto.host, "MQTT_PORT": str(mosquitto.port), "P1_SPOTS": "A1-A2"}
    # Nobody opens the barrier: so nothing but the detector ever changes.
    pi = Pi("P1", tmp_path / "p1", settings)
    yield pi
    pi.kill()


def kept(broker: Mosquitto, topic: str) -> list[bytes]:
    """What the broker hands to one who comes later: before anything that is said after he came."""
    with Observer(broker.host, broker.port, client_id="late") as late:
        late.say("end", b"of what was kept")
        late.wait_for_payload("end", b"of what was kept")
        return late.payloads(topic)


def published_by_p1(broker: Mosquitto) -> list[str]:
    """The topics on which the broker got something from P1 so far, in order."""
    return re.findall(r"Received PUBLISH from SmartPark2026_P1 .*?'(.*?)'", broker.log)


def test_every_spot_is_retained_with_qos_1_byte_for_byte_detectors_first(observer: Observer, p1: Pi) -> None:
    observer.wait_for_payload(TOPICS["A2"], b'{"id": "A2", "status": "FREE"}')
    first = observer.heard[:3]
    assert [heard.topic for heard in first] == [TOPICS["ENTRY"], TOPICS["A1"], TOPICS["A2"]]
    assert first[1].payload == b'{"id": "A1", "status": "FREE"}'
    assert {(heard.qos, heard.retain) for heard in first} == {(1, True)}
    assert {heard.properties["refresh"] for heard in first} == {"60.0"}
    assert p1.stop() == 0


def test_everything_is_published_again_after_the_broker_lost_its_memory(
    mosquitto: Mosquitto, observer: Observer, p1: Pi
) -> None:
    observer.wait_for_payload(TOPICS["A2"], b'{"id": "A2", "status": "FREE"}')
    before = len(published_by_p1(mosquitto))
    mosquitto.kill()
    mosquitto.start()
    wait_for(lambda: len(published_by_p1(mosquitto)) >= before + 3, "P1 after the restart")
    assert published_by_p1(mosquitto)[before : before + 3] == [TOPICS["ENTRY"], TOPICS["A1"], TOPICS["A2"]]
    assert kept(mosquitto, TOPICS["A1"]) == [b'{"id": "A1", "status": "FREE"}']
    assert "sensors: simulated" in p1.log


def test_a_place_is_added_and_removed_and_then_the_broker_remembers_nothing_of_it(
    mosquitto: Mosquitto, observer: Observer, p1: Pi
) -> None:
    observer.wait_for_payload(TOPICS["A2"], b'{"id": "A2", "status": "FREE"}')
    observer.say(NEW_SPOT, '{"id": "B1", "cmd": "ADD"}')
    observer.wait_for_payload(TOPICS["B1"], b'{"id": "B1", "status": "FREE"}')
    observer.say(NEW_SPOT, '{"id": "B1", "cmd": "REMOVE"}')
    observer.wait_for_payload(TOPICS["B1"], b"")
    assert kept(mosquitto, TOPICS["B1"]) == []
    assert p1.stop() == 0


def test_a_replay_file_that_is_not_there_is_one_line_and_exit_code_2(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("MQTT_HOST=127.0.0.1\nP1_SENSORS=replay\nP1_REPLAY_FILE=nowhere.csv\n")
    stopped = subprocess.run(
        [sys.executable, "-m", "p1_sensors"], cwd=tmp_path, env={}, capture_output=True, text=True, check=False
    )
    assert (stopped.returncode, stopped.stderr.count("\n")) == (2, 1)
    assert "P1_REPLAY_FILE (" in stopped.stderr
    assert ".env line 3): nowhere.csv: No such file or directory" in stopped.stderr
