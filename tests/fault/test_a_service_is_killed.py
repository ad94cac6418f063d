"""Any of the seven loses its power: the others go on, and once restarted it is where it was."""

from collections.abc import Iterator
from typing import NamedTuple

import pytest

from common.testing import Mosquitto, wait_for
from tests.fault.quiet_lot import COMMAND, COUNT, FREE, OVERRIDE, PLACES, STATE, presence, quiet, spot, status
from tests.system.lot import ADDRESSES, pis_in
from tests.system.observer import Observer
from tests.system.park import Park
from tests.system.sites import Site

RIGHT_COUNT = f'{{"count": {len(FREE)}}}'.encode()
BACK_SECONDS = 10


class Lot(NamedTuple):
    """Seven services that have settled, and a stranger who hears everything."""

    broker: Mosquitto
    park: Park
    observer: Observer


@pytest.fixture(scope="module")
def lot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lot]:
    folder = tmp_path_factory.mktemp("lot")
    with (
        Mosquitto(addresses=("127.0.0.1", *ADDRESSES.values())) as broker,
        Observer(broker.host, broker.port) as observer,
        pis_in(folder) as pis,
    ):
        settings = {**quiet(folder), "P3": {"P3_HOLD_SECONDS": "60"}}
        park = Park(Site(broker.host, broker.port, ADDRESSES), pis, settings)
        for role in ADDRESSES:
            observer.wait_for_payload(presence(role), online(role), 30)
        observer.wait_for_payload(COUNT, RIGHT_COUNT, 30)
        yield Lot(broker, park, observer)


def online(role: str, *, here: bool = True) -> bytes:
    return f'{{"role": "{role}", "online": {"true" if here else "false"}}}'.encode()


def is_killed_and_restarted(lot: Lot, role: str) -> None:
    """Returns when all that it had to say has been said again."""
    said = len(lot.observer.heard)
    lot.park.pis[role].kill()
    wait_for(lambda: lot.observer.payloads(presence(role))[-1] == online(role, here=False), f"the end of {role}")
    lot.park.pis[role].restart()
    wait_for(lambda: lot.observer.payloads(presence(role))[-1] == online(role), f"{role} to be back", BACK_SECONDS)
    own = {"P1": spot(PLACES[-1]), "P3": STATE, "P4": COUNT}.get(role, presence(role))
    lot.observer.wait(lambda heard: any(one.topic == own for one in heard[said:]), f"{role} to speak", BACK_SECONDS)


@pytest.mark.parametrize("role", ADDRESSES)
def test_the_others_go_on_and_it_picks_up_where_it_was(lot: Lot, role: str) -> None:
    before = len(lot.observer.heard)
    is_killed_and_restarted(lot, role)
    new = lot.observer.heard[before:]
    assert {heard.payload for heard in new if heard.topic == COUNT} <= {RIGHT_COUNT}
    assert {heard.payload for heard in new if heard.topic == STATE} <= {b'{"state": "CLOSED"}'}
    assert [heard.topic for heard in new if heard.topic == COMMAND] == []
    others = {other: lot.park.pis[other].process.poll() for other in ADDRESSES if other != role}
    assert others == dict.fromkeys(others)


def test_the_arm_stays_up_where_it_was_forced_and_moves_not_at_its_start(lot: Lot) -> None:
    lot.observer.say(OVERRIDE, '{"cmd": "FORCE_OPEN"}')
    lot.observer.wait_for_payload(STATE, b'{"state": "OPENED"}')
    before = len(lot.observer.on(STATE))
    is_killed_and_restarted(lot, "P3")
    assert {heard.payload for heard in lot.observer.on(STATE)[before:]} == {b'{"state": "OPENED"}'}


def test_a_change_while_it_was_away_is_known_when_it_is_back(lot: Lot) -> None:
    lot.park.pis["P4"].kill()
    lot.observer.say(spot(FREE[0]), status(FREE[0], "OCCUPIED"), retain=True)
    lot.park.pis["P4"].restart()
    lot.observer.wait_for_payload(COUNT, f'{{"count": {len(FREE) - 1}}}'.encode(), BACK_SECONDS)
