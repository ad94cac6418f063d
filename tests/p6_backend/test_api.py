"""The whole interface under ``/api/v1``, asked of a running P6."""

import re
from base64 import b64decode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import httpx
import paho.mqtt.client as paho
import pytest

from common.testing import Mosquitto, wait_for
from tests.p6_backend.backend import Backend, Stranger, running, stranger
from tests.p6_backend.test_what_is_written import HOSTILE

A1 = "parking/spots/A1/status"
FREE, OCCUPIED = b'{"id": "A1", "status": "FREE"}', b'{"id": "A1", "status": "OCCUPIED"}'
COUNT = "parking/display/available"
STATE = "parking/barriers/entry/state"


@pytest.fixture(scope="module")
def broker() -> Iterator[Mosquitto]:
    with Mosquitto() as broker:
        yield broker


@pytest.fixture(scope="module")
def backend(broker: Mosquitto, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backend]:
    with running(tmp_path_factory.mktemp("p6"), broker.port) as backend:
        yield backend


@pytest.fixture(scope="module")
def lot(broker: Mosquitto, backend: Backend) -> Iterator[Stranger]:
    """What was said before the first test."""
    with stranger(broker.port, paho.MQTTv5) as lot:
        lot.says(A1, FREE, OCCUPIED)
        lot.says("parking/spots/A2/status", b'{"id": "A2", "status": "FREE"}')
        lot.says("parking/spots/ENTRY/status", b'{"id": "ENTRY", "status": "OCCUPIED"}')
        lot.says("parking/spots/A3/status", b'{"id": "A3", "status": "FREE"}', b"")
        lot.says(COUNT, b'{"count": 1}')
        lot.says(STATE, b'{"state": "OPENED"}', beside={"reason": "forced", "by": "Zoé"})
        for payload in HOSTILE:
            lot.says("parking/hostile", payload)
        says = len(HOSTILE) + 8
        wait_for(lambda: len(backend.get("events", limit=1000)["events"]) >= says, "all of it to be recorded")
        yield lot


@pytest.fixture(autouse=True)
def _everything_was_said(lot: Stranger) -> None:
    """Each test asks about the same day."""


def pages(backend: Backend, **parameters: str | int) -> Iterator[dict[str, Any]]:
    following = {}
    while True:
        page = backend.get("events", **parameters, **following)
        yield page
        if page["next"] is None:
            return
        following = {"cursor": page["next"]}


def ids(backend: Backend, **parameters: str | int) -> list[int]:
    return [event["id"] for page in pages(backend, **parameters) for event in page["events"]]


def newest(backend: Backend) -> int:
    [event] = backend.get("events", limit=1)["events"]
    return int(event["id"])


def test_spots_are_the_places_and_what_they_say(backend: Backend) -> None:
    spots = backend.get("spots")["spots"]
    assert [(spot["id"], spot["status"]) for spot in spots] == [("A1", "OCCUPIED"), ("A2", "FREE")]
    assert all(datetime.fromisoformat(spot["since"]) <= datetime.fromisoformat(spot["last_heard"]) for spot in spots)


def test_one_spot(backend: Backend) -> None:
    spot = backend.get("spots/A1")
    assert (spot["id"], spot["status"], spot["request"]) == ("A1", "OCCUPIED", None)


@pytest.mark.parametrize("spot", ["Z9", "A3", "ENTRY"], ids=["never heard", "forgotten", "a detector"])
def test_what_is_no_place_is_not_found(backend: Backend, spot: str) -> None:
    answer = backend.http.get(f"/api/v1/spots/{spot}")
    assert (answer.status_code, answer.json()["parameter"]) == (404, "id")


def test_availability_is_the_count_as_announced(backend: Backend) -> None:
    availability = backend.get("availability")
    assert (availability["count"], availability["capacity"]) == (1, 2)
    assert availability["since"] == availability["last_heard"]


def test_the_barrier_says_why_and_who(backend: Backend) -> None:
    barrier = backend.get("barrier")
    assert (barrier["state"], barrier["reason"], barrier["by"]) == ("OPENED", "forced", "Zoé")


def test_an_event_says_all_that_is_known(backend: Backend) -> None:
    [event] = backend.get("events", topic=STATE)["events"]
    assert event["payload"] == '{"state": "OPENED"}'
    assert (event["kind"], event["word"], event["times"], event["problem"]) == ("BarrierState", "OPENED", 1, None)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", event["at"])


def test_every_payload_is_answered_as_it_came_and_of_a_very_long_one_the_beginning(backend: Backend) -> None:
    events = backend.get("events", topic="parking/hostile", order="oldest", limit=1000)["events"]
    assert [event["size"] for event in events] == [len(payload) for payload in HOSTILE]
    for event, payload in zip(events, HOSTILE, strict=True):
        if event["payload"] is not None:
            assert event["payload"].encode() == payload
        else:
            assert b64decode(event["payload_base64"]) == payload[:65_536]
            assert len(payload) > 65_536 or payload == b"\xff\xfe\x00\x01"


