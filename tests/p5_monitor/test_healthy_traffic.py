"""Where nothing is wrong there is no alarm, however lively it is."""

from pathlib import Path

import pytest

from common.messages import BarrierCommand
from p5_monitor.rules.alarms import DEFAULT
from tests.p5_monitor.desk import told
from tests.p5_monitor.healthy_lot import HealthyLot


@pytest.mark.parametrize("speed", [1, 60, 3600])
def test_half_an_hour_of_healthy_traffic_raises_no_alarm(tmp_path: Path, speed: float) -> None:
    lot = HealthyLot(tmp_path, speed=speed, seed=5)
    lot.passes(1800)
    assert sum(isinstance(said, BarrierCommand) for said in lot.said) > 5
    assert told(lot.desk) == []


@pytest.fixture
def small_lot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> HealthyLot:
    """The last place is often given while nobody listens, and it takes long to find it."""
    monkeypatch.setattr("p1_sensors.simulated.lot.PARKS_SECONDS", (20.0, 60.0))
    lot = HealthyLot(tmp_path, speed=60, seed=5, places=["A1", "A2", "A3"])
    lot.passes(100)
    return lot


def raised(lot: HealthyLot) -> list[str]:
    return [news for news in told(lot.desk) if news.startswith("+")]


def test_to_start_in_mid_traffic_raises_none(small_lot: HealthyLot) -> None:
    for _ in range(40):
        small_lot.gets_a_new_desk()
        small_lot.passes(45)
        assert raised(small_lot) == []


@pytest.mark.parametrize("seconds", [1, 4, 8, 30])
def test_to_be_cut_off_in_mid_traffic_raises_none_but_that(small_lot: HealthyLot, seconds: float) -> None:
    for _ in range(40):
        small_lot.cuts_off_the_desk(seconds)
        small_lot.passes(45)
    assert set(raised(small_lot)) == ({"+ broker_gone broker"} if seconds > DEFAULT.offline_seconds else set())
