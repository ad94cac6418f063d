"""Where nothing is wrong there is no alarm, however lively it is."""

from pathlib import Path

import pytest

from common.messages import BarrierCommand
from tests.p5_monitor.desk import told
from tests.p5_monitor.healthy_lot import HealthyLot


@pytest.mark.parametrize("speed", [1, 60, 3600])
def test_half_an_hour_of_healthy_traffic_raises_no_alarm(tmp_path: Path, speed: float) -> None:
    lot = HealthyLot(tmp_path, speed=speed, seed=5)
    lot.passes(1800)
    assert sum(isinstance(said, BarrierCommand) for said in lot.said) > 5
    assert told(lot.desk) == []
