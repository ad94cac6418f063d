"""Nothing comes from the broker, and no connection ends: each says so, nobody acts on what is past, and all is back."""

import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from typing import NamedTuple

import httpx
import pytest

from common.testing import Mosquitto, wait_for
from tests.fault.quiet_lot import (
    COMMAND,
    COUNT,
    FREE,
    RIGHT_COUNT,
    STATE,
    everything_is_right,
    quiet,
    spot,
    status,
)
from tests.fault.road import Road
from tests.system.lot import ADDRESSES, pis_in
from tests.system.observer import Observer
from tests.system.park import Park
from tests.system.sites import Site

# FAULT_RUNS=20 freezes the broker twenty times.
RUNS = int(os.environ.get("FAULT_RUNS", "1"))

NOTICED_SECONDS = 20
BACK_SECONDS = 5

NOTICED = "no connection to the broker"
STALLED = ("P2", "P4")
OPEN = b'{"action": "OPEN"}'

# As many words on each topic as a busy lot says in an hour.
FLOOD = 300


class Lot(NamedTuple):
    """Seven services that have settled, the broker, and the roads of those whose link will stall."""

    broker: Mosquitto
    park: Park
    roads: dict[str, Road]
    observer: Observer

    def times_noticed(self) -> dict[str, int]:
        """How often each has said that it hears nothing."""
        return {role: self.park.pis[role].log.count(NOTICED) for role in ADDRESSES}

    def notices(self, role: str, before: dict[str, int]) -> None:
        """Returns when it has said so once more."""
        wait_for(
            lambda: self.park.pis[role].log.count(NOTICED) > before[role],
            f"{role} to notice:\n{self.park.pis[role].log}",
            NOTICED_SECONDS,
        )

    def has_heard_everything(self) -> None:
        """Returns when P2 has heard what was said until now; it says nothing of it but in its log."""
        marks = self.park.pis["P2"].log.count("a mark")
        self.observer.say(COUNT, '{"count": "a mark"}')
        wait_for(lambda: self.park.pis["P2"].log.count("a mark") > marks, "P2 to hear the mark")

    def lets_the_next_one_in(self, before: int) -> None:
        """No order was given since ``before`` but the one for a vehicle that comes now."""
        self.has_heard_everything()
        assert self.observer.payloads(COMMAND)[before:] == []
        self.observer.say(spot("ENTRY"), status("ENTRY", "OCCUPIED"), retain=True)
        wait_for(lambda: len(self.observer.on(COMMAND)) > before, "P2 to open for the next one")
        assert self.observer.payloads(COMMAND)[before:] == [OPEN]
        self.observer.say(spot("ENTRY"), status("ENTRY", "FREE"), retain=True)


@pytest.fixture(scope="module")
def lot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lot]:
    folder = tmp_path_factory.mktemp("lot")
    direct = [address for role, address in ADDRESSES.items() if role not in STALLED]
    with ExitStack() as stack:
        broker = stack.enter_context(Mosquitto(addresses=("127.0.0.1", *direct)))
        roads = {role: stack.enter_context(Road(broker.host, broker.port, ADDRESSES[role])) for role in STALLED}
        observer = stack.enter_context(Observer(broker.host, broker.port))
        pis = stack.enter_context(pis_in(folder))
        settings = {role: dict(more) for role, more in quiet(folder).items()}
        # What a stranger says of a spot here is not said otherwise meanwhile.
        settings["P1"]["P1_REFRESH_SECONDS"] = "600"
        park = Park(Site(broker.host, broker.port, ADDRESSES), pis, settings)
        observer.wait(everything_is_right, "the lot to settle", 30)
        yield Lot(broker, park, roads, observer)


def is_ready(park: Park, role: str) -> bool:
    return httpx.get(park.urls[role] + "/readyz", timeout=5).status_code == 200


