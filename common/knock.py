"""Whether anybody listens where the broker was, at this very moment.

A broker that restarts hangs up like one that gives a session to another client with the same ClientID: MQTT 5 has a
reason for the second (0x8E), and mosquitto 2.0.11 does not send it. Only the one that restarts lets nobody in.
"""

import select
import socket
from typing import Any

from common.broker_socket import failure_in_words

KNOCK_SECONDS = 5.0

# A killed broker's connections may end a moment before its listening socket, whose queue then still takes us; and
# where something stands between, such as a container's proxy, that takes us and hangs up. A broker waits for CONNECT.
HANGS_UP_SECONDS = 0.25


class Knock:
    """Begins to connect, without waiting and without a word: a moment later the broker may be back.

    Args:
        family, address: where the broker was (``socket.family``, ``getpeername()``).
    """

    def __init__(self, family: int, address: Any) -> None:
        self._failure: Exception | None = None
        self._socket = socket.socket(family)
        self._socket.settimeout(0)
        try:
            self._socket.connect(address)
        except BlockingIOError:
            pass
        except OSError as failure:
            self._failure = failure

    def answer(self) -> str:
        """Waits for it. Returns why nobody opened, or "" if somebody did."""
        with self._socket:
            if self._failure is None:
                self._failure = self._outcome()
        return failure_in_words(self._failure) if self._failure else ""

    def _outcome(self) -> Exception | None:
        _, done, failed = select.select([], [self._socket], [self._socket], KNOCK_SECONDS)
        if not done and not failed:
            return TimeoutError()
        number = self._socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if number:
            return OSError(number, "refused")
        said, _, _ = select.select([self._socket], [], [], HANGS_UP_SECONDS)
        return ConnectionResetError("hung up") if said else None
