"""The page, its stream of events, and the operator's orders."""

import secrets
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, JSONResponse, StreamingResponse
from fastapi.staticfiles import StaticFiles
from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from common.messages import MAX_NAME_LENGTH
from common.web import ProblemFound, add_health, answer_problems, refuse_strangers, require_json
from p7_dashboard.rules import OrderGiven
from p7_dashboard.rules.picture import Broker
from p7_dashboard.stream import Stream
from p7_dashboard.words import WORDS

STATIC = Path(__file__).parent / "static"

# An order is some thirty bytes.
MAX_BODY_BYTES = 1024

# More people do not look at one lot; a program that has run wild does.
MAX_STREAMS = 200

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
STREAM_HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}


class OrderWish(BaseModel):
    """An order, as it is sent."""

    model_config = ConfigDict(extra="forbid", strict=True)

    cmd: Literal["FORCE_OPEN", "RELEASE"]


@dataclass(frozen=True)
class Operator:
    """How an order gets to the main thread. ``heard_by_somebody``: whether P3 hears orders at all."""

    give: Callable[[OrderGiven], bool]
    heard_by_somebody: bool


class Secured:
    """Puts the headers on every answer, also on that to a failure.

    Args:
        app: whose answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request."""

        async def send_secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                headers.setdefault("Cache-Control", "no-cache")
            await send(message)

        await self._app(scope, receive, send_secured)


def pages(stream: Stream, operator: Operator, version: str) -> ASGIApp:
    """Everything that P7 serves."""
    app = FastAPI(title="Smart Parking: dashboard", version=version, docs_url=None, redoc_url=None)
    answer_problems(app)
    _add_pages(app)
    _add_stream(app, stream)
    _add_orders(app, stream, operator)
    add_health(app, lambda: _checks(stream))
    return Secured(app)


def _add_pages(app: FastAPI) -> None:
    @app.get("/", include_in_schema=False)
    async def index() -> FileResponse:
        return FileResponse(STATIC / "index.html")

    @app.get("/sign", include_in_schema=False)
    async def sign() -> FileResponse:
        return FileResponse(STATIC / "sign.html")

    @app.get("/words.json", include_in_schema=False)
    async def words() -> dict[str, dict[str, str]]:
        return WORDS

    app.mount("/static", StaticFiles(directory=STATIC), name="static")


def _add_stream(app: FastAPI, stream: Stream) -> None:
    streams: set[object] = set()

    @app.get("/api/v1/stream", response_class=StreamingResponse)
    async def events(request: Request) -> StreamingResponse:
        """Server-sent events: a `snapshot` of everything, then each `change`; a `ping` where nothing happens."""
        if len(streams) >= MAX_STREAMS:
            raise ProblemFound(503, "too many streams", f"{MAX_STREAMS} streams are open")

        async def counted() -> AsyncIterator[bytes | memoryview]:
            mine = object()
            streams.add(mine)
            try:
                async for piece in stream.events(request.headers.get("last-event-id", "")):
                    yield piece
            finally:
                streams.discard(mine)

        return StreamingResponse(counted(), media_type="text/event-stream", headers=STREAM_HEADERS)


def _add_orders(app: FastAPI, stream: Stream, operator: Operator) -> None:
    def refuse_the_useless() -> None:
        if not operator.heard_by_somebody:
            raise ProblemFound(409, "nobody hears it", "with COMPLETIONS=none P3 does not hear orders")
        if not _is_connected(stream):
            raise ProblemFound(409, "broker gone", "there is no connection to the broker: an order cannot be sent")

    @app.get("/api/v1/override")
    async def offered(request: Request) -> dict[str, bool | str | None]:
        """Whether whoever asks may give orders, and if not, why."""
        try:
            refuse_strangers(request, None)
            refuse_the_useless()
        except ProblemFound as found:
            return {"offered": False, "problem": found.problem.title}
        return {"offered": True, "problem": None}

    @app.post("/api/v1/override", status_code=202)
    async def override(request: Request) -> JSONResponse:
        """Holds the barrier open (`FORCE_OPEN`), or gives it back (`RELEASE`); its fate is in the stream."""
        refuse_strangers(request, None)
        require_json(request)
        wish = await _wish_in(request)
        refuse_the_useless()
        client = request.client.host if request.client else "?"
        order = OrderGiven(secrets.token_hex(4), wish.cmd, f"dashboard {client}"[:MAX_NAME_LENGTH], _now())
        if not operator.give(order):
            raise ProblemFound(503, "busy", "too much is waiting: try again")
        return JSONResponse({"id": order.id, "cmd": order.cmd, "fate": "requested", "by": order.by}, 202)


async def _wish_in(request: Request) -> OrderWish:
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > MAX_BODY_BYTES:
            raise ProblemFound(413, "too long", f"an order has at most {MAX_BODY_BYTES} bytes")
    try:
        return OrderWish.model_validate_json(body)
    except ValidationError as error:
        first = error.errors()[0]
        parameter = str(first["loc"][-1]) if first["loc"] else None
        raise ProblemFound(422, "no order", '{"cmd": "FORCE_OPEN"} or {"cmd": "RELEASE"} expected', parameter) from None


def _checks(stream: Stream) -> dict[str, bool]:
    broker = stream.now.whole["broker"]
    return {"broker": _is_connected(stream), "subscribed": isinstance(broker, Broker) and broker.hears}


def _is_connected(stream: Stream) -> bool:
    broker = stream.now.whole["broker"]
    return isinstance(broker, Broker) and broker.connected


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
