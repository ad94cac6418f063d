import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.p7_dashboard.dashboard import Site, site


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("p7")) as here:
        yield here


def test_it_begins_with_everything_and_goes_on_with_each_change_once(here: Site) -> None:
    with here.dashboard.look() as look:
        assert look.next().name == "snapshot"
        statuses = ["FREE", "OCCUPIED"] * 5
        for status in statuses:
            here.spot("A1", status)
        texts = [event["text"] for event in look.changes("feed", len(statuses))]
    assert sorted(texts) == sorted(f'{{"id": "A1", "status": "{status}"}}' for status in statuses)
    assert here.dashboard.picture["spots"]["A1"]["status"] == "OCCUPIED"


def test_it_is_not_kept_not_packed_and_not_held_up_by_a_proxy(here: Site) -> None:
    with httpx.stream("GET", f"{here.dashboard.url}/api/v1/stream", headers={"Accept-Encoding": "gzip"}) as response:
        headers = response.headers
    assert headers["content-type"].startswith("text/event-stream")
    assert (headers["cache-control"], headers["x-accel-buffering"]) == ("no-cache", "no")
    assert "content-encoding" not in headers


def test_who_comes_back_with_his_last_id_gets_exactly_what_he_missed(here: Site) -> None:
    with here.dashboard.look() as look:
        last_id = look.next("snapshot").id
    for number in range(5):
        here.spot(f"B{number}", "FREE")
    with here.dashboard.look(last_id) as look:
        missed = [event["topic"] for event in look.changes("feed", 5)]
        here.spot("B9", "FREE")
        after = [event["topic"] for event in look.changes("feed", 1)]
    assert sorted(missed) == [f"parking/spots/B{number}/status" for number in range(5)]
    assert after == ["parking/spots/B9/status"]


@pytest.mark.parametrize(
    "last_id", ["", "0", "-1", "999999", "garbage", "x" * 10_000, "00000000-0"], ids=lambda text: text[:9]
)
def test_who_comes_back_with_anything_else_gets_everything(here: Site, last_id: str) -> None:
    with here.dashboard.look(last_id) as look:
        assert look.response.status_code == 200
        assert look.next().name == "snapshot"


def test_an_id_of_the_future_gets_everything(here: Site) -> None:
    with here.dashboard.look() as look:
        run, number = look.next("snapshot").id.split("-")
    with here.dashboard.look(f"{run}-{int(number) + 1000}") as look:
        assert look.next().name == "snapshot"


def test_where_nothing_happens_it_says_that_it_is_there(here: Site) -> None:
    with here.dashboard.look() as look:
        look.next("snapshot")
        assert look.next("ping").data == {}


def test_who_does_not_read_holds_up_nobody(here: Site) -> None:
    with socket.create_connection(("127.0.0.1", here.dashboard.port)) as deaf:
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        deaf.sendall(b"GET /api/v1/stream HTTP/1.1\r\nHost: localhost\r\n\r\n")
        with here.dashboard.look() as look:
            look.next("snapshot")
            for number in range(300):
                here.says("parking/x", "x" * 3000 + str(number), retain=False)
            here.spot("C1", "FREE")
            while "C1" not in look.next("change").data.get("spots", {}):
                pass


def test_after_a_restart_an_old_id_gets_everything(tmp_path: Path) -> None:
    with site(tmp_path) as here:
        here.spot("A1", "FREE")
        with here.dashboard.look() as look:
            last_id = look.next("snapshot").id
        assert here.dashboard.stop() == 0
        here.dashboard.restart()
        # By now the numbers of this run have passed the old one.
        for number in range(int(last_id.split("-")[1]) + 1):
            with here.dashboard.look() as look:
                look.next("snapshot")
                here.says("parking/x", str(number), retain=False)
                look.changes("feed", 1)
        with here.dashboard.look(last_id) as look:
            event = look.next()
        assert event.name == "snapshot"
        assert event.data["spots"]["A1"]["status"] == "FREE"
