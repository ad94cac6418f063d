"""Serves HTTP for P5, P6 and P7: uvicorn in a thread of its own.

The main thread owns the broker's socket and the rules, and waits for no request.
"""

import asyncio
import errno
import logging
import socket
import threading
from typing import Annotated, Self

import uvicorn
from pydantic import Field
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from common.errors import SettingsError
from common.settings import Settings

log = logging.getLogger(__name__)

# An open stream never ends by itself: after this it is cut.
GRACE_SECONDS = 1

# More than there are streams for, and far from what a process may open (1024 on Debian).
MAX_CONNECTIONS = 300
FIRST_REQUEST_SECONDS = 10.0


class PortInUse(SettingsError):
    """Somebody else listens there."""


class WebSettings(Settings):
    """Where the three pages and APIs listen."""

    http_host: Annotated[str, Field(min_length=1)] = Field(
        "127.0.0.1", description="the address that P5, P6, P7 listen on"
    )


class WebServer:
    """Serves an application from a thread of its own.

    Args:
        app: what to serve.
        host: the address to listen on.
        port: the port to listen on.
        setting: the name of the port's setting, for the message.

    Raises:
        PortInUse: somebody else listens there.
        SettingsError: there is no such address, or we may not listen there.
    """

    def __init__(self, app: ASGIApp, host: str, port: int, setting: str) -> None:
        host = host.removeprefix("[").removesuffix("]")
        self._socket = _listen(host, port, setting)
        self.address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
        configuration = uvicorn.Config(
            app,
            http=_Guarded,
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


class _Guarded(H11Protocol):
    """A connection that has to say what it wants.

    Else a thousand that say nothing would leave no file for the broker's socket: uvicorn waits for a first request for
    ever.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._first_request = self.loop.call_later(FIRST_REQUEST_SECONDS, self._give_up)
        if len(self.connections) > MAX_CONNECTIONS:
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        self._first_request.cancel()
        super().connection_lost(exc)

    def _give_up(self) -> None:
        if self.cycle is None:
            self.transport.close()


class _Server(uvicorn.Server):
    """Leaves no connection behind: one whose reader does not read would stay half closed."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await super().shutdown(sockets)
        for connection in list(self.server_state.connections):
            if connection.transport:
                connection.transport.abort()
        # The loop closes what was aborted in its next turn, and there would be none.
        await asyncio.sleep(0)


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
        kind = PortInUse if number == errno.EADDRINUSE else SettingsError
        raise kind(f"{name}: cannot listen on {host} port {port}: {reason}") from None
    return listening
