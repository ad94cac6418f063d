from pathlib import Path

import pytest

from common.errors import SettingsError
from common.sources import Sources
from p3_barrier.settings import BarrierSettings


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("P3_BARRIER", "gpio", "must be 'simulated'"),
        ("P3_TRAVEL_SECONDS", "2.1", "must be less than or equal to 2"),
        ("P3_TRAVEL_SECONDS", "-1", "must be greater than or equal to 0"),
        ("P3_TRAVEL_SECONDS", "nan", "a number of seconds expected"),
        ("P3_HOLD_SECONDS", "0", "must be greater than 0"),
        ("P3_TRAVEL_TIMEOUT_SECONDS", "0", "must be greater than 0"),
        ("P3_OBSTACLE_RATE", "1.1", "must be less than or equal to 1"),
        ("P3_OBSTACLE_RATE", "nan", "must be a finite number"),
        ("P3_SEED", "1.5", "a whole number expected"),
    ],
)
def test_a_setting_that_can_never_work_is_named_in_one_line(
    name: str, value: str, problem: str, tmp_path: Path
) -> None:
    with pytest.raises(SettingsError, match=rf"^{name} \(environment\): {problem}.*$"):
        Sources({name: value}, tmp_path).load(BarrierSettings)


def test_the_right_name_of_a_misspelt_setting_is_said(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"P3_HOLD_SECOND .* did you mean P3_HOLD_SECONDS\?"):
        Sources({"P3_HOLD_SECOND": "7"}, tmp_path).unknown_names(BarrierSettings)


def test_an_arm_may_be_as_fast_as_nothing(tmp_path: Path) -> None:
    assert Sources({"P3_TRAVEL_SECONDS": "0"}, tmp_path).load(BarrierSettings).travel_seconds == 0
