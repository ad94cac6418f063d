"""One way to serve HTTP for P5, P6 and P7: uvicorn in a thread of its own, health, problems, and documents offline.

The main thread owns the broker's socket and the rules; a request reads a frozen picture that the main thread replaces
whole, or puts a fact into the inbox. Nothing else crosses.
"""

import asyncio
import errno
import hmac
import ipaddress
import json
import logging
import socket
import threading
from collections.abc import Callable
from typing import Annotated, Any, Self

import uvicorn
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from fastapi_offline import FastAPIOffline
from pydantic import BaseModel, Field, SecretStr
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from common.errors import SettingsError
from common.settings import Settings

log = logging.getLogger(__name__)

# An open stream never ends by itself: after this it is cut.
GRACE_SECONDS = 1

# No request of ours needs more: an order is a few words.
LARGEST_BODY_BYTES = 64 * 1024

PROBLEM = "application/problem+json"

# What a proxy adds when it speaks for somebody else; beside these all that begin with x-forwarded.
_FORWARDING = {"forwarded", "via", "x-real-ip", "x-client-ip", "true-client-ip", "cf-connecting-ip"}


class WebSettings(Settings):
    """Where the three pages and APIs listen."""

    http_host: Annotated[str, Field(min_length=1)] = Field(
        "127.0.0.1", description="the address that P5, P6, P7 listen on"
    )


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


class WebServer:
    """Serves an application from a thread of its own.

    Args:
        app: what to serve.
        host: the address to listen on.
        port: the port to listen on.
        setting: the name of the port's setting, for the message.

    Raises:
        SettingsError: somebody else listens there, or there is no such address.
    """

    def __init__(self, app: ASGIApp, host: str, port: int, setting: str) -> None:
        host = host.removeprefix("[").removesuffix("]")
        self._socket = _listen(host, port, setting)
        self.address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
        configuration = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
            # Nobody is believed to speak for somebody else.
            proxy_headers=False,
        )
        # uvicorn tells of its steps; what a person wants to read is the address.
        logging.getLogger("uvicorn").setLevel(logging.WARNING)
        self._server = _Server(configuration)
        self._thread = threading.Thread(target=self._serve, name="web", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        log.info("serving", extra={"address": self.address})
        return self

    def __exit__(self, *_: object) -> None:
        # Who does not read when the time is over is cut off; uvicorn would tell each with a traceback.
        logging.getLogger("uvicorn").setLevel(logging.CRITICAL)
        self._server.should_exit = True
        self._thread.join(GRACE_SECONDS + 2)
        self._socket.close()

    def _serve(self) -> None:
        self._server.run(sockets=[self._socket])


class _Server(uvicorn.Server):
    """Leaves no connection behind: one whose reader does not read would stay half closed."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await super().shutdown(sockets)
        for connection in list(self.server_state.connections):
            if connection.transport:
                connection.transport.abort()
        # The loop closes what was aborted in its next turn, and there would be none.
        await asyncio.sleep(0)


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
    if not _is_loopback(host.rsplit(":", 1)[0].strip("[]")):
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


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback


def add_health(app: FastAPI, is_ready: Callable[[], dict[str, bool]]) -> None:
    """``/livez``: the process answers; ``/readyz`` and ``/healthz``: what it needs is there (503 if not)."""

    @app.get("/livez", tags=["health"])
    async def livez() -> dict[str, str]:
        """The process answers."""
        return {"status": "alive"}

    async def readyz() -> JSONResponse:
        """What it needs is there; 503 if not, and what is missing."""
        checks = is_ready()
        ready = all(checks.values())
        return JSONResponse({"status": "ready" if ready else "degraded", "checks": checks}, 200 if ready else 503)

    for path in ("/readyz", "/healthz"):
        app.get(path, tags=["health"], responses={503: {"description": "something is missing"}})(readyz)


def _listen(host: str, port: int, setting: str) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        # Not later, in uvicorn's thread: of two that only bind, Linux lets both through.
        listening.listen()
    except (OSError, UnicodeError) as error:
        listening.close()
        number = getattr(error, "errno", None)
        name = setting if number in {errno.EADDRINUSE, errno.EACCES} else "HTTP_HOST"
        reason = getattr(error, "strerror", None) or "no such address"
        raise SettingsError(f"{name}: cannot listen on {host} port {port}: {reason}") from None
    return listening


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
