"""``python -m p5_monitor`` as a process, over a real broker, with other modules beside it."""

import json
import re
import socket
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from common.testing import Mosquitto, free_port, wait_for
from tests.system.lot import ADDRESSES, PREFIX, Pis, pis_in
from tests.system.observer import Observer

A1 = PREFIX + "parking/spots/A1/status"
COUNT = PREFIX + "parking/display/available"
COMMAND = PREFIX + "parking/barriers/entry/cmd"


@pytest.fixture
def broker() -> Iterator[Mosquitto]:
    with Mosquitto(addresses=("127.0.0.1", *ADDRESSES.values())) as broker:
        yield broker


@pytest.fixture
def pis(tmp_path: Path) -> Iterator[Pis]:
    with pis_in(tmp_path) as pis:
        yield pis


class Api:
    """What a running P5 answers."""

    def __init__(self, port: int) -> None:
        self._address = f"http://127.0.0.1:{port}"

    def text(self, path: str) -> str:
        with urllib.request.urlopen(self._address + path, timeout=5) as answer:  # noqa: S310  always http, always here
            content: bytes = answer.read()
        return content.decode()

    def status(self) -> dict[str, Any]:
        status: dict[str, Any] = json.loads(self.text("/api/v1/status"))
        return status

    def shows(self, fits: Callable[[dict[str, Any]], object], what: str) -> None:
        """Returns when the status fits."""
        wait_for(lambda: bool(fits(self._status_or_nothing())), f"{what} in the status")

    def _status_or_nothing(self) -> dict[str, Any]:
        with suppress(OSError):
            return self.status()
        return {"connected": False, "modules": {}, "outside": {"messages": 0}}


def started(pis: Pis, broker: Mosquitto, **settings: str) -> Api:
    """A P5 that is connected, and subscribed."""
    port = free_port()
    pis.start(broker.port, {"P5": {"P5_HTTP_PORT": str(port), **settings}})
    api = Api(port)
    api.shows(lambda status: status["connected"], "connected")
    wait_until_it_hears(broker)
    return api


def wait_until_it_hears(broker: Mosquitto) -> None:
    """A connection is there before its subscription is, and what is said between is heard by nobody."""
    wait_for(lambda: "SmartPark2026_P5 1 " in broker.log, "P5 to subscribe")


def is_presence(role: str, presence: str) -> Callable[[dict[str, Any]], object]:
    return lambda status: role in status["modules"] and status["modules"][role]["standing"]["presence"] == presence


def test_a_module_comes_and_goes(broker: Mosquitto, pis: Pis) -> None:
    api = started(pis, broker, COMPLETIONS="all")
    pis.start(broker.port, {"P4": {"COMPLETIONS": "all"}, "P2": {"COMPLETIONS": "all"}})
    for role in ("P2", "P4", "P5"):
        api.shows(is_presence(role, "online"), f"{role} online")
    assert pis["P4"].stop() == 0
    pis["P2"].kill()
    for role in ("P2", "P4"):
        api.shows(is_presence(role, "offline"), f"{role} offline")
    assert re.search(r"INFO .*P4 is online basis=", pis["P5"].log)
    assert re.search(r"WARNING .*P4 is offline basis=presence", pis["P5"].log)
    assert pis["P5"].stop() == 0


def test_what_is_wrong_on_the_wire_is_counted_and_named(broker: Mosquitto, pis: Pis) -> None:
    api = started(pis, broker)
    with Observer(broker.host, broker.port) as stranger:
        stranger.say(A1, '{"id": "A1", "status": "free"}')
        stranger.say(PREFIX + "parking/spots/A1", "FREE")
        for number in range(200):
            stranger.say(f"{PREFIX}parking/unknown/{number}/{'x' * 60_000}", b"\xff\0\x1b[2J", qos=0)
        stranger.say(COUNT, '{"count": 7}')
    api.shows(lambda status: status["outside"]["messages"] == 201, "all that is outside the contract")
    api.shows(lambda status: status.get("count") == 7, "the count")
    p1 = api.status()["modules"]["P1"]
    assert (p1["rejected"], p1["last_rejection"]["reason"]) == (1, "free: use FREE")
    assert p1["standing"] == {"presence": "heard", "basis": "traffic"}
    assert "message rejected role=P1 topic=parking/spots/A1/status reason=free: use FREE" in pis["P5"].log
    assert max(map(len, pis["P5"].log.splitlines())) < 400