@pytest.mark.parametrize("order", ["newest", "oldest"])
@pytest.mark.parametrize("limit", [1, 7, 1000])
def test_page_by_page_every_event_is_met_once(backend: Backend, order: str, limit: int) -> None:
    met = ids(backend, order=order, limit=limit)
    assert met == sorted(met, reverse=order == "newest")
    assert set(met) >= set(range(1, len(HOSTILE) + 9))


@pytest.mark.parametrize("order", ["newest", "oldest"])
def test_rows_that_come_while_one_pages_are_met_at_their_end_or_not_at_all(
    backend: Backend, lot: Stranger, order: str
) -> None:
    before = ids(backend)
    met = []
    for page in pages(backend, order=order, limit=5):
        met += [event["id"] for event in page["events"]]
        lot.says("parking/meanwhile", b"x")
        wait_for(lambda met=met: newest(backend) > max(met), "the row")  # type: ignore[misc]
        if len(met) > len(before) + 20:
            break
    assert len(met) == len(set(met))
    assert set(before) <= set(met)
    assert order == "oldest" or met == before


def test_a_filter_finds_what_it_names(backend: Backend) -> None:
    assert {event["topic"] for event in backend.get("events", spot="A1")["events"]} == {A1}
    assert len(ids(backend, topic=A1)) == 2
    assert ids(backend, topic="parking/spots/+/status") == []
    assert all(event["problem"] for event in backend.get("events", valid="false")["events"])
    assert len(ids(backend, valid="true")) + len(ids(backend, valid="false")) == len(ids(backend))


def test_times_bound_what_is_found(backend: Backend) -> None:
    first, second = backend.get("events", topic=A1, order="oldest")["events"]
    assert ids(backend, topic=A1, until=second["at"]) == [first["id"]]
    assert ids(backend, topic=A1, since=second["at"]) == [second["id"]]
    assert ids(backend, topic=A1, since="0001-01-01T00:00:00+14:00") == [second["id"], first["id"]]
    assert ids(backend, topic=A1, since="9999-12-31T23:59:59.999999-14:00") == []


@pytest.mark.parametrize(
    "query",
    [
        "since=2026-01-29T19:25:30+01:00",
        "since=2026-01-29T19:25:30%2B01:00",
        "since=2026-01-29t18:25:30z",
        "since=2026-01-29%2018:25:30.123456Z",
        "until=9999-12-31T23:59:59-14:00",
    ],
)
def test_a_time_with_its_zone_is_understood_also_with_a_raw_plus(backend: Backend, query: str) -> None:
    assert backend.http.get(f"/api/v1/events?{query}").status_code == 200


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("limit", ["0", "-1", "1001", "nan", "1e3", "", "x", "9" * 5000]),
        ("cursor", ["-1", "x", "", str(2**63), "1.5", "\x00"]),
        ("order", ["", "NEWEST", "up"]),
        ("valid", ["", "perhaps"]),
        ("spot", ["", "A 1", "-A", "A" * 33, "A1\n", "\ufffd"]),
        (
            "since",
            [
                "",
                "0",
                "1769711130",
                "yesterday",
                "nan",
                "2026-01-29",
                "2026-01-29T18:25:30",
                "2026-02-30T18:25:30Z",
                "2026-01-29T25:00:00Z",
                "2026-01-29T18:25:30+25:00",
                "0000-01-01T00:00:00Z",
            ],
        ),
        ("until", ["", "tomorrow"]),
        ("sinse", ["2026-01-29T18:25:30Z"]),
    ],
)
def test_a_wrong_parameter_is_a_problem_that_names_it(backend: Backend, name: str, values: list[str]) -> None:
    for value in values:
        answer = backend.http.get("/api/v1/events", params={name: value})
        assert (answer.status_code, answer.json()["parameter"]) == (422, name), value[:50]
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["spots", "spots/A1", "availability", "barrier"])
def test_an_unknown_parameter_is_a_problem_that_names_it(backend: Backend, path: str) -> None:
    answer = backend.http.get(f"/api/v1/{path}", params={"staus": "FREE"})
    assert (answer.status_code, answer.json()["parameter"]) == (422, "staus")


@pytest.mark.parametrize(
    "query",
    ["topic=%ff%fe", "topic=%ED%A0%80", "topic=%00", "spot=A1%00", "limit=%D9%A1", "cursor=1&cursor=x", "&&&=", "%"],
)
def test_nothing_that_a_client_sends_is_our_mistake(backend: Backend, query: str) -> None:
    assert backend.http.get(f"/api/v1/events?{query}").status_code in {200, 422}


