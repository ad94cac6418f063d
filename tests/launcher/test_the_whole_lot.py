from collections.abc import Sequence

import httpx
import pytest

from common.testing import free_port, wait_for
from tests.launcher.conftest import Launch
from tests.launcher.lot import PATH_WITHOUT_MOSQUITTO
from tests.system.lot import PREFIX
from tests.system.observer import Heard, Observer

ARRIVES = (PREFIX + "parking/spots/ENTRY/status", b'{"id": "ENTRY", "status": "OCCUPIED"}')
LET_IN = (PREFIX + "parking/barriers/entry/cmd", b'{"action": "OPEN"}')
OPENED = (PREFIX + "parking/barriers/entry/state", b'{"state": "OPENED"}')
COUNTED = (PREFIX + "parking/display/available", b'{"count": 11}')


def in_order(heard: Sequence[Heard], *awaited: tuple[str, bytes]) -> bool:
    """Whether all this was said, one after the other."""
    said = iter((message.topic, message.payload) for message in heard)
    return all(message in said for message in awaited)


def someone_parked(heard: Sequence[Heard]) -> bool:
    return any(b'"OCCUPIED"' in message.payload and "ENTRY" not in message.topic for message in heard)


@pytest.mark.parametrize(
    "environment",
    [pytest.param({}, id="mosquitto"), pytest.param({"PATH": PATH_WITHOUT_MOSQUITTO}, id="embedded")],
)
def test_one_command_and_a_vehicle_is_let_in_parks_and_is_counted(launch: Launch, environment: dict[str, str]) -> None:
    ports = {f"P{number}_HTTP_PORT": str(free_port()) for number in (5, 6, 7)}
    launched = launch(environment={"P1_SEED": "1", **ports, **environment})
    launched.wait_to_say("P2 | ")
    with Observer("127.0.0.1", launched.port) as observer:
        observer.wait(lambda heard: in_order(heard, ARRIVES, LET_IN, OPENED, COUNTED), "a vehicle let in", seconds=60)
        assert someone_parked(observer.heard)
    page, history = (f"http://127.0.0.1:{ports[name]}" for name in ("P7_HTTP_PORT", "P6_HTTP_PORT"))
    assert "<html" in httpx.get(page).text
    wait_for(lambda: httpx.get(f"{history}/api/v1/availability").json()["count"] is not None, "the recorded count")
    assert launched.stop() == 0
    assert launched.processes() == []