def test_a_whole_lot_says_nothing_wrong_and_loses_nothing(broker: Mosquitto, pis: Pis) -> None:
    api = started(pis, broker)
    quick = {"P1": {"P1_SPOTS": "B1-B9", "P1_SEED": "1"}, "P2": {}, "P3": {"P3_TRAVEL_SECONDS": "0.1"}, "P4": {}}
    pis.start(broker.port, quick)
    api.shows(lambda status: (status.get("open_to_opened") or {}).get("last_seconds"), "OPEN and OPENED")
    status = api.status()
    assert {role: module["missing"] for role, module in status["modules"].items() if module["missing"]} == {}
    assert {role: module["rejected"] for role, module in status["modules"].items() if module["rejected"]} == {}
    assert status["barrier"] == "OPENED"
    assert status["arrival_to_open"]["last_seconds"] < 5
    assert status["open_to_opened"]["worst_seconds"] > 0


def test_a_gap_in_the_numbers_of_a_sender_is_seen(broker: Mosquitto, pis: Pis) -> None:
    api = started(pis, broker)
    with Observer(broker.host, broker.port) as stranger:
        for number in (1, 2, 5):
            stranger.say(COUNT, '{"count": 7}', beside=[("seq", str(number))])
    api.shows(lambda status: status["modules"]["P4"]["missing"] == 2, "two missing counts")


def test_prometheus_can_read_it_and_health_tells_of_the_broker(broker: Mosquitto, pis: Pis) -> None:
    api = started(pis, broker)
    families = {family.name for family in text_string_to_metric_families(api.text("/metrics"))}
    assert {"smartparking_messages", "smartparking_module_up", "smartparking_connected"} <= families
    assert json.loads(api.text("/healthz")) == {"status": "ready", "checks": {"broker": True, "subscribed": True}}
    assert "/api/v1/status" in json.loads(api.text("/openapi.json"))["paths"]


def test_a_port_that_is_taken_is_one_line_and_exit_2(broker: Mosquitto, pis: Pis) -> None:
    with socket.create_server(("127.0.0.1", 0)) as somebody:
        port = somebody.getsockname()[1]
        pis.start(broker.port, {"P5": {"P5_HTTP_PORT": str(port)}})
        assert pis["P5"].process.wait(15) == 2
    last = pis["P5"].log.splitlines()[-1]
    assert re.fullmatch(rf"p5_monitor: P5_HTTP_PORT: cannot listen on 127\.0\.0\.1 port {port}: .+", last)
    assert "Traceback" not in pis["P5"].log


def has_alarm(kind: str, subject: str) -> Callable[[dict[str, Any]], object]:
    return lambda status: (kind, subject) in [(alarm["kind"], alarm["subject"]) for alarm in status.get("alarms", [])]


def test_an_order_that_a_stranger_has_kept_is_an_alarm_at_once(broker: Mosquitto, pis: Pis) -> None:
    api = started(pis, broker)
    with Observer(broker.host, broker.port) as stranger:
        stranger.say(PREFIX + "parking/entry_sensor/status", "OCCUPIED")
        api.shows(has_alarm("outside_contract", "parking/entry_sensor/status"), "an alarm, now that P5 has settled")
        stranger.say(COMMAND, '{"action": "OPEN"}', retain=True, beside=[("by", "Mallory")])
        began = time.monotonic()
        api.shows(has_alarm("retained_command", "parking/barriers/entry/cmd"), "the alarm")
        assert time.monotonic() - began < 2
        (alarm,) = [alarm for alarm in api.status()["alarms"] if alarm["kind"] == "retained_command"]
        assert alarm["details"] == {"said": '{"action": "OPEN"}', "by": "Mallory"}
        stranger.say(COMMAND, "", retain=True)
        api.shows(lambda status: not has_alarm("retained_command", "parking/barriers/entry/cmd")(status), "it is over")
    outside = next(alarm for alarm in api.status()["alarms"] if alarm["kind"] == "outside_contract")
    assert (outside["details"]["right"], outside["details"]["id"]) == ("parking/spots/ENTRY/status", "ENTRY")


def test_two_programs_with_one_client_id_are_an_alarm(broker: Mosquitto, pis: Pis, tmp_path: Path) -> None:
    api = started(pis, broker, COMPLETIONS="all")
    pis.start(broker.port, {"P2": {"COMPLETIONS": "all"}})
    api.shows(is_presence("P2", "online"), "P2 online")
    with pis_in(tmp_path / "rival") as rivals:
        rivals.start(broker.port, {"P2": {"COMPLETIONS": "all"}})
        api.shows(has_alarm("client_id_twice", "P2"), "the alarm")
