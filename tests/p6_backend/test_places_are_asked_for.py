"""POST and DELETE spots: P1 is asked for a place until the place is heard; with the real P1, in virtual time."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from common.messages import Forgotten, Message, NewSpot, SpotStatus
from common.remembered import Remembered
from common.spots import Detectors
from common.state_file import StateFile
from common.testing import Rehearsal
from p1_sensors.replay import Replay
from p1_sensors.rules import Memory, Roster
from p1_sensors.service import build as build_sensors
from p6_backend.database import Database
from p6_backend.recorder import Recorder
from p6_backend.rules import Recording, Silences, SpotRequested, Wishes
from p6_backend.service import build

ADD = NewSpot(id="B1", cmd="ADD")
REMOVE = NewSpot(id="B1", cmd="REMOVE")
STANDS = SpotStatus(id="B1", status="UNKNOWN")
GONE = Forgotten(SpotStatus, "B1")


class Asking:
    """P6, and what became of the wish."""

    def __init__(self, database: Database) -> None:
        self.wishes = Wishes()
        recorder = Recorder(database, lambda _: True)
        self.rehearsal = Rehearsal(build(Recording(), self.wishes, Silences(), recorder))

    def wants(self, spot: NewSpot) -> list[Message | Forgotten]:
        return self.rehearsal.senses(SpotRequested(spot))

    @property
    def state(self) -> str | None:
        return self.wishes.state_of("B1")


@pytest.fixture
def asking(tmp_path: Path) -> Iterator[Asking]:
    with Database(tmp_path / "parking.db") as database:
        yield Asking(database)


def test_nobody_asked(asking: Asking) -> None:
    assert asking.state is None


def test_it_is_asked_at_once_and_every_five_seconds(asking: Asking) -> None:
    assert asking.wants(ADD) == [ADD]
    assert asking.rehearsal.passes(4.9) == []
    assert asking.rehearsal.passes(0.1) == [ADD]
    assert asking.rehearsal.passes(15) == [ADD] * 3
    assert asking.state == "asked"


def test_after_a_minute_it_says_not_heard_and_is_silent(asking: Asking) -> None:
    asking.wants(ADD)
    assert asking.rehearsal.passes(60) == [ADD] * 11
    assert asking.state == "not heard"
    assert asking.rehearsal.passes(600) == []


def test_it_stops_when_the_place_is_heard(asking: Asking) -> None:
    asking.wants(ADD)
    asking.rehearsal.hears(STANDS)
    assert asking.state == "heard"
    assert asking.rehearsal.passes(600) == []


def test_a_place_that_is_heard_late_is_heard(asking: Asking) -> None:
    asking.wants(ADD)
    asking.rehearsal.passes(60)
    asking.rehearsal.hears(STANDS)
    assert asking.state == "heard"


def test_a_place_is_gone_when_its_topic_is_emptied(asking: Asking) -> None:
    asking.wants(REMOVE)
    asking.rehearsal.hears(STANDS)
    assert asking.state == "asked"
    asking.rehearsal.hears(GONE)
    assert asking.state == "heard"


def test_another_place_or_a_broken_word_is_no_answer(asking: Asking) -> None:
    asking.wants(ADD)
    asking.rehearsal.hears(SpotStatus(id="B2", status="FREE"))
    asking.rehearsal.receives("parking/spots/B1/status", b'{"id": "B1"}')
    asking.rehearsal.hears(GONE)
    assert asking.state == "asked"


def test_the_latest_wish_for_a_place_counts(asking: Asking) -> None:
    asking.wants(ADD)
    asking.rehearsal.passes(2)
    asking.wants(REMOVE)
    assert asking.rehearsal.passes(5) == [REMOVE]


def test_the_real_p1_answers_both(asking: Asking, tmp_path: Path) -> None:
    roster = Roster(Detectors({"ENTRY"}), ["A1"], refresh_seconds=60)
    memory = Remembered(StateFile(tmp_path / "p1.json"), Memory)
    sensors = Rehearsal(build_sensors(roster, memory, Replay([], roster.spots, speed=1)))
    sensors.hears()  # what it says at its start
    for wish, answer in ((ADD, STANDS), (REMOVE, GONE)):
        [said] = sensors.hears(*asking.wants(wish))
        assert said.payload() == answer.payload()
        asking.rehearsal.hears(said)
        assert asking.state == "heard"
