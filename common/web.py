"""What the applications of P5, P6 and P7 have in common: health, problems, who may give orders, documents offline.

A request reads a frozen picture that the main thread replaces whole, or puts a fact into the inbox; no more crosses.
``web_server.py`` serves them.
"""

import hmac
import ipaddress
import json
import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from fastapi_offline import FastAPIOffline
from pydantic import BaseModel, SecretStr
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger(__name__)

# No request of ours needs more: an order is a few words.
LARGEST_BODY_BYTES = 64 * 1024

PROBLEM = "application/problem+json"

# What a proxy adds when it speaks for somebody else; beside these all that begin with x-forwarded.
_FORWARDING = {"forwarded", "via", "x-real-ip", "x-client-ip", "true-client-ip", "cf-connecting-ip"}


class Problem(BaseModel):
    """RFC 9457: what was wrong with a request. ``parameter`` names the one that was."""

    title: str
    status: int
    detail: str
    parameter: str | None = None


class ProblemFound(Exception):
    """A request that cannot be served, with its answer."""

    def __init__(self, status: int, title: str, detail: str, parameter: str | None = None) -> None:
        super().__init__(detail)
        self.problem = Problem(title=title, status=status, detail=detail, parameter=parameter)


def application(title: str, description: str, version: str) -> FastAPI:
    """An application whose errors are problem documents and whose ``/docs`` work without a network."""
    app = FastAPIOffline(title=title, description=description, version=version, redoc_url=None)
    app.add_middleware(_SmallBodies)
    answer_problems(app)
    return app


def answer_problems(app: FastAPI) -> None:
    """Makes every error of an application a problem document."""
    app.exception_handler(RequestValidationError)(_validation_failed)
    app.exception_handler(HTTPException)(_http_failed)
    app.exception_handler(ProblemFound)(_problem_found)
    app.exception_handler(Exception)(_failed)


def refuse_strangers(request: Request, key: SecretStr | None) -> None:
    """Lets an order through only from the machine itself, or with the key.

    No browser can be made to give an order by another page, and no proxy makes a stranger look like this machine: so no
    token is needed, and ``curl`` on the same machine works.

    Raises:
        ProblemFound: the request is a stranger's.
    """
    headers = request.headers
    forwarded = [name for name in headers if name in _FORWARDING or name.startswith("x-forwarded")]
    if forwarded:
        raise ProblemFound(403, "forwarded", "an order through a proxy is not taken", forwarded[0])
    if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise ProblemFound(403, "foreign page", "the order comes from another page", "Sec-Fetch-Site")
    host = headers.get("host", "")
    if "origin" in headers and headers["origin"] not in {f"http://{host}", f"https://{host}"}:
        raise ProblemFound(403, "foreign page", "the order comes from another page", "Origin")
    if key is not None:
        # A header is bytes; Starlette reads them as Latin-1.
        given = headers.get("x-api-key", "").encode("latin-1")
        if not hmac.compare_digest(given, key.get_secret_value().encode()):
            raise ProblemFound(401, "key", "the right X-API-Key is needed", "X-API-Key")
        return
    client = request.client.host if request.client else ""
    if not _is_loopback(client):
        raise ProblemFound(403, "foreign machine", "without a key only this machine may give orders")
    if not _is_loopback(_name_in(host)):
        # Another name for this machine may be a page of somebody else's that the browser was led to (DNS rebinding).
        raise ProblemFound(403, "foreign name", "call it by 127.0.0.1, ::1 or localhost", "Host")


def require_json(request: Request) -> None:
    """A form of another page can send anything but this.

    Raises:
        ProblemFound: the body is not said to be JSON.
    """
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind != "application/json":
        raise ProblemFound(415, "content type", "application/json expected", "Content-Type")


class _SmallBodies:
    """Reads no more of a body than a request of ours needs: it would lie in memory before a guard looks at it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        read = 0

        async def limited() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > LARGEST_BODY_BYTES:
                raise HTTPException(413, f"a body of at most {LARGEST_BODY_BYTES} bytes expected")
            return message

        await self._app(scope, limited if scope["type"] == "http" else receive, send)


def _name_in(host: str) -> str:
    """The name or address in a Host header: ``[::1]:8007`` is ``::1``, ``LOCALHOST`` is ``localhost``."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback


def add_health(app: FastAPI, checks: Callable[[], dict[str, bool]]) -> None:
    """``/livez``: the process answers; ``/readyz`` and ``/healthz``: what it needs is there (503 if not)."""

    @app.get("/livez", tags=["health"])
    async def livez() -> dict[str, str]:
        """The process answers."""
        return {"status": "alive"}

    async def readyz() -> JSONResponse:
        """What it needs is there; 503 if not, and what is missing."""
        found = checks()
        ready = all(found.values())
        return JSONResponse({"status": "ready" if ready else "degraded", "checks": found}, 200 if ready else 503)

    for path in ("/readyz", "/healthz"):
        app.get(path, tags=["health"], responses={503: {"description": "something is missing"}})(readyz)


def answer_with(problem: Problem) -> Response:
    """A problem as it is answered: in ASCII, because half a character of a client's own words may be in it."""
    return Response(json.dumps(problem.model_dump(exclude_none=True)), problem.status, media_type=PROBLEM)


async def _validation_failed(_: Request, error: Any) -> Response:
    first = error.errors()[0]
    return answer_with(Problem(title="wrong parameter", status=422, detail=first["msg"], parameter=_parameter(first)))


def _parameter(error: Any) -> str:
    """Its name; ``body`` if there is no JSON in which it could have one."""
    where = [str(level) for level in error["loc"]]
    return where[1] if len(where) > 1 and error["type"] != "json_invalid" else where[0]


async def _http_failed(_: Request, error: Any) -> Response:
    answer = answer_with(Problem(title=str(error.detail), status=error.status_code, detail=str(error.detail)))
    # Which methods would have been right, for instance.
    answer.headers.update(error.headers or {})
    return answer


async def _problem_found(_: Request, error: Any) -> Response:
    return answer_with(error.problem)


async def _failed(_: Request, error: Exception) -> Response:
    log.error("a request failed", exc_info=error)
    return answer_with(Problem(title="internal error", status=500, detail="see the service's log"))
