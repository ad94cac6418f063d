"""The broker dies and comes back, with its memory or without: soon all is as before, and nothing has moved."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from common.testing import Mosquitto, wait_for
from tests.fault.quiet_lot import (
    COMMAND,
    COUNT,
    FREE,
    RIGHT_COUNT,
    STATE,
    everything_is_right,
    presence,
    quiet,
    spot,
    status,
)
from tests.system.lot import ADDRESSES, Pis
from tests.system.observer import Observer
from tests.system.park import Park
from tests.system.sites import Site

# FAULT_RUNS=20 tries each of them twenty times.
RUNS = int(os.environ.get("FAULT_RUNS", "1"))

BACK_SECONDS = 5
FORGETFUL: list[str] = []
REMEMBERING = ["persistence true", "persistence_file kept.db"]


class Lot(NamedTuple):
    """Seven services that have settled, and the broker that will be killed."""

    broker: Mosquitto
    park: Park

    def dies(self, times: int = 1) -> None:
        """Kills the broker, and returns when everybody has noticed (each for the so-many-th time)."""
        self.broker.kill()
        for role in ADDRESSES:
            pi = self.park.pis[role]
            wait_for(lambda pi=pi: pi.log.count("no connection to the broker") >= times, f"{role} to notice")  # type: ignore[misc]

    def comes_back(self) -> Observer:
        """Starts the broker again; whoever observes is there at once."""
        self.broker.start()
        return Observer(self.broker.host, self.broker.port)


@pytest.fixture(params=[FORGETFUL, REMEMBERING], ids=["without its memory", "with its memory"])
def lot(request: pytest.FixtureRequest, tmp_path: Path, pis: Pis) -> Iterator[Lot]:
    with Mosquitto(request.param, addresses=("127.0.0.1", *ADDRESSES.values())) as broker:
        park = Park(Site(broker.host, broker.port, ADDRESSES), pis, quiet(tmp_path))
        with Observer(broker.host, broker.port, client_id="before") as observer:
            observer.wait(lambda _: everything_is_right(observer.heard), "the lot to settle", 30)
        yield Lot(broker, park)


def a_place_is_taken(observer: Observer) -> None:
    """P4 answers with a count of its own: what it said before was all that it had to say."""
    observer.say(spot(FREE[0]), status(FREE[0], "OCCUPIED"), retain=True)
    observer.wait_for_payload(COUNT, f'{{"count": {len(FREE) - 1}}}'.encode())


@pytest.mark.parametrize("run", range(RUNS))
def test_seven_presences_every_spot_the_barrier_and_one_right_count_are_back_within_five_seconds(
    lot: Lot, run: int
) -> None:
    lot.broker.kill()
    with lot.comes_back() as observer:
        observer.wait(lambda _: everything_is_right(observer.heard), f"the lot to be as before ({run})", BACK_SECONDS)
        a_place_is_taken(observer)
        assert set(observer.payloads(COUNT)) == {RIGHT_COUNT, f'{{"count": {len(FREE) - 1}}}'.encode()}
        assert set(observer.payloads(STATE)) == {b'{"state": "CLOSED"}'}
        assert observer.payloads(COMMAND) == []


def test_three_times_within_ten_seconds_is_no_reason_for_anybody_to_leave(lot: Lot) -> None:
    for time in range(3):
        lot.dies(time + 1)
        with lot.comes_back() as observer:
            observer.wait(
                lambda _: everything_is_right(observer.heard), f"the lot to be as before ({time})", BACK_SECONDS
            )
    assert {role: lot.park.pis[role].process.poll() for role in ADDRESSES} == dict.fromkeys(ADDRESSES)


def test_a_vehicle_that_waits_before_a_full_lot_goes_on_waiting(tmp_path: Path, pis: Pis) -> None:
    with Mosquitto(addresses=("127.0.0.1", *ADDRESSES.values())) as broker:
        Park(Site(broker.host, broker.port, ADDRESSES), pis, quiet(tmp_path, free=(), entry="OCCUPIED"))
        with Observer(broker.host, broker.port, client_id="before") as observer:
            observer.wait_for_payload(COUNT, b'{"count": 0}', 30)
        broker.kill()
        broker.start()
        with Observer(broker.host, broker.port) as observer:
            observer.wait_for_payload(COUNT, b'{"count": 0}', BACK_SECONDS)
            # The last of the places that are said: what P2 knows of the lot is then complete.
            observer.wait(lambda _: all(observer.on(presence(role)) for role in ADDRESSES), "everybody", BACK_SECONDS)
            assert observer.payloads(COMMAND) == []
            observer.say(spot("A1"), status("A1", "FREE"), retain=True)
            observer.wait_for_payload(COMMAND, b'{"action": "OPEN"}')


def test_a_service_that_died_meanwhile_is_missed_and_the_others_are_back(lot: Lot) -> None:
    lot.broker.kill()
    lot.park.pis["P4"].kill()
    with lot.comes_back() as observer:
        others = [role for role in ADDRESSES if role != "P4"]
        observer.wait(
            lambda _: all(any(b"true" in word for word in observer.payloads(presence(role))) for role in others),
            "the others",
            BACK_SECONDS,
        )
        lot.park.pis["P4"].restart()
        observer.wait(lambda _: everything_is_right(observer.heard), "P4 as well", 10)
    wait_for(lambda: lot.park.pis["P4"].process.poll() is None, "P4 to run")
