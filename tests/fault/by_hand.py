"""Packets written by hand, so that a test decides which bytes are in a socket together, whoever reads them when."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

from common.testing import Mosquitto

_PUBLISH_AT_LEAST_ONCE = 0x32
_RETAIN = 0x01


def a_message(topic: str, payload: bytes, packet_id: int = 1) -> bytes:
    """A PUBLISH of QoS 1 as it is on the wire; topic and payload together stay below 120 bytes."""
    return _publish(_PUBLISH_AT_LEAST_ONCE, topic, payload, packet_id)


def a_kept_message(topic: str, payload: bytes, packet_id: int = 1) -> bytes:
    """The same, and the broker is to keep it."""
    return _publish(_PUBLISH_AT_LEAST_ONCE | _RETAIN, topic, payload, packet_id)


def _publish(first: int, topic: str, payload: bytes, packet_id: int) -> bytes:
    rest = len(topic.encode()).to_bytes(2, "big") + topic.encode() + packet_id.to_bytes(2, "big") + b"\x00" + payload
    return bytes([first, len(rest)]) + rest


@contextmanager
def a_stranger(broker: Mosquitto) -> Iterator[socket.socket]:
    """A client by hand, whose bytes are in the broker's socket whether it reads them or not."""
    with socket.create_connection((broker.host, broker.port), timeout=10) as stranger:
        stranger.sendall(b"\x10\x14\x00\x04MQTT\x05\x02\x00\x3c\x00\x00\x07strange")
        assert stranger.recv(4)[0] == 0x20
        yield stranger
