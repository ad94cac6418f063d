"""P5's HTTP interface: ``/metrics`` for Prometheus, ``/api/v1/status`` for people and pages."""

from collections.abc import Callable
from typing import Annotated

from fastapi import FastAPI, Header, Response
from fastapi.responses import PlainTextResponse

from common.web import add_health, application
from p5_monitor.metrics import Metrics
from p5_monitor.rules import Picture


def api(picture: Callable[[], Picture], version: str) -> FastAPI:
    """The whole interface.

    Args:
        picture: what P5 knows now.
        version: the program's.
    """
    app = application("Smart Parking: monitor", "Who is there, what is said, and what does not arrive.", version)
    metrics = Metrics(picture)

    @app.get("/api/v1/status", tags=["status"])
    async def status() -> Picture:
        """Presence, rates, rejected and missing messages, the chain's latencies, the count and the barrier."""
        return picture()

    @app.get("/metrics", tags=["status"], response_class=PlainTextResponse)
    async def figures(accept: Annotated[str, Header()] = "") -> Response:
        """The figures for Prometheus."""
        text, content_type = metrics.text(accept)
        return Response(text, media_type=content_type)

    add_health(app, lambda: {"broker": picture().connected})
    return app
