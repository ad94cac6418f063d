from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from common.testing import Mosquitto
from tests.fault.road import Road
from tests.system.lot import ADDRESSES, Pis, pis_in
from tests.system.sites import Site

Roads = dict[str, Road]


@pytest.fixture
def roads(mosquitto: Mosquitto) -> Iterator[Roads]:
    """A road from each service's own address to the broker, by role."""
    with ExitStack() as stack:
        yield {
            role: stack.enter_context(Road(mosquitto.host, mosquitto.port, address))
            for role, address in ADDRESSES.items()
        }


@pytest.fixture
def site(mosquitto: Mosquitto, roads: Roads) -> Site:
    """The broker, reached by each over its road."""
    assert {road.port for road in roads.values()} == {mosquitto.port}
    return Site(mosquitto.host, mosquitto.port, ADDRESSES)


@pytest.fixture
def pis(tmp_path: Path) -> Iterator[Pis]:
    """The machines of a test; they are gone when it ends."""
    with pis_in(tmp_path) as pis:
        yield pis
