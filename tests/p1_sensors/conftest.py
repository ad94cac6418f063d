from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from common.inbox import Inbox
from common.program import Given
from common.service import Service
from common.settings import CommonSettings
from common.sources import Sources
from common.state_file import StateFile
from p1_sensors.__main__ import start
from p1_sensors.settings import SensorSettings
from tests.p1_sensors.lot import Lot


@pytest.fixture
def lot_of(tmp_path: Path) -> Callable[..., Lot]:
    """Builds a lot; two built in one test share a state file, as before and after a restart."""

    def build_lot(*places: str, **options: bool) -> Lot:
        return Lot(*places, file=StateFile(tmp_path / "p1.json"), **options)

    return build_lot


@pytest.fixture
def start_with(tmp_path: Path) -> Iterator[Callable[..., Service]]:
    """Starts P1 with these settings in the environment, and with the same traffic each time."""
    with closing(Inbox()) as inbox:

        def start_p1(**environment: str) -> Service:
            sources = Sources({"P1_SEED": "1", **environment}, tmp_path)
            common, own = sources.load(CommonSettings), sources.load(SensorSettings)
            return start(Given(common, own, inbox, StateFile(tmp_path / "p1.json")))

        yield start_p1
