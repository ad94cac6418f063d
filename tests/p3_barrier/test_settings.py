from pathlib import Path

import pytest

from common.errors import SettingsError
from common.sources import Sources
from p3_barrier.settings import BarrierSettings


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("P3_BARRIER", "servo", "must be 'simulated' or 'gpio'"),
        ("P3_SERVO_PIN", "28", "'28' is no pin: 2 to 27 expected"),
        ("P3_BEAM_PIN", "None", "'None' is no pin: 2 to 27 expected, as in GPIO27, or the word none"),
        ("P3_UP_ANGLE", "91", "must be less than or equal to 90"),
        ("P3_SHORTEST_PULSE_MS", "0.1", "must be greater than or equal to 0.4"),
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


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({}, "P3_BEAM_PIN is not set"),
        ({"P3_BEAM_PIN": "18"}, "GPIO18 stands twice: P3_SERVO_PIN and P3_BEAM_PIN"),
        ({"P3_BEAM_PIN": "none", "P3_UP_SWITCH_PIN": "5"}, "both or none of them"),
        ({"P3_BEAM_PIN": "17", "P3_UP_SWITCH_PIN": "5", "P3_DOWN_SWITCH_PIN": "5"}, "GPIO5 stands twice"),
        ({"P3_BEAM_PIN": "17", "P3_UP_ANGLE": "-80"}, "the arm would not move"),
        ({"P3_BEAM_PIN": "17", "P3_SHORTEST_PULSE_MS": "2"}, "must be less than P3_LONGEST_PULSE_MS"),
        ({"P3_BEAM_PIN": "17", "P3_TRAVEL_SECONDS": "0.1"}, "a servo needs 0.2 s at least"),
    ],
)
def test_a_wiring_that_can_never_work_is_said_in_one_line(
    settings: dict[str, str], problem: str, tmp_path: Path
) -> None:
    with pytest.raises(SettingsError, match=problem) as raised:
        Sources({"P3_BARRIER": "gpio", **settings}, tmp_path).load(BarrierSettings)
    assert "\n" not in str(raised.value)


def test_a_barrier_without_a_beam_has_to_say_so(tmp_path: Path) -> None:
    settings = Sources({"P3_BARRIER": "gpio", "P3_BEAM_PIN": "none"}, tmp_path).load(BarrierSettings)
    assert settings.pins == {"P3_SERVO_PIN": 18}
    assert not settings.has_end_switches
