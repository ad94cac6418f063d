from collections.abc import Callable
from pathlib import Path

import pytest

from common.errors import SettingsError
from common.service import Service
from p1_sensors.spot_list import spots_in

GARAGE = Path(__file__).parents[2] / "examples" / "garage.csv"

StartWith = Callable[..., Service]


@pytest.mark.parametrize(
    ("text", "spots"),
    [
        pytest.param("A1-A3", "A1 A2 A3", id="a range"),
        pytest.param("A9-A11", "A9 A10 A11", id="a range into two digits"),
        pytest.param("A08-A11", "A08 A09 A10 A11", id="zeros in front keep the width"),
        pytest.param("A1-A2, B1 ,VIP", "A1 A2 B1 VIP", id="ranges and ids, with blanks"),
        pytest.param("AG-1F06", "AG-1F06", id="an id with a hyphen"),
        pytest.param("AG-1F06-AG-1F08", "AG-1F06 AG-1F07 AG-1F08", id="a range of ids with hyphens"),
        pytest.param("1-3", "1 2 3", id="numbers alone"),
        pytest.param("B7-B7", "B7", id="a range of one"),
        pytest.param("L1-05-L1-06", "L1-05 L1-06", id="level and number"),
        pytest.param("a1,A1", "a1 A1", id="letter case tells spots apart"),
    ],
)
def test_spots_are_ids_and_ranges(text: str, spots: str) -> None:
    assert spots_in(text) == tuple(spots.split())


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("A12-A1", "a range goes upwards, such as A1-A12", id="downwards"),
        pytest.param("A1-12", "a range repeats the letters, such as A1-A12", id="letters on one side"),
        pytest.param("A1-B5", "a range repeats the letters", id="other letters"),
        pytest.param("A1-", "a range repeats the letters", id="no end"),
        pytest.param("A01-A5", "both ends with as many digits", id="zeros on one side"),
        pytest.param("A1-A12,,B1", "'': spot ids and ranges with commas", id="nothing between commas"),
        pytest.param("A1-A12,", "'': spot ids and ranges with commas", id="a comma at the end"),
        pytest.param("A1 A2", "'A1 A2': spot ids and ranges with commas", id="blanks for commas"),
        pytest.param("A1..A12", "'A1..A12': spot ids and ranges with commas", id="dots for the hyphen"),
        pytest.param("-A1", "'-A1': spot ids and ranges with commas", id="no beginning"),
        pytest.param("A1-A3,A2", "A2 stands twice", id="twice"),
        pytest.param("A1-A100001", "at most 100000 spots", id="too many"),
        pytest.param("A1-A60000,B1-B60000", "at most 100000 spots", id="too many together"),
        pytest.param("A1-A" + 30 * "9", "at most 100000 spots", id="far too many"),
    ],
)
def test_a_list_of_spots_that_cannot_be_understood_is_refused(start_with: StartWith, text: str, reason: str) -> None:
    with pytest.raises(SettingsError) as refused:
        start_with(P1_SPOTS=text)
    assert str(refused.value).startswith("P1_SPOTS (environment): ")
    assert reason in str(refused.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("P1_SENSORS", "camera"),
        ("P1_SPEED", "0"),
        ("P1_SPEED", "3601"),
        ("P1_SPEED", "nan"),
        ("P1_SEED", "1.5"),
        ("P1_REFRESH_SECONDS", "0"),
        ("P1_REFRESH_SECONDS", "inf"),
    ],
)
def test_a_value_that_can_never_work_is_refused(start_with: StartWith, name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=rf"^{name} \(environment\): "):
        start_with(**{name: value})


def test_a_place_that_is_a_detector_is_refused(start_with: StartWith) -> None:
    with pytest.raises(SettingsError, match=r"^P1_SPOTS: A3 is a detector \(ENTRY_IDS\)"):
        start_with(ENTRY_IDS="ENTRY,A3")


def test_a_replay_without_a_recording_is_refused(start_with: StartWith) -> None:
    with pytest.raises(SettingsError, match=r"^P1_REPLAY_FILE is not set"):
        start_with(P1_SENSORS="replay")


def test_a_recording_that_is_not_there_is_refused_with_the_place_where_it_was_named(
    start_with: StartWith, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("P1_SENSORS=replay\nP1_REPLAY_FILE=nowhere.csv\n")
    with pytest.raises(SettingsError, match=r"^P1_REPLAY_FILE \(.*\.env line 2\): nowhere\.csv: No such file"):
        start_with()


def test_a_recording_is_not_looked_at_by_a_simulation(start_with: StartWith) -> None:
    start_with(P1_REPLAY_FILE="nowhere.csv")


def test_a_replay_needs_no_spots_and_minds_no_detector_among_them(start_with: StartWith) -> None:
    start_with(P1_SENSORS="replay", P1_REPLAY_FILE=str(GARAGE), ENTRY_IDS="A1")
