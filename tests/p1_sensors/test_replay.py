from pathlib import Path

import pytest

from common.messages import Connected, Disconnected, Forgotten, SpotStatus
from common.remembered import Remembered
from common.spots import Detectors
from common.state_file import StateFile
from common.testing import Rehearsal
from p1_sensors.recording import Row, read_recording
from p1_sensors.replay import Replay
from p1_sensors.rules import Memory, Roster, SpotSensed, StopSensor
from p1_sensors.service import build
from tests.p1_sensors.lot import add, free, remove, taken, unknown

GARAGE = Path(__file__).parents[2] / "examples" / "garage.csv"

MORNING = [Row(100.0, "A1", "OCCUPIED"), Row(110.0, "A2", "OCCUPIED"), Row(160.0, "A1", "FREE")]


class Recorded(Rehearsal):
    """P1 that replays these rows."""

    def __init__(self, rows: list[Row], file: Path, *, speed: float = 1.0, refresh_seconds: float = 60.0) -> None:
        memory = Remembered(StateFile(file), Memory)
        roster = Roster(
            Detectors(["ENTRY"]),
            dict.fromkeys(row.id for row in rows),
            refresh_seconds=refresh_seconds,
            memory=memory.load(),
        )
        super().__init__(build(roster, memory, Replay(rows, roster.spots, speed=speed)), connected=False)


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "p1.json"


def test_a_spot_is_spoken_of_from_its_first_row_on(state: Path) -> None:
    lot = Recorded(MORNING, state)
    assert lot.senses(Connected()) == [taken("A1")]
    assert lot.passes(9.9) == []
    assert lot.passes(0.1) == [taken("A2")]


def test_the_recording_begins_at_the_first_connection_and_not_before(state: Path) -> None:
    lot = Recorded(MORNING, state)
    lot.senses(Disconnected())
    assert lot.passes(3600) == []
    assert lot.senses(Connected()) == [taken("A1")]


def test_it_does_not_begin_again_at_a_reconnect(state: Path) -> None:
    lot = Recorded(MORNING, state)
    lot.senses(Connected())
    lot.passes(10)
    assert lot.senses(Disconnected(), Connected()) == [taken("A1"), taken("A2")]
    assert lot.passes(50) == [free("A1")]


def test_it_goes_on_while_nobody_hears_it(state: Path) -> None:
    lot = Recorded(MORNING, state)
    lot.senses(Connected(), Disconnected())
    assert lot.passes(60) == []
    assert lot.senses(Connected()) == [free("A1"), taken("A2")]


def test_at_ten_times_the_speed_it_takes_a_tenth_of_the_time_and_refreshes_as_ever(state: Path) -> None:
    lot = Recorded(MORNING, state, speed=10)
    lot.senses(Connected())
    assert lot.passes(6) == [taken("A2"), free("A1")]
    assert lot.passes(53.9) == []
    assert lot.passes(0.1) == [free("A1"), taken("A2")]


def test_at_the_end_it_says_so_once_and_refreshes_for_ever(state: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "p1_sensors")
    lot = Recorded(MORNING, state)
    lot.senses(Connected())
    lot.passes(60)
    assert lot.passes(180) == 3 * [free("A1"), taken("A2")]
    assert [record.message for record in caplog.records] == ["the recording has ended: its last word stands"]


def test_a_detector_in_the_recording_is_said_before_the_places(state: Path) -> None:
    lot = Recorded([*MORNING, Row(160.0, "ENTRY", "FREE")], state)
    lot.senses(Connected())
    lot.passes(60)
    assert lot.senses(Disconnected(), Connected()) == [free("ENTRY"), free("A1"), taken("A2")]


def test_a_removed_spot_is_spoken_of_no_more(state: Path) -> None:
    lot = Recorded(MORNING, state)
    lot.senses(Connected())
    assert lot.hears(remove("A1")) == [Forgotten(SpotStatus, "A1")]
    assert lot.passes(60) == [taken("A2"), taken("A2")]


def test_the_rows_of_a_stopped_sensor_go_by_unsaid() -> None:
    replay = Replay(MORNING, ["A1", "A2"], speed=1)
    replay.connected(Connected(), 0.0)
    replay.stop_sensor(StopSensor("A1"), 0.0)
    assert replay.time_passed(60.0) == [SpotSensed("A2", "OCCUPIED")]


def test_a_spot_that_is_added_again_is_what_the_recording_said_last(state: Path) -> None:
    lot = Recorded(MORNING, state)
    lot.senses(Connected())
    lot.hears(remove("A1"))
    lot.passes(50)
    assert lot.hears(add("A1")) == [taken("A1")]
    assert free("A1") in lot.passes(10)


def test_a_spot_that_is_not_in_the_recording_is_unknown_and_said_to_be(
    state: Path, caplog: pytest.LogCaptureFixture
) -> None:
    lot = Recorded(MORNING, state)
    lot.senses(Connected())
    assert lot.hears(add("B1")) == [unknown("B1")]
    assert [(record.message, record.__dict__["id"]) for record in caplog.records] == [
        ("not in the recording: UNKNOWN", "B1")
    ]


def test_a_restart_remembers_what_was_added_and_what_was_removed(state: Path) -> None:
    Recorded(MORNING, state).hears(remove("A1"), add("B1"))
    restarted = Recorded(MORNING, state)
    assert restarted.senses(Connected()) == [unknown("B1"), Forgotten(SpotStatus, "A1")]
    assert restarted.passes(10) == [taken("A2")]


def test_the_recorded_garage_is_heard_change_by_change(state: Path) -> None:
    rows = read_recording(GARAGE)
    lot = Recorded(rows, state, speed=3600, refresh_seconds=86_400)
    heard = [*lot.senses(Connected()), *lot.passes(360)]
    assert len(heard) == 1492
    assert [(spot.id, spot.status) for spot in heard] == [  # type: ignore[union-attr]
        (row.id, row.status) for row in rows
    ]
    last = {spot.id: spot.status for spot in heard}  # type: ignore[union-attr]
    assert (len(last), list(last.values()).count("FREE")) == (52, 51)


def test_two_weeks_of_the_garage_take_less_than_six_minutes_at_full_speed(state: Path) -> None:
    lot = Recorded(read_recording(GARAGE), state, speed=3600, refresh_seconds=86_400)
    lot.senses(Connected())
    assert len(lot.passes(330)) < 1491
    assert lot.passes(30) != []
    assert lot.passes(3600) == []
