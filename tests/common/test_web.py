"""How P5, P6 and P7 serve: who may order, how a mistake is answered, and that the end is quick."""

import asyncio
import json
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, closing, contextmanager

import httpx
import pytest
from fastapi import Depends, FastAPI, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, SecretStr

from common.errors import SettingsError
from common.messages import SpotId
from common.testing import free_port, wait_for
from common.web import (
    LARGEST_BODY_BYTES,
    ProblemFound,
    add_health,
    application,
    refuse_strangers,
    require_json,
)
from common.web_server import MAX_CONNECTIONS, WebServer

HERE = {"host": "127.0.0.1:8006"}
KEY = SecretStr("the right key: Zoé")
JSON = {"content-type": "application/json"}


class Wish(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: SpotId


def lot() -> FastAPI:
    app = application("Lot", "A lot.", "1.0")

    @app.post("/orders", dependencies=[Depends(require_json)])
    def order(wish: Wish) -> dict[str, str]:
        return {"id": wish.id}

    @app.get("/bug")
    def bug() -> None:
        raise RuntimeError("a bug")

    @app.get("/number")
    def number(n: int) -> int:
        return n

    @app.get("/stream")
    def stream() -> StreamingResponse:
        async def words() -> AsyncIterator[str]:
            while True:
                yield "word\n"
                await asyncio.sleep(0.05)

        return StreamingResponse(words())

    return app


@contextmanager
def serving(app: FastAPI, host: str = "127.0.0.1") -> Iterator[httpx.Client]:
    with (
        WebServer(app, host, free_port(), "P6_HTTP_PORT") as server,
        httpx.Client(base_url=server.address, timeout=5) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with serving(lot()) as client:
        yield client


def request(headers: dict[str, str], client: str | None = "127.0.0.1") -> Request:
    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "headers": raw, "client": (client, 50000) if client else None})


@pytest.mark.parametrize(
    ("headers", "client"),
    [
        pytest.param(HERE, "127.0.0.1", id="curl on this machine"),
        pytest.param({"host": "localhost:8006"}, "127.0.0.1", id="by name"),
        pytest.param({"host": "localhost"}, "127.0.0.1", id="without a port"),
        pytest.param({"host": "[::1]:8006"}, "::1", id="IPv6"),
        pytest.param({"host": "[::1]"}, "::1", id="IPv6 without a port"),
        pytest.param({"host": "LOCALHOST:8006"}, "127.0.0.1", id="in capitals"),
        pytest.param(HERE, "::ffff:127.0.0.1", id="IPv4 on an IPv6 socket"),
        pytest.param(HERE | {"origin": "http://127.0.0.1:8006"}, "127.0.0.1", id="our own page"),
        pytest.param(HERE | {"sec-fetch-site": "same-origin"}, "127.0.0.1", id="our own page, as browsers say"),
        pytest.param(HERE | {"sec-fetch-site": "none"}, "127.0.0.1", id="typed by a person"),
    ],
)
def test_this_machine_may_order(headers: dict[str, str], client: str) -> None:
    refuse_strangers(request(headers, client), None)


