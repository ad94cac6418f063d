"""A broker that answers what it is told to: it speaks for those that no test can install."""

import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from common.testing import wait_for

CONNACK = b"\x20\x03\x00\x00\x00"
CONNECT_TYPE, PUBLISH_TYPE, SUBSCRIBE_TYPE, PING_TYPE = 1, 3, 8, 12
PINGRESP = b"\xd0\x00"
NO_PACKET = b"\xf0\x00"


def refusal(code: int) -> bytes:
    """CONNACK with this reason."""
    return bytes([0x20, 0x03, 0x00, code, 0x00])


def disconnect(code: int) -> bytes:
    """DISCONNECT with this reason."""
    return bytes([0xE0, 0x02, code, 0x00])


def publish(topic: bytes, payload: bytes, packet_id: int = 1) -> bytes:
    """A PUBLISH of QoS 1 without properties."""
    body = len(topic).to_bytes(2, "big") + topic + packet_id.to_bytes(2, "big") + b"\0" + payload
    return bytes([0x32, len(body)]) + body


def suback(packet_id: bytes, reasons: bytes) -> bytes:
    """The answer to a SUBSCRIBE of so many filters."""
    return bytes([0x90, 3 + len(reasons)]) + packet_id + b"\0" + reasons


class FakeBroker:
    """Answers each connection with bytes.

    Args:
        answers: what each connection gets for its CONNECT, one after the other; the last for all that follow.
        granted: what a SUBSCRIBE gets, a byte for each filter (None: no answer).
        after_subscribe: what follows then.
    """

    def __init__(self, answers: Sequence[bytes], *, granted: bytes | None = None, after_subscribe: bytes = b"") -> None:
        self._answers = list(answers)
        self._granted = granted
        self._after_subscribe = after_subscribe
        self._server = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self.port: int = self._server.getsockname()[1]
        self.received: list[bytes] = []
        self.connections = 0

    @contextmanager
    def listening(self) -> Iterator["FakeBroker"]:
        """Answers until the test is over."""
        server = threading.Thread(target=self._serve)
        server.start()
        try:
            yield self
        finally:
            self._server.shutdown(socket.SHUT_RDWR)
            server.join()
            self._server.close()
            for connection in self._open:
                connection.close()

    def waits_for_connections(self, number: int) -> None:
        """Returns when somebody has connected so many times."""
        wait_for(lambda: self.connections >= number, f"{number} connections")

    def packets(self, kind: int) -> list[bytes]:
        """What came of this type of packet."""
        return [packet for packet in self.received if packet[0] >> 4 == kind]

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._server.accept()
                self._open.append(connection)
                answer = self._answers[min(self.connections, len(self._answers) - 1)]
                self.connections += 1
                threading.Thread(target=self._talk, args=(connection, answer), daemon=True).start()

    def _talk(self, connection: socket.socket, answer: bytes) -> None:
        with suppress(OSError):
            while packet := _read_packet(connection):
                self.received.append(packet)
                connection.sendall(self._reply(packet, answer))

    def _reply(self, packet: bytes, answer: bytes) -> bytes:
        kind = packet[0] >> 4
        if kind == CONNECT_TYPE:
            return answer
        if kind == SUBSCRIBE_TYPE and self._granted is not None:
            packet_id = packet[2:4] if packet[1] < 0x80 else packet[3:5]
            return suback(packet_id, self._granted) + self._after_subscribe
        return PINGRESP if kind == PING_TYPE else b""


def _read_packet(connection: socket.socket) -> bytes:
    head = connection.recv(2)
    if len(head) < 2:
        return b""
    if head[1] < 0x80:
        return head + _read(connection, head[1])
    more = connection.recv(1)
    return head + more + _read(connection, (head[1] & 0x7F) + more[0] * 128)


def _read(connection: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size and (part := connection.recv(size - len(data))):
        data += part
    return data
