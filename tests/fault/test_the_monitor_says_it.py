"""P5 says each fault once, and its end once, whatever the faults do to P5 itself."""

from collections.abc import Iterator
from typing import NamedTuple

import pytest

from common.testing import Mosquitto, wait_for
from tests.fault.quiet_lot import COMMAND, presence, quiet, spot
from tests.system.lot import ADDRESSES, pis_in
from tests.system.observer import Observer
from tests.system.park import Park
from tests.system.sites import Site

SETTLED_SECONDS = 30


class Lot(NamedTuple):
    """Seven services, and the broker that P5 hears them by."""

    broker: Mosquitto
    park: Park

    def said(self, text: str) -> int:
        """How often P5 has said this."""
        return self.park.pis["P5"].log.count(text)

    def says(self, text: str, times: int = 1) -> None:
        """Waits until P5 has said it so often."""
        wait_for(lambda: self.said(text) >= times, f"{text!r} of P5", SETTLED_SECONDS)


@pytest.fixture(scope="module")
def lot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lot]:
    folder = tmp_path_factory.mktemp("lot")
    with (
        Mosquitto(addresses=("127.0.0.1", *ADDRESSES.values())) as broker,
        pis_in(folder) as pis,
    ):
        park = Park(Site(broker.host, broker.port, ADDRESSES), pis, quiet(folder))
        with Observer(broker.host, broker.port) as observer:
            observer.wait(lambda _: all(observer.on(presence(role)) for role in ADDRESSES), "all seven", 30)
        park.answers("P5", "/api/v1/status", lambda answer: answer["hears"])
        yield Lot(broker, park)


def test_a_dead_module_and_its_return(lot: Lot) -> None:
    lot.park.pis["P4"].kill()
    lot.says("ALARM: P4 is offline")
    lot.park.pis["P4"].restart()
    lot.says("alarm over: P4 is offline")
    assert (lot.said("ALARM: P4 is offline"), lot.said("alarm over: P4 is offline")) == (1, 1)


def test_an_order_that_the_broker_keeps_until_it_is_cleared(lot: Lot) -> None:
    with Observer(lot.broker.host, lot.broker.port) as stranger:
        stranger.say(COMMAND, '{"action": "OPEN"}', retain=True)
        lot.says("kind=retained_command")
        stranger.say(COMMAND, "", retain=True)
        lot.says("kind=retained_command", 2)
    lines = [line for line in lot.park.pis["P5"].log.splitlines() if "kind=retained_command" in line]
    assert ["ALARM" in line for line in lines] == [True, False]


def test_what_breaks_the_contract_again_and_again(lot: Lot) -> None:
    with Observer(lot.broker.host, lot.broker.port) as stranger:
        for number in range(20):
            stranger.say(spot("A1"), f"rubbish {number}")
        lot.park.answers("P5", "/api/v1/status", lambda answer: answer["modules"]["P1"]["rejected"] >= 20)
    assert lot.said("kind=schema_violation") == 1


def test_a_dead_broker_and_its_return(lot: Lot) -> None:
    lot.broker.kill()
    lot.says("kind=broker_gone")
    lot.broker.start()
    lot.says("kind=broker_gone", 2)
    lot.park.answers("P5", "/api/v1/alarms", lambda answer: not _about_modules(answer))
    lines = [line for line in lot.park.pis["P5"].log.splitlines() if "kind=broker_gone" in line]
    assert ["ALARM" in line for line in lines] == [True, False]
    assert lot.said("kind=module_offline") == 2


def _about_modules(answer: dict[str, list[dict[str, str]]]) -> list[str]:
    return [alarm["subject"] for alarm in answer["alarms"] if alarm["kind"] in {"module_offline", "broker_gone"}]
