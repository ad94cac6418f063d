"""Who may give an order, row by row."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from p7_dashboard.web import HEADERS, MAX_BODY_BYTES
from tests.p7_dashboard.dashboard import BARRIER, OVERRIDE, PREFIX, Site, site

JSON = {"Content-Type": "application/json"}
ORDER = b'{"cmd": "FORCE_OPEN"}'


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("p7")) as here:
        yield here


def post(here: Site, headers: dict[str, str], body: bytes = ORDER) -> httpx.Response:
    return httpx.post(f"{here.dashboard.url}/api/v1/override", content=body, headers=headers)


@pytest.mark.parametrize(
    ("headers", "body", "status", "parameter"),
    [
        pytest.param({**JSON, "Origin": "http://evil.example"}, ORDER, 403, "Origin", id="foreign page"),
        pytest.param({**JSON, "Origin": "null"}, ORDER, 403, "Origin", id="page without an origin"),
        pytest.param({**JSON, "Host": "evil.example"}, ORDER, 403, "Host", id="foreign name"),
        pytest.param({**JSON, "Sec-Fetch-Site": "cross-site"}, ORDER, 403, "Sec-Fetch-Site", id="cross-site"),
        pytest.param({**JSON, "Sec-Fetch-Site": "same-site"}, ORDER, 403, "Sec-Fetch-Site", id="same-site"),
        pytest.param({**JSON, "X-Forwarded-For": "127.0.0.1"}, ORDER, 403, "x-forwarded-for", id="proxy"),
        pytest.param({**JSON, "Forwarded": "for=127.0.0.1"}, ORDER, 403, "forwarded", id="proxy by the standard"),
        pytest.param({}, ORDER, 415, "Content-Type", id="no content type"),
        pytest.param({"Content-Type": "text/plain"}, ORDER, 415, "Content-Type", id="form of a page"),
        pytest.param(JSON, b'{"cmd": "OPEN"}', 422, "cmd", id="unknown order"),
        pytest.param(JSON, b'{"cmd": ["FORCE_OPEN"]}', 422, "cmd", id="list"),
        pytest.param(JSON, b"{}", 422, "cmd", id="no order"),
        pytest.param(JSON, b'{"cmd": "RELEASE", "by": "me"}', 422, "by", id="too much"),
        pytest.param(JSON, b"\xff{", 422, None, id="no JSON"),
        pytest.param(JSON, b"[" * 1000, 422, None, id="deep"),
        pytest.param(JSON, b" " * (MAX_BODY_BYTES + 1), 413, None, id="long"),
        pytest.param({**JSON, "Origin": "http://evil.example"}, b"no JSON", 403, "Origin", id="stranger first"),
    ],
)
def test_an_order_that_may_not_be_given_is_refused_with_its_reason(
    here: Site, headers: dict[str, str], body: bytes, status: int, parameter: str | None
) -> None:
    answer = post(here, headers, body)
    assert (answer.status_code, answer.json().get("parameter")) == (status, parameter)
    assert answer.headers["content-type"] == "application/problem+json"
    assert here.observer.on(PREFIX + OVERRIDE) == []


def test_an_order_is_published_and_its_fate_is_in_the_stream(here: Site) -> None:
    with here.dashboard.look() as look:
        look.next("snapshot")
        answer = here.dashboard.orders("FORCE_OPEN", Origin=here.dashboard.url)
        assert answer.status_code == 202
        here.observer.wait_for_payload(PREFIX + OVERRIDE, b'{"cmd": "FORCE_OPEN"}')
        published = here.observer.on(PREFIX + OVERRIDE)[0]
        assert (published.retain, published.expiry_seconds) == (False, 10)
        assert published.properties["by"] == "dashboard 127.0.0.1"
        assert look.changes("orders", 1)[0][0]["fate"] == "requested"
        here.says(BARRIER, '{"state": "OPENED"}')
        order: dict[str, Any] = look.changes("orders", 1)[0][0]
    assert (order["id"], order["fate"], order["answer"]) == (answer.json()["id"], "achieved", "OPENED")


def test_who_asks_is_told_whether_he_may_give_orders(here: Site) -> None:
    url = f"{here.dashboard.url}/api/v1/override"
    assert httpx.get(url).json() == {"offered": True, "problem": None}
    assert httpx.get(url, headers={"X-Real-IP": "127.0.0.1"}).json() == {"offered": False, "problem": "forwarded"}


@pytest.mark.parametrize(
    "path", ["/", "/sign", "/words.json", "/static/page.js", "/livez", "/readyz", "/nothing", "/static/../web.py"]
)
def test_every_answer_has_the_headers(here: Site, path: str) -> None:
    answer = httpx.get(here.dashboard.url + path)
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.status_code == (404 if path in {"/nothing", "/static/../web.py"} else 200)


def test_other_methods_are_refused(here: Site) -> None:
    assert httpx.put(f"{here.dashboard.url}/api/v1/override", json={}).status_code == 405


def test_where_nobody_hears_orders_they_are_refused(tmp_path_factory: pytest.TempPathFactory) -> None:
    with site(tmp_path_factory.mktemp("p7"), COMPLETIONS="none") as here:
        answer = here.dashboard.orders("FORCE_OPEN")
        assert (answer.status_code, answer.json()["title"]) == (409, "nobody hears it")
        assert here.observer.on(PREFIX + OVERRIDE) == []


def test_without_a_broker_orders_are_refused_and_not_sent_later(tmp_path_factory: pytest.TempPathFactory) -> None:
    with site(tmp_path_factory.mktemp("p7")) as here:
        with here.dashboard.look() as look:
            look.next("snapshot")
            here.broker.kill()
            assert [broker["connected"] for broker in look.changes("broker", 1)] == [False]
            answer = here.dashboard.orders("FORCE_OPEN")
            assert (answer.status_code, answer.json()["title"]) == (409, "broker gone")
            here.broker.start()
            assert [broker["connected"] for broker in look.changes("broker", 1)] == [True]
        assert here.dashboard.picture["orders"] == []
