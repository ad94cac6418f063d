"""P5's HTTP interface: ``/metrics`` for Prometheus, ``/api/v1`` for people and pages."""

from collections.abc import Callable
from typing import Annotated

from fastapi import FastAPI, Header, Response
from fastapi.responses import PlainTextResponse

from common.web import add_health, application
from p5_monitor.metrics import Metrics
from p5_monitor.rules import Picture
from p5_monitor.told import Alarms, Status, Telling


def api(picture: Callable[[], Picture], telling: Telling, metrics: Metrics, version: str) -> FastAPI:
    """The whole interface.

    Args:
        picture: what P5 knows now.
        telling: puts its alarms into words.
        metrics: puts all of it into figures.
        version: the program's.
    """
    app = application("Smart Parking: monitor", "Who is there, what is said, and what does not arrive.", version)

    @app.get("/api/v1/status", tags=["status"])
    async def status() -> Status:
        """Presence, rates, rejected and missing messages, the chain's latencies, the count, the barrier, the alarms."""
        return telling.status(picture())

    @app.get("/api/v1/alarms", tags=["status"])
    async def alarms() -> Alarms:
        """What is wrong now, and what to do about it, in English and in French; the gravest first."""
        return telling.alarms(picture())

    @app.get("/metrics", tags=["status"], response_class=PlainTextResponse)
    async def figures(accept: Annotated[str, Header()] = "") -> Response:
        """The figures for Prometheus."""
        text, content_type = metrics.text(accept)
        return Response(text, media_type=content_type)

    add_health(app, lambda: {"broker": picture().connected, "subscribed": picture().hears})
    return app
