"""Every row of the table that exists so far, on the wire: topic, bytes, QoS, retain, and who subscribed to what."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import NamedTuple

import pytest

from common.testing import Mosquitto
from tests.system.lot import ADDRESSES, PREFIX, Pis, pis_in
from tests.system.observer import Heard, Observer
from tests.system.sites import Site, embedded_broker, mosquitto_broker

SPOT = PREFIX + "parking/spots/A1/status"
ENTRY = PREFIX + "parking/spots/ENTRY/status"
COUNT = PREFIX + "parking/display/available"
COMMAND = PREFIX + "parking/barriers/entry/cmd"
STATE = PREFIX + "parking/barriers/entry/state"

QUICK = {"P1": {"P1_SPOTS": "A1-A12", "P1_SEED": "1"}, "P2": {}, "P3": {"P3_TRAVEL_SECONDS": "0.1"}, "P4": {}}


class Day(NamedTuple):
    """A broker's log, and what a stranger heard."""

    broker: Mosquitto
    observer: Observer


def first(observer: Observer, topic: str) -> Heard:
    observer.wait(lambda _: observer.on(topic), f"a word on {topic}")
    return observer.on(topic)[0]


@pytest.mark.parametrize("broker", [mosquitto_broker, embedded_broker])
def test_a_vehicle_comes_through_all_rows(broker: Callable[[], AbstractContextManager[Site]], pis: Pis) -> None:
    with broker() as site, Observer(site.host, site.port) as observer:
        pis.start(site.port, QUICK, site.addresses)
        first(observer, SPOT)
        observer.wait_for_payload(COUNT, b'{"count": 12}')
        observer.wait_for_payload(ENTRY, b'{"id": "ENTRY", "status": "OCCUPIED"}')
        observer.wait_for_payload(COMMAND, b'{"action": "OPEN"}')
        observer.wait_for_payload(STATE, b'{"state": "OPENED"}')
        observer.wait_for_payload(COUNT, b'{"count": 11}', seconds=30)
        with Observer(site.host, site.port, client_id="late") as late:
            late.wait_for_payload(COUNT, b'{"count": 11}')
            late.wait(lambda _: late.on(SPOT) and late.on(STATE), "the retained states")
            assert late.on(COMMAND) == []


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    """The four services have let a vehicle in; nothing in this file changes that day."""
    with (
        Mosquitto(addresses=("127.0.0.1", *ADDRESSES.values())) as broker,
        Observer(broker.host, broker.port) as observer,
        pis_in(tmp_path_factory.mktemp("day")) as pis,
    ):
        pis.start(broker.port, QUICK)
        observer.wait_for_payload(STATE, b'{"state": "OPENED"}', seconds=30)
        yield Day(broker, observer)


def test_what_is_retained_and_what_never_is(day: Day) -> None:
    retained = {topic: {heard.retain for heard in day.observer.on(topic)} for topic in (SPOT, COUNT, COMMAND, STATE)}
    assert retained == {SPOT: {True}, COUNT: {True}, COMMAND: {False}, STATE: {True}}
    assert {heard.qos for heard in day.observer.heard} == {1}


def test_an_order_is_void_after_ten_seconds(day: Day) -> None:
    assert first(day.observer, COMMAND).expiry_seconds == 10


def test_what_travels_beside_the_payload(day: Day) -> None:
    beside = {topic: set(first(day.observer, topic).properties) for topic in (SPOT, COUNT, COMMAND, STATE)}
    assert beside == {
        SPOT: {"sent", "seq", "refresh"},
        COUNT: {"sent", "seq", "refresh"},
        COMMAND: {"sent", "seq", "by"},
        STATE: {"sent", "seq", "reason"},
    }


def test_nothing_is_published_beside_the_table(day: Day) -> None:
    allowed = re.compile(re.escape(PREFIX) + r"parking/(spots/\w+/status|display/available|barriers/entry/(cmd|state))")
    assert [heard.topic for heard in day.observer.heard if not allowed.fullmatch(heard.topic)] == []


def subscriptions(broker: Mosquitto) -> dict[str, set[str]]:
    """Who subscribed to what, as the broker's log has it."""
    lines = re.findall(rf"^\d+: SmartPark2026_(P\d) 1 {re.escape(PREFIX)}(\S+)$", broker.log, re.MULTILINE)
    found: dict[str, set[str]] = {}
    for role, topic_filter in lines:
        found.setdefault(role, set()).add(topic_filter)
    return found


def test_by_default_the_completions_only_listen(day: Day) -> None:
    assert subscriptions(day.broker) == {
        "P1": {"parking/config/new_spot", "parking/barriers/entry/state"},
        "P2": {"parking/spots/+/status", "parking/display/available"},
        "P3": {"parking/barriers/entry/cmd", "parking/admin/override"},
        "P4": {"parking/spots/+/status"},
    }


def test_without_completions_there_is_the_table_and_nothing_else(mosquitto: Mosquitto, pis: Pis) -> None:
    roles = {role: {**settings, "COMPLETIONS": "none"} for role, settings in QUICK.items()}
    with Observer(mosquitto.host, mosquitto.port) as observer:
        pis.start(mosquitto.port, roles)
        observer.wait_for_payload(COUNT, b'{"count": 11}', seconds=40)
    assert subscriptions(mosquitto) == {
        "P2": {"parking/spots/+/status", "parking/display/available"},
        "P3": {"parking/barriers/entry/cmd"},
        "P4": {"parking/spots/+/status"},
    }


def test_with_all_completions_each_says_that_it_is_here_and_that_it_leaves(mosquitto: Mosquitto, pis: Pis) -> None:
    roles = {role: {**settings, "COMPLETIONS": "all"} for role, settings in QUICK.items()}
    with Observer(mosquitto.host, mosquitto.port) as observer:
        pis.start(mosquitto.port, roles)
        for role in roles:
            observer.wait_for_payload(
                f"{PREFIX}monitor/presence/{role}", f'{{"role": "{role}", "online": true}}'.encode()
            )
        assert [pis["P1"].stop(), pis["P2"].stop()] == [0, 0]
        pis["P4"].kill()
        for role in ("P1", "P2", "P4"):
            observer.wait_for_payload(
                f"{PREFIX}monitor/presence/{role}", f'{{"role": "{role}", "online": false}}'.encode()
            )
