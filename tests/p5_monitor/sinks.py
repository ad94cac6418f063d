"""Where notes about alarms go in tests: a local HTTP server that takes what apprise's json:// sends, or does not."""

import json
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from common.testing import free_port, wait_for


class Sink:
    """Takes notes.

    ``answers``: the status that it answers with; None: it begins an answer, and goes on beginning.
    """

    def __init__(self, answers: int | None = 200) -> None:
        self.answers = answers
        self.taken: list[dict[str, Any]] = []
        self.over = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", free_port()), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"json://127.0.0.1:{self.port}"

    @property
    def texts(self) -> list[str]:
        """The first line of each note."""
        return [note["message"].splitlines()[0] for note in self.taken]

    def waits_for(self, number: int) -> None:
        """Returns when so many notes have come."""
        wait_for(lambda: len(self.taken) >= number, f"{number} notes, not {self.taken}")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        sink = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length", "0"))
                sink.taken.append(json.loads(self.rfile.read(length)))
                if sink.answers is None:
                    self._drip()
                    return
                self.send_response(sink.answers)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def _drip(self) -> None:
                self.wfile.write(b"HTTP/1.1 200 OK\r\n")
                with suppress(OSError):
                    while not sink.over.wait(1):
                        self.wfile.write(b"X-Later: yes\r\n")

            def log_message(self, *_: object) -> None:
                pass

        return Handler
