"""What P5 answers over HTTP of the alarms that stand."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from common.messages import BarrierState, Connected, Listening, SentRetained
from common.testing import free_port
from common.web_server import WebServer
from p5_monitor.metrics import Metrics
from p5_monitor.told import Telling
from p5_monitor.web import api
from tests.p5_monitor.desk import Desk, gone, settled

NINE = datetime(2026, 11, 25, 9, 0, 0, tzinfo=UTC)
FORCED = BarrierState(state="OPENED", reason="forced", by="Zoé")


class Watch:
    """The time of day while a desk is rehearsed: it began at nine, and somebody may set the clock."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.set_by = timedelta()

    def monotonic(self) -> float:
        return self._desk.now

    def utc(self) -> datetime:
        return NINE + timedelta(seconds=self._desk.now) + self.set_by


@contextmanager
def answering(desk: Desk, watch: Watch) -> Iterator[httpx.Client]:
    picture = lambda: desk.picture  # noqa: E731  read as the server reads it
    app = api(picture, Telling(watch.monotonic, watch.utc), Metrics(picture), "1.0")
    with (
        WebServer(app, "127.0.0.1", free_port(), "P5_HTTP_PORT") as server,
        httpx.Client(base_url=server.address, timeout=5) as client,
    ):
        yield client


def alarms(client: httpx.Client) -> list[dict[str, Any]]:
    answer: list[dict[str, Any]] = client.get("/api/v1/alarms").json()["alarms"]
    return answer


def test_without_an_alarm_there_is_an_empty_list() -> None:
    desk = settled()
    with answering(desk, Watch(desk)) as client:
        assert client.get("/api/v1/alarms").json() == {"alarms": []}


def test_an_alarm_says_what_since_when_and_what_to_do_in_both_languages() -> None:
    desk = settled()
    desk.hears(FORCED)
    desk.passes(60)
    with answering(desk, Watch(desk)) as client:
        (alarm,) = alarms(client)
    assert (alarm["kind"], alarm["subject"], alarm["details"]) == ("forced_open", "barrier", {"by": "Zoé"})
    assert alarm["since"] == "2026-11-25T09:02:40Z"
    assert alarm["age_seconds"] == pytest.approx(60, abs=1)
    assert alarm["text"] == {
        "en": "The barrier is forced open, by Zoé",
        "fr": "La barrière est forcée ouverte, par Zoé",
    }
    assert "RELEASE" in alarm["hint"]["en"]
    assert "RELEASE" in alarm["hint"]["fr"]


def test_the_gravest_comes_first_and_of_these_the_oldest_and_the_status_has_the_same() -> None:
    desk = settled()
    desk.hears(FORCED)
    desk.receives("parking/weather", b"sun")
    desk.passes(1)
    desk.hears(gone("P2"))
    desk.passes(10)
    desk.senses(SentRetained("parking/barriers/entry/cmd", b'{"action": "OPEN"}', {}))
    with answering(desk, Watch(desk)) as client:
        gravities = [(alarm["kind"], alarm["gravity"]) for alarm in alarms(client)]
        status = client.get("/api/v1/status").json()
    assert gravities == [
        ("module_offline", "critical"),
        ("retained_command", "critical"),
        ("outside_contract", "warning"),
        ("forced_open", "info"),
    ]
    assert [(alarm["kind"], alarm["gravity"]) for alarm in status["alarms"]] == gravities
    assert status["modules"]["P2"]["standing"]["presence"] == "offline"
    told = {"kind", "subject", "gravity", "since", "age_seconds", "text", "hint", "details"}
    assert set(status["alarms"][0]) == told


def test_the_status_says_what_the_broker_refused() -> None:
    desk = settled()
    desk.senses(Connected(), Listening(refused=("lot/parking/#",)))
    with answering(desk, Watch(desk)) as client:
        status = client.get("/api/v1/status").json()
    assert (status["connected"], status["hears"], status["refused"]) == (True, False, ["lot/parking/#"])


def test_since_is_the_same_whenever_it_is_asked_and_right_after_the_clock_was_set() -> None:
    desk = settled()
    desk.hears(FORCED)
    watch = Watch(desk)
    with answering(desk, watch) as client:
        first = alarms(client)[0]["since"]
        desk.passes(12.345)
        assert alarms(client)[0]["since"] == first
        watch.set_by = timedelta(days=365)
        assert alarms(client)[0]["since"] == first.replace("2026", "2027")


def test_a_strangers_words_are_answered_as_they_are() -> None:
    desk = settled()
    desk.receives("parking/<script>alert(1)</script>/" + "\x00\u202e" + "x" * 60_000, b"\xff\x00")
    with answering(desk, Watch(desk)) as client:
        answer = client.get("/api/v1/alarms")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert len(answer.content) < 4000


def test_a_malformed_accept_header_gets_the_figures() -> None:
    desk = settled()
    with answering(desk, Watch(desk)) as client:
        answer = client.get("/metrics", headers={"accept": "application/openmetrics-text;version=1..0"})
    assert answer.status_code == 200
    assert "smartparking_connected 1.0" in answer.text


def test_the_interface_is_described() -> None:
    desk = settled()
    with answering(desk, Watch(desk)) as client:
        described = client.get("/openapi.json").json()["paths"]
    assert {"/api/v1/status", "/api/v1/alarms", "/metrics"} <= set(described)
