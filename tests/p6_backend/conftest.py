from collections.abc import Iterator
from pathlib import Path

import pytest

from common.testing import Mosquitto
from tests.p6_backend.history import History


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    history = History(tmp_path / "parking.db")
    with history.database:
        yield history


@pytest.fixture
def mosquitto() -> Iterator[Mosquitto]:
    with Mosquitto(["max_queued_messages 1000000"]) as broker:
        yield broker
