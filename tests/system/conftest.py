from collections.abc import Iterator
from pathlib import Path

import pytest

from common.testing import Mosquitto
from tests.system.lot import ADDRESSES, Pis, pis_in


@pytest.fixture
def mosquitto() -> Iterator[Mosquitto]:
    with Mosquitto(addresses=("127.0.0.1", *ADDRESSES.values())) as broker:
        yield broker


@pytest.fixture
def pis(tmp_path: Path) -> Iterator[Pis]:
    """The machines of a test; they are gone when it ends."""
    with pis_in(tmp_path) as pis:
        yield pis
