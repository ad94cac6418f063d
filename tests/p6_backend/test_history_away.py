"""The interface while the history cannot be read."""

from collections.abc import Iterator

import httpx
import pytest

from common.spots import Detectors
from common.testing import free_port
from common.web_server import WebServer
from p6_backend.database import HistoryAway
from p6_backend.recorder import Recorder
from p6_backend.rules import Recording, Silences, Wishes
from p6_backend.web import Answers, api
from tests.p6_backend.history import A1, FREE, History, received, taken

COUNT = "parking/display/available"


@pytest.fixture
def silences() -> Silences:
    return Silences()


@pytest.fixture
def client(history: History, silences: Silences) -> Iterator[httpx.Client]:
    answers = Answers(
        database=history.database,
        recording=Recording(),
        recorder=Recorder(history.database, lambda _: True),
        silences=silences,
        wishes=Wishes(),
        detectors=Detectors({"ENTRY"}),
        api_key=None,
        heard_by_somebody=True,
        request=lambda _: False,
    )
    with (
        WebServer(api(answers, "1.0"), "127.0.0.1", free_port(), "P6_HTTP_PORT") as server,
        httpx.Client(base_url=server.address) as client,
    ):
        yield client


def damage(history: History) -> None:
    history.database.__exit__()
    for file in history.database.file.parent.glob("parking.db*"):
        file.write_bytes(b"x" * 4096)


def test_a_history_that_cannot_be_read_says_so(history: History) -> None:
    damage(history)
    with pytest.raises(HistoryAway, match="file is not a database"):
        history.database.spots()
    assert history.database.promises() == {}


@pytest.mark.parametrize("path", ["spots", "spots/A1", "availability", "barrier", "events"])
def test_meanwhile_every_answer_is_a_problem(history: History, client: httpx.Client, path: str) -> None:
    damage(history)
    answer = client.get(f"/api/v1/{path}")
    assert (answer.status_code, answer.json()["title"]) == (503, "history away")
    assert answer.headers["content-type"] == "application/problem+json"
    assert client.get("/livez").status_code == 200


def test_an_empty_history_knows_nothing(client: httpx.Client) -> None:
    assert client.get("/api/v1/events").json() == {"events": [], "next": None}
    assert client.get("/api/v1/availability").json()["count"] is None
    assert client.get("/api/v1/barrier").json()["state"] is None


def test_a_wish_for_which_there_is_no_room_is_refused(client: httpx.Client) -> None:
    assert client.post("/api/v1/spots", json={"id": "B1"}).status_code == 503


def test_what_broke_its_promise_is_unknown_since_it_was_last_heard(
    history: History, client: httpx.Client, silences: Silences
) -> None:
    history.writes(
        *(taken(received(FREE, {"refresh": "60"}, seconds=seconds)) for seconds in (0, 60)),
        *(taken(received(b'{"count": 1}', {"refresh": "60"}, topic=COUNT, seconds=seconds)) for seconds in (0, 60)),
    )
    spot, count = client.get("/api/v1/spots/A1").json(), client.get("/api/v1/availability").json()
    assert (spot["status"], spot["since"], count["count"]) == ("FREE", "2026-01-29T12:00:00Z", 1)
    silences.topics = {A1, COUNT}
    spot, count = client.get("/api/v1/spots/A1").json(), client.get("/api/v1/availability").json()
    assert (spot["status"], spot["since"]) == ("UNKNOWN", "2026-01-29T12:01:00Z")
    assert (count["count"], count["since"], count["capacity"]) == (None, "2026-01-29T12:01:00Z", 1)


def test_a_count_or_a_state_that_was_emptied_is_unknown(history: History, client: httpx.Client) -> None:
    state = "parking/barriers/entry/state"
    for topic, payload in ((COUNT, b'{"count": 1}'), (state, b'{"state": "OPENED"}')):
        history.writes(taken(received(payload, topic=topic)), taken(received(b"", topic=topic)))
    assert client.get("/api/v1/availability").json()["count"] is None
    assert client.get("/api/v1/barrier").json()["state"] is None