@pytest.mark.parametrize("spot", ["%00", "A%201", "x" * 40, "%ff", "..%2fspots"])
def test_what_can_be_no_spot_is_a_problem(backend: Backend, spot: str) -> None:
    assert backend.http.get(f"/api/v1/spots/{spot}").status_code in {404, 422}


@pytest.mark.parametrize(
    ("body", "parameter"),
    [
        ('{"id": "-"}', "id"),
        ('{"id": 1}', "id"),
        ("{}", "id"),
        ('{"id": "B1", "kind": "disabled"}', "kind"),
        ('{"id": "ENTRY"}', "id"),
        ('{"id": "\\ud800"}', "id"),
        ('{"id": "B1"', "body"),
    ],
)
def test_a_wrong_wish_is_a_problem_that_names_it(backend: Backend, body: str, parameter: str) -> None:
    answer = backend.http.post("/api/v1/spots", content=body, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["parameter"]) == (422, parameter)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({"origin": "http://evil.example"}, 403, id="another page"),
        pytest.param({"sec-fetch-site": "cross-site"}, 403, id="another page, as browsers say"),
        pytest.param({"host": "evil.example"}, 403, id="another name"),
        pytest.param({"x-forwarded-for": "127.0.0.1"}, 403, id="through a proxy"),
        pytest.param({"content-type": "text/plain"}, 415, id="a form"),
    ],
)
def test_a_stranger_adds_no_place(backend: Backend, headers: dict[str, str], status: int) -> None:
    json = {"content-type": "application/json"} | headers
    assert backend.http.post("/api/v1/spots", content=b'{"id": "C9"}', headers=json).status_code == status
    if status == 403:
        assert backend.http.delete("/api/v1/spots/A1", headers=headers).status_code == 403
    assert ids(backend, topic="parking/config/new_spot", spot="C9") == []


def wish(backend: Backend, spot: str, becomes: str) -> None:
    def request() -> object:
        answer = backend.http.get(f"/api/v1/spots/{spot}")
        return answer.json().get("request")

    wait_for(lambda: request() == becomes, becomes)


def test_a_place_is_asked_for_and_heard(backend: Backend, lot: Stranger) -> None:
    answer = backend.http.post("/api/v1/spots", json={"id": "B1"})
    assert (answer.status_code, answer.json()) == (202, {"id": "B1", "request": "asked"})
    wish(backend, "B1", "asked")
    wait_for(lambda: bool(ids(backend, topic="parking/config/new_spot", spot="B1")), "the wish in the history")
    assert backend.get("events", spot="B1")["events"][0]["payload"] == '{"id": "B1", "cmd": "ADD"}'
    lot.says("parking/spots/B1/status", b'{"id": "B1", "status": "FREE"}')
    wish(backend, "B1", "heard")
    wait_for(lambda: backend.get("spots/B1")["status"] == "FREE", "its state")
    assert backend.http.delete("/api/v1/spots/B1").status_code == 202
    wish(backend, "B1", "asked")
    lot.says("parking/spots/B1/status", b"")
    wish(backend, "B1", "heard")
    assert "B1" not in [spot["id"] for spot in backend.get("spots")["spots"]]


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "events"), ("PUT", "spots/A1"), ("DELETE", "spots"), ("PATCH", "spots"), ("GET", "nowhere")],
)
def test_what_is_not_offered_is_a_problem(backend: Backend, method: str, path: str) -> None:
    answer = backend.http.request(method, f"/api/v1/{path}")
    assert answer.status_code in {404, 405}
    assert answer.headers["content-type"] == "application/problem+json"


def test_the_interface_describes_itself_without_a_network(backend: Backend) -> None:
    assert backend.http.get("/docs").status_code == 200
    description = backend.http.get("/openapi.json").json()
    assert set(description["paths"]) >= {f"/api/v1/{path}" for path in ("spots", "spots/{id}", "events", "barrier")}
    parameters = description["paths"]["/api/v1/events"]["get"]["parameters"]
    assert {each["name"] for each in parameters} == {
        "topic", "spot", "since", "until", "valid", "order", "limit", "cursor"
    }  # fmt: skip


def test_health_says_that_all_is_there(backend: Backend) -> None:
    for path in ("/readyz", "/healthz"):
        assert backend.http.get(path).json() == {
            "status": "ready",
            "checks": {"history": True, "broker": True, "subscribed": True},
        }
    assert backend.http.get("/livez").json() == {"status": "alive"}


def test_fifty_who_ask_at_once_are_all_answered(backend: Backend) -> None:
    with httpx.Client(base_url=backend.http.base_url, timeout=20) as client, ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda _: client.get("/api/v1/events?limit=1000").status_code, range(100)))
    assert set(answers) == {200}


def test_it_never_answered_with_a_mistake_of_its_own(backend: Backend) -> None:
    assert "a request failed" not in backend.log
    assert "Traceback" not in backend.log
