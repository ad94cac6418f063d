import signal
import socket
from pathlib import Path

import pytest

from common.testing import answers, free_port, wait_for
from common.web_server import WebServer
from p7_dashboard.rules.picture import Broker
from p7_dashboard.stream import Stream
from p7_dashboard.web import Operator, pages
from tests.p7_dashboard.dashboard import Site, site

GET = b"GET /api/v1/stream HTTP/1.1\r\nHost: localhost\r\n\r\n"


def opened(here: Site) -> socket.socket:
    """A browser that reads nothing more."""
    client = socket.create_connection(("127.0.0.1", here.dashboard.port))
    client.sendall(GET)
    assert client.recv(16).startswith(b"HTTP/1.1 200")
    return client


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_with_streams_open_in_one_line_and_can_start_again_at_once(
    tmp_path: Path, number: signal.Signals
) -> None:
    with site(tmp_path, COMPLETIONS="all") as here:
        clients = [opened(here) for _ in range(3)]
        here.dashboard.process.send_signal(number)
        assert here.dashboard.process.wait(5) == 0
        here.observer.wait_for_payload("lot/monitor/presence/P7", b'{"role": "P7", "online": false}')
        for client in clients:
            client.close()
        assert "Traceback" not in here.dashboard.log
        assert here.dashboard.log.splitlines()[-1].endswith("stopped")
        here.dashboard.restart()


def test_who_looks_hears_the_end_of_the_stream(tmp_path: Path) -> None:
    with site(tmp_path) as here, here.dashboard.look() as look:
        look.next("snapshot")
        here.dashboard.process.send_signal(signal.SIGTERM)
        # httpx would raise, had the stream been cut.
        assert [line for line in look.rest() if "snapshot" in line] == []


def test_a_reader_who_does_not_read_is_cut_off_without_a_word(caplog: pytest.LogCaptureFixture) -> None:
    stream = Stream({"broker": Broker(connected=True), "much": "x" * 20_000_000})
    port = free_port()
    app = pages(stream, Operator(lambda _: True, heard_by_somebody=True), "1")
    with socket.socket() as deaf, WebServer(app, "127.0.0.1", port, "P7_HTTP_PORT"):
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        wait_for(lambda: deaf.connect_ex(("127.0.0.1", port)) == 0, "the page to answer")
        deaf.sendall(GET)
        assert "xxx" in iter(lambda: deaf.recv(1024).decode()[-3:], "")
        stream.close()
    assert not answers("127.0.0.1", port)
    assert [record.getMessage() for record in caplog.records if record.levelname in {"ERROR", "CRITICAL"}] == []
