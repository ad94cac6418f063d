"""The road that the faults are made on, by itself."""

import socket
from collections.abc import Iterator

import pytest

from common.testing import wait_for
from tests.fault.road import Road

BYTES = bytes(range(256)) * 400


@pytest.fixture
def broker() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(10)
        yield server


@pytest.fixture
def road(broker: socket.socket) -> Iterator[Road]:
    host, port = broker.getsockname()
    with Road(host, port, "127.0.0.11") as road:
        yield road


@pytest.fixture
def ends(broker: socket.socket, road: Road) -> Iterator[tuple[socket.socket, socket.socket]]:
    """A connection over the road: the service's end and the broker's."""
    with socket.create_connection((road.address, road.port)) as near, broker.accept()[0] as far:
        near.settimeout(10)
        far.settimeout(10)
        yield near, far


Ends = tuple[socket.socket, socket.socket]


def received(end: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size and (more := end.recv(size - len(data))):
        data += more
    return data


def test_it_carries_every_byte_in_its_order_both_ways(ends: Ends) -> None:
    near, far = ends
    near.sendall(BYTES)
    assert received(far, len(BYTES)) == BYTES
    far.sendall(BYTES)
    assert received(near, len(BYTES)) == BYTES


def test_what_waited_on_a_stalled_road_arrives_when_it_goes_on(road: Road, ends: Ends) -> None:
    near, far = ends
    with road.stalled():
        near.sendall(b"first")
        far.settimeout(0.2)
        with pytest.raises(TimeoutError):
            far.recv(1)
        near.sendall(b"second")
    far.settimeout(10)
    assert received(far, 11) == b"firstsecond"


def test_a_cut_is_an_end_at_both_ends_and_the_next_connection_stands(
    broker: socket.socket, road: Road, ends: Ends
) -> None:
    road.cut()
    assert [end.recv(1) for end in ends] == [b"", b""]
    with socket.create_connection((road.address, road.port)) as near, broker.accept()[0] as far:
        near.sendall(b"again")
        assert received(far, 5) == b"again"


def test_a_blocked_road_ends_each_connection_until_it_is_cleared(broker: socket.socket, road: Road, ends: Ends) -> None:
    road.block()
    assert ends[0].recv(1) == b""
    with socket.create_connection((road.address, road.port)) as near:
        assert near.recv(1) == b""
    road.clear()
    with socket.create_connection((road.address, road.port)) as near, broker.accept()[0] as far:
        near.sendall(b"again")
        assert received(far, 5) == b"again"


def test_a_slow_road_carries_late_and_all_the_same(road: Road, ends: Ends) -> None:
    near, far = ends
    road.slow_down(bytes_a_second=2_000)
    near.sendall(BYTES[:4_000])
    far.settimeout(0.3)
    with pytest.raises(TimeoutError):
        far.recv(1)
    far.settimeout(10)
    assert received(far, 4_000) == BYTES[:4_000]


def test_whoever_gives_up_on_a_stalled_road_is_gone_for_the_broker_afterwards(road: Road, ends: Ends) -> None:
    near, far = ends
    with road.stalled():
        near.close()
    wait_for(lambda: far.recv(1) == b"", "the broker's end to end")