@pytest.mark.parametrize(
    ("headers", "client", "parameter"),
    [
        pytest.param(HERE, "192.168.1.7", None, id="another machine"),
        pytest.param(HERE, "::ffff:192.168.1.7", None, id="another machine on an IPv6 socket"),
        pytest.param(HERE, None, None, id="nobody knows who"),
        pytest.param({"host": "lot.example:8006"}, "127.0.0.1", "Host", id="another name for this machine"),
        pytest.param({"host": "127.0.0.1.example"}, "127.0.0.1", "Host", id="a name that looks like it"),
        pytest.param({"host": "0.0.0.0:8006"}, "127.0.0.1", "Host", id="an address that is none"),
        pytest.param({}, "127.0.0.1", "Host", id="no Host"),
        pytest.param(HERE | {"origin": "http://evil.example"}, "127.0.0.1", "Origin", id="another page"),
        pytest.param(HERE | {"origin": "http://127.0.0.1:8007"}, "127.0.0.1", "Origin", id="a page on another port"),
        pytest.param(HERE | {"origin": "null"}, "127.0.0.1", "Origin", id="a page without a name"),
        pytest.param(HERE | {"sec-fetch-site": "cross-site"}, "127.0.0.1", "Sec-Fetch-Site", id="cross-site"),
        pytest.param(HERE | {"sec-fetch-site": "same-site"}, "127.0.0.1", "Sec-Fetch-Site", id="same-site"),
        *(
            pytest.param(HERE | {name: "127.0.0.1"}, "127.0.0.1", name, id=name)
            for name in ("forwarded", "via", "x-real-ip", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto")
        ),
    ],
)
@pytest.mark.parametrize("key", [None, KEY], ids=["no key", "key"])
def test_a_stranger_may_not(
    headers: dict[str, str], client: str | None, parameter: str | None, key: SecretStr | None
) -> None:
    with pytest.raises(ProblemFound) as refused:
        refuse_strangers(request(headers, client), key)
    problem = refused.value.problem
    assert (problem.status, problem.parameter) in {(403, parameter), (401, "X-API-Key")}
    assert key is not None or problem.status == 403


def test_with_the_key_another_machine_may() -> None:
    refuse_strangers(request({"host": "lot.example", "x-api-key": "the right key: Zoé"}, "192.168.1.7"), KEY)


@pytest.mark.parametrize("wrong", ["", "the right key", "the right key: Zoé ", "THE RIGHT KEY: ZOÉ"])
def test_without_the_right_key_nobody_may(wrong: str) -> None:
    with pytest.raises(ProblemFound) as refused:
        refuse_strangers(request(HERE | {"x-api-key": wrong}), KEY)
    assert refused.value.problem.status == 401
    assert "right key:" not in str(refused.value.problem)


@pytest.mark.parametrize("header", ["origin", "sec-fetch-site", "x-forwarded-for"])
def test_the_key_does_not_help_another_page_or_a_proxy(header: str) -> None:
    with pytest.raises(ProblemFound) as refused:
        refuse_strangers(request(HERE | {"x-api-key": KEY.get_secret_value(), header: "http://evil.example"}), KEY)
    assert refused.value.problem.status == 403


@pytest.mark.parametrize(
    ("headers", "body", "status", "parameter"),
    [
        pytest.param(JSON, b'{"id": 5}', 422, "id", id="a wrong field"),
        pytest.param(JSON, b"{}", 422, "id", id="a missing field"),
        pytest.param(JSON, b'{"id": ', 422, "body", id="no JSON"),
        pytest.param(JSON, b'"A1"', 422, "body", id="no object"),
        pytest.param(JSON, b"", 422, "body", id="nothing"),
        pytest.param(JSON, b'{"id": "\\ud800"}', 422, "id", id="half a character"),
        pytest.param(JSON, b'{"id": "A1", "\\ud800": 1}', 422, "body", id="a name that is half a character"),
        pytest.param(JSON, b"\xff", 400, None, id="no text"),
        pytest.param(JSON, b"[" * 50_000, 400, None, id="deep"),
        pytest.param(JSON, b" " * LARGEST_BODY_BYTES + b"{}", 413, None, id="large"),
        pytest.param({"content-type": "text/plain"}, b'{"id": "A1"}', 415, "Content-Type", id="a form's text"),
        pytest.param({"content-type": "application/x-www-form-urlencoded"}, b"id=A1", 415, "Content-Type", id="a form"),
        pytest.param({}, b'{"id": "A1"}', 415, "Content-Type", id="no content type"),
    ],
)
def test_a_wrong_body_is_a_problem_that_names_what_is_wrong(
    client: httpx.Client, headers: dict[str, str], body: bytes, status: int, parameter: str | None
) -> None:
    answer = client.post("/orders", content=body, headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.json()["status"] == status
    assert answer.json().get("parameter") == parameter


def test_a_large_body_of_unknown_length_is_refused_too(client: httpx.Client) -> None:
    pieces = (b" " * 1000 for _ in range(1000))
    assert client.post("/orders", content=pieces, headers=JSON).status_code == 413


def test_json_with_a_charset_is_json(client: httpx.Client) -> None:
    answer = client.post(
        "/orders", content=b'{"id": "A1"}', headers={"content-type": "Application/JSON; charset=utf-8"}
    )
    assert answer.json() == {"id": "A1"}


@pytest.mark.parametrize("n", ["", "x", "1.5", "nan", "9" * 5000])
def test_a_wrong_parameter_is_named(client: httpx.Client, n: str) -> None:
    answer = client.get("/number", params={"n": n})
    assert (answer.status_code, answer.json()["parameter"]) == (422, "n")


def test_a_wrong_path_or_method_is_a_problem(client: httpx.Client) -> None:
    missing, wrong = client.get("/nowhere"), client.delete("/number")
    assert (missing.status_code, missing.json()["title"]) == (404, "Not Found")
    assert (wrong.status_code, wrong.headers["allow"]) == (405, "GET")
    assert wrong.headers["content-type"] == "application/problem+json"


def test_a_bug_is_said_in_the_log_and_not_to_the_client(client: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    answer = client.get("/bug")
    assert (answer.status_code, answer.json()["title"]) == (500, "internal error")
    assert "a bug" not in answer.text
    assert "RuntimeError: a bug" in caplog.text


def test_the_documents_need_no_network(client: httpx.Client) -> None:
    page = client.get("/docs").text
    assert "//cdn" not in page
    assert "https://" not in page
    for file in ("/static-offline-docs/swagger-ui-bundle.js", "/static-offline-docs/swagger-ui.css"):
        assert file in page
        assert client.get(file).status_code == 200


@pytest.mark.parametrize(("is_there", "status"), [(True, 200), (False, 503)])
def test_readiness_says_what_is_missing(*, is_there: bool, status: int) -> None:
    app = application("Lot", "A lot.", "1.0")
    add_health(app, lambda: {"broker": is_there, "history": True})
    with serving(app) as client:
        assert client.get("/livez").status_code == 200
        for path in ("/readyz", "/healthz"):
            answer = client.get(path)
            assert (answer.status_code, answer.json()["checks"]["broker"]) == (status, is_there)


@pytest.mark.parametrize("host", ["::1", "[::1]"])
def test_it_listens_on_ipv6_too(host: str) -> None:
    with serving(lot(), host) as client:
        assert client.get("/number", params={"n": 1}).json() == 1


def test_a_used_port_is_said_by_its_setting() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        port = other.getsockname()[1]
        with pytest.raises(
            SettingsError, match=f"P6_HTTP_PORT: cannot listen on 127.0.0.1 port {port}: Address already"
        ):
            WebServer(lot(), "127.0.0.1", port, "P6_HTTP_PORT")


def test_two_that_start_at_the_same_moment_do_not_share_a_port() -> None:
    port = free_port()
    with WebServer(lot(), "127.0.0.1", port, "P6_HTTP_PORT"), pytest.raises(SettingsError, match="P6_HTTP_PORT"):
        WebServer(lot(), "127.0.0.1", port, "P6_HTTP_PORT")


@pytest.mark.parametrize("host", ["192.0.2.1", "a..b", "nowhere.invalid", "x" * 70])
def test_an_address_that_is_not_ours_is_said_by_its_setting(host: str) -> None:
    with pytest.raises(SettingsError, match=f"HTTP_HOST: cannot listen on {host}"):
        WebServer(lot(), host, free_port(), "P6_HTTP_PORT")


def test_it_ends_soon_and_quietly_though_readers_stay(caplog: pytest.LogCaptureFixture) -> None:
    port = free_port()
    with WebServer(lot(), "127.0.0.1", port, "P6_HTTP_PORT") as server:
        readers = [threading.Thread(target=read_to_the_end, args=(server.address,)) for _ in range(3)]
        for reader in readers:
            reader.start()
        idle = socket.create_connection(("127.0.0.1", port))
        half = socket.create_connection(("127.0.0.1", port))
        half.sendall(b"POST /orders HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n{")
        wait_for(lambda: len(server._server.server_state.connections) == 5, "all to be connected")  # noqa: SLF001
        began = time.monotonic()
    # A deadline, far above what it takes.
    assert time.monotonic() - began < 4
    for reader in readers:
        reader.join()
    for connection in (idle, half):
        connection.close()
    assert [record for record in caplog.records if record.levelname != "INFO"] == []
    socket.create_server(("127.0.0.1", port)).close()


@contextmanager
def idle_connections(address: str, number: int) -> Iterator[list[socket.socket]]:
    """So many that say nothing."""
    url = httpx.URL(address)
    with ExitStack() as closing:
        yield [closing.enter_context(socket.create_connection((url.host, url.port))) for _ in range(number)]


def was_hung_up(connection: socket.socket) -> bool:
    connection.settimeout(20)
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True


def test_who_connects_and_says_nothing_takes_no_more_than_a_share_of_the_files() -> None:
    with (
        WebServer(lot(), "127.0.0.1", free_port(), "P6_HTTP_PORT") as server,
        idle_connections(server.address, MAX_CONNECTIONS) as idle,
    ):
        wait_for(lambda: len(server._server.server_state.connections) == MAX_CONNECTIONS, "all of them")  # noqa: SLF001
        with idle_connections(server.address, 1) as [one_more]:
            assert was_hung_up(one_more)
        idle.pop().close()
        wait_for(lambda: len(server._server.server_state.connections) < MAX_CONNECTIONS, "room")  # noqa: SLF001
        assert httpx.get(server.address + "/openapi.json").status_code == 200


def test_who_does_not_say_what_it_wants_is_hung_up_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("common.web_server.FIRST_REQUEST_SECONDS", 0.1)
    with (
        WebServer(lot(), "127.0.0.1", free_port(), "P6_HTTP_PORT") as server,
        idle_connections(server.address, 2) as [silent, slow],
    ):
        slow.sendall(b"GET /livez HTT")
        assert was_hung_up(silent)
        assert was_hung_up(slow)


def read_to_the_end(address: str) -> None:
    with httpx.Client(base_url=address) as client, client.stream("GET", "/stream") as answer:
        try:
            for _ in answer.iter_bytes():
                pass
        except httpx.TransportError:
            pass


def test_the_description_of_the_interface_is_json(client: httpx.Client) -> None:
    assert json.loads(client.get("/openapi.json").text)["openapi"].startswith("3.")
