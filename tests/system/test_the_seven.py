"""The whole car park, each of the seven on an address of its own: recorded, watched, on a page."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest

from common.testing import wait_for
from tests.system.lot import PREFIX, pis_in
from tests.system.observer import Observer
from tests.system.park import Park
from tests.system.sites import Site, embedded_broker, mosquitto_broker

PARKING = PREFIX + "parking/"


@pytest.fixture(scope="module", params=[mosquitto_broker, embedded_broker], ids=["mosquitto", "embedded"])
def site(request: pytest.FixtureRequest) -> Iterator[Site]:
    broker: Callable[[], AbstractContextManager[Site]] = request.param
    with broker() as site:
        yield site


@pytest.fixture(scope="module")
def park(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Park]:
    with pis_in(tmp_path_factory.mktemp("park")) as pis:
        park = Park(site, pis)
        park.answers("P6", "/api/v1/availability", lambda answer: answer["count"] is not None and answer["count"] < 12)
        yield park


def test_a_vehicle_let_in_is_in_the_history(park: Park) -> None:
    page = park.get("P6", "/api/v1/events?order=oldest&limit=1000&valid=true")["events"]
    words = iter([event["word"] for event in page])
    assert all(word in words for word in ("OCCUPIED", "OPEN", "OPENING", "OPENED", "OCCUPIED", "11"))


def test_the_page_shows_what_the_api_answers(park: Park) -> None:
    places = {spot["id"]: spot["status"] for spot in park.get("P6", "/api/v1/spots")["spots"]}
    wait_for(lambda: len(park.snapshot()["spots"]) == len(places), "the page to know every place")
    assert set(park.snapshot()["spots"]) == set(places) == {f"A{number}" for number in range(1, 13)}
    assert set(park.snapshot()["detectors"]) == {"ENTRY"}


def test_all_seven_are_seen_by_the_monitor_and_the_page(park: Park) -> None:
    everybody = {f"P{number}" for number in range(1, 8)}
    park.answers("P5", "/api/v1/status", lambda answer: everybody == _online(answer))
    wait_for(lambda: {m["state"] for m in park.snapshot()["modules"].values()} == {"here"}, "seven on the page")


def test_forced_open_it_stays_and_released_it_closes_and_the_history_says_who(park: Park) -> None:
    assert park.order("FORCE_OPEN") == 202
    park.answers("P6", "/api/v1/barrier", lambda barrier: (barrier["state"], barrier["reason"]) == ("OPENED", "forced"))
    assert park.order("RELEASE") == 202
    park.answers("P6", "/api/v1/barrier", lambda barrier: barrier["reason"] == "released")
    orders = park.get("P6", "/api/v1/events?topic=parking/admin/override&order=oldest")["events"]
    assert [(order["word"], bool(order["by"])) for order in orders] == [("FORCE_OPEN", True), ("RELEASE", True)]


def test_a_payload_that_nobody_can_read_is_recorded_byte_for_byte_and_shown_as_text(park: Park, site: Site) -> None:
    with Observer(site.host, site.port, client_id="stranger") as stranger:
        stranger.say(PARKING + "spots/A1/status", b"<img src=x>\xff")
    park.answers("P6", "/api/v1/events?valid=false", lambda answer: answer["events"])
    event = park.get("P6", "/api/v1/events?valid=false")["events"][0]
    assert (event["payload"], event["payload_base64"]) == (None, "PGltZyBzcmM9eD7/")
    wait_for(lambda: any("<img src=x>" in line["text"] for line in park.snapshot()["feed"]), "it in the feed")


def test_without_history_and_monitor_the_page_names_what_is_missing_and_shows_the_rest(park: Park) -> None:
    for role in ("P5", "P6"):
        park.pis[role].kill()
    wait_for(lambda: {park.snapshot()["modules"][role]["state"] for role in ("P5", "P6")} == {"gone"}, "two gone")
    assert len(park.snapshot()["spots"]) == 12


def _online(status: Any) -> set[str]:
    return {role for role, module in status["modules"].items() if module["standing"]["presence"] == "online"}
