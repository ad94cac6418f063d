"""The HTTP interface of a module that publishes only when a person asks it to."""

import json
import time
from collections.abc import Callable, Mapping
from http.client import HTTPException
from typing import Any, NamedTuple
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

TIMEOUT_SECONDS = 2.0

# Whatever answers there may not take our memory.
LONGEST_ANSWER = 1024 * 1024

NOBODY = 0


class HttpAnswer(NamedTuple):
    """``status`` of HTTP (0: nobody answered); ``content``: the JSON in it, if it is an object."""

    status: int
    content: Mapping[str, Any]

    @property
    def detail(self) -> str:
        """What it says is wrong (RFC 9457); empty, if it does not."""
        return str(self.content.get("detail") or self.content.get("title") or "")

    @property
    def is_yes(self) -> bool:
        """Whether it was accepted (RFC 9110, section 15.3)."""
        return 200 <= self.status < 300  # noqa: PLR2004  the standard's own figures


class ModuleApi:
    """Asks it.

    Args:
        url: where, without a slash at the end; http or https.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        # What is meant for the world outside is of no use to a neighbour.
        self._opener = build_opener(ProxyHandler({}))
        self._undo: Callable[[], object] | None = None

    def undo_with(self, undo: Callable[[], object] | None) -> None:
        """What must be asked at the end, whatever happens until then (None: nothing any more)."""
        self._undo = undo

    def close(self) -> None:
        """Asks it."""
        if self._undo:
            self._undo()

    def first_event(self, path: str) -> str:
        """What a stream of events (text/event-stream) begins with; empty, if there is none."""
        deadline = time.monotonic() + TIMEOUT_SECONDS
        try:
            with self._opener.open(self.url + path, timeout=TIMEOUT_SECONDS) as stream:
                while (line := stream.readline(LONGEST_ANSWER)) and time.monotonic() < deadline:
                    if line.startswith(b"data:"):
                        return bytes(line).decode(errors="replace")
        except (OSError, HTTPException, ValueError):
            pass
        return ""

    def get(self, path: str) -> HttpAnswer:
        """Reads."""
        return self._ask("GET", path, None)

    def post(self, path: str, content: Mapping[str, str]) -> HttpAnswer:
        """Asks for something to be done."""
        return self._ask("POST", path, json.dumps(content).encode())

    def delete(self, path: str) -> HttpAnswer:
        """Asks for something to go."""
        return self._ask("DELETE", path, None)

    def _ask(self, method: str, path: str, body: bytes | None) -> HttpAnswer:
        headers = {"Content-Type": "application/json"} if body else {}
        request = Request(self.url + path, body, headers, method=method)  # noqa: S310  the settings allow http alone
        try:
            with self._opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
                return HttpAnswer(answer.status, _object_in(answer.read(LONGEST_ANSWER)))
        except HTTPError as error:
            with error:
                return HttpAnswer(error.code, _object_in(error.read(LONGEST_ANSWER)))
        except (OSError, HTTPException, ValueError):
            return HttpAnswer(NOBODY, {})


def _object_in(body: bytes) -> Mapping[str, Any]:
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}