def is_connected(broker: Mosquitto) -> socket.socket:
    """A client by hand, whose bytes are in the broker's socket whether it reads them or not."""
    stranger = socket.create_connection((broker.host, broker.port), timeout=10)
    stranger.sendall(b"\x10\x14\x00\x04MQTT\x05\x02\x00\x3c\x00\x00\x07strange")
    assert stranger.recv(64)[0] == 0x20
    return stranger


def a_message(topic: str, payload: str) -> bytes:
    """A PUBLISH of QoS 0 as it is on the wire."""
    rest = len(topic).to_bytes(2, "big") + topic.encode() + b"\x00" + payload.encode()
    return bytes([0x30, len(rest)]) + rest


def a_vehicle_comes_and_leaves(stranger: socket.socket) -> None:
    stranger.sendall(b"".join(a_message(spot("ENTRY"), status("ENTRY", word)) for word in ("OCCUPIED", "FREE")))


@pytest.mark.parametrize("run", range(RUNS))
def test_each_says_so_within_twenty_seconds_and_all_are_back_within_five(lot: Lot, run: int) -> None:
    orders, noticed = len(lot.observer.on(COMMAND)), lot.times_noticed()
    with is_connected(lot.broker) as stranger:
        lot.broker.freeze()
        a_vehicle_comes_and_leaves(stranger)
        for role in ADDRESSES:
            lot.notices(role, noticed)
        assert [is_ready(lot.park, role) for role in ("P5", "P6", "P7")] == [False] * 3
        before = len(lot.observer.heard)
        lot.broker.thaw()
        lot.observer.wait(lambda heard: everything_is_right(heard[before:]), f"all of it again ({run})", BACK_SECONDS)
    for role in ("P5", "P6", "P7"):
        wait_for(lambda role=role: is_ready(lot.park, role), f"{role} to be ready", BACK_SECONDS)  # type: ignore[misc]
    assert {heard.payload for heard in lot.observer.heard[before:] if heard.topic == COUNT} == {RIGHT_COUNT}
    assert {heard.payload for heard in lot.observer.heard[before:] if heard.topic == STATE} == {b'{"state": "CLOSED"}'}
    lot.lets_the_next_one_in(orders)
    assert {role: lot.park.pis[role].process.poll() for role in ADDRESSES} == dict.fromkeys(ADDRESSES)
    assert all("another program" not in lot.park.pis[role].log for role in ADDRESSES)


def test_a_link_that_stalls_and_then_floods_tells_of_the_present_only(lot: Lot) -> None:
    orders, noticed = len(lot.observer.on(COMMAND)), lot.times_noticed()
    with ExitStack() as stack:
        for road in lot.roads.values():
            stack.enter_context(road.stalled())
        before = len(lot.observer.heard)
        with is_connected(lot.broker) as stranger:
            for _ in range(FLOOD):
                a_vehicle_comes_and_leaves(stranger)
                for place in FREE[:3]:
                    stranger.sendall(a_message(spot(place), status(place, "OCCUPIED")))
                    stranger.sendall(a_message(spot(place), status(place, "FREE")))
            lot.observer.say(spot("ENTRY"), status("ENTRY", "FREE"), retain=True)
            lot.observer.say(spot(FREE[0]), status(FREE[0], "OCCUPIED"), retain=True)
            for role in STALLED:
                lot.notices(role, noticed)
    counted = f'{{"count": {len(FREE) - 1}}}'.encode()
    lot.observer.wait(
        lambda heard: counted in [one.payload for one in heard[before:] if one.topic == COUNT], "P4 to count again"
    )
    lot.has_heard_everything()
    counts = {one.payload for one in lot.observer.heard[before:] if one.topic == COUNT and b"mark" not in one.payload}
    assert counts == {counted}
    lot.lets_the_next_one_in(orders)
    others = set(ADDRESSES) - set(STALLED)
    assert all(lot.park.pis[role].log.count(NOTICED) == noticed[role] for role in others)
