"""Finds out who speaks at a port where no MQTT 5 is spoken."""

import socket
import ssl
from collections.abc import Callable
from contextlib import closing

from common.contract import TOOLS
from p5_monitor.doctor.patience import Patience
from p5_monitor.rules.diagnosis import Peer, speaker

# Whoever answers at all answers a stranger this soon.
ANSWER_SECONDS = 1.2

MOST_BYTES = 200

HTTP_REQUEST = b"GET / HTTP/1.0\r\n\r\n"

Dial = Callable[[float], socket.socket]


def mqtt_3_connect(client_id: str) -> bytes:
    """A CONNECT of MQTT 3.1.1 (section 3.1) with a clean session, as old brokers know it."""
    name = client_id.encode()
    rest = b"\x00\x04MQTT\x04\x02\x00\x0a" + len(name).to_bytes(2, "big") + name
    return bytes([0x10, len(rest)]) + rest


def who_speaks(address: str, port: int, patience: Patience) -> tuple[Peer, bytes]:
    """Asks in one language after the other.

    Returns:
        Who it is, and the first thing that he said.
    """

    def dial(seconds: float) -> socket.socket:
        return socket.create_connection((address, port), timeout=seconds)

    peer, said = who_answers(dial, patience)
    if peer is Peer.NOTHING and _speaks_tls(dial, patience):
        return Peer.TLS, b""
    return peer, said


def who_answers(dial: Dial, patience: Patience) -> tuple[Peer, bytes]:
    """Asks over connections that were dialled somehow: as an old client of MQTT, and as a browser."""
    for question in (mqtt_3_connect(TOOLS.client_id("doctor")), HTTP_REQUEST):
        said = _answer(dial, question, patience.up_to(ANSWER_SECONDS))
        if said:
            return speaker(said), said
    return Peer.NOTHING, b""


def _answer(dial: Dial, question: bytes, seconds: float) -> bytes:
    try:
        with closing(dial(seconds)) as sock:
            sock.sendall(question)
            return sock.recv(MOST_BYTES)
    except OSError:
        return b""


def _speaks_tls(dial: Dial, patience: Patience) -> bool:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        with closing(dial(patience.up_to(ANSWER_SECONDS))) as sock, context.wrap_socket(sock):
            return True
    except ssl.SSLError as failure:
        return "ALERT" in (failure.reason or "")
    except OSError:
        return False
