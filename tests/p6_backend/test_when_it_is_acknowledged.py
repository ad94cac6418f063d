"""When a message may be acknowledged, and when it cannot come again: P6's rows, rehearsed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from common.messages import Acknowledge, Connected, Delivery, Disconnected, SpotStatus
from common.testing import Rehearsal
from p6_backend.database import Database
from p6_backend.recorder import Recorder
from p6_backend.rules import BeginSession, Committed, Record, Recording, Retire, Silences, Wishes
from p6_backend.service import build

FIRST, SECOND = Delivery(1, 1, 1, duplicate=False), Delivery(1, 1, 2, duplicate=False)


@pytest.fixture
def backend(tmp_path: Path) -> Iterator[Rehearsal]:
    """P6 whose recorder never gets to write: what is committed, the test says."""
    with Database(tmp_path / "parking.db") as database:
        recorder = Recorder(database, lambda _: True)
        yield Rehearsal(build(Recording(), Wishes(), Silences(), recorder), connected=False)


def deeds(backend: Rehearsal) -> list[object]:
    done, backend.performed[:] = list(backend.performed), []
    return done


def test_everything_is_recorded_and_nothing_acknowledged_before_it_is_on_the_disk(backend: Rehearsal) -> None:
    backend.receives("parking/whatever", b"\xff")
    backend.hears(SpotStatus(id="A1", status="FREE"))
    assert [type(deed) for deed in deeds(backend)] == [Record, Record]


def test_it_is_acknowledged_in_the_order_in_which_it_was_committed(backend: Rehearsal) -> None:
    backend.senses(Committed((FIRST, SECOND)), Committed((SECOND, FIRST)))
    assert deeds(backend) == [Acknowledge((FIRST, SECOND)), Acknowledge((SECOND, FIRST))]


@pytest.mark.parametrize("resumed", [True, False])
def test_the_history_is_told_of_each_new_connection_before_what_comes_on_it(
    backend: Rehearsal, *, resumed: bool
) -> None:
    backend.senses(Connected(session_present=resumed))
    assert deeds(backend) == [BeginSession(resumed=resumed)]


def test_a_receipt_is_kept_for_a_minute_after_the_acknowledgement(backend: Rehearsal) -> None:
    backend.senses(Connected())
    backend.passes(59)
    backend.senses(Committed((FIRST,), 7))
    deeds(backend)
    backend.passes(60)
    assert deeds(backend) == []
    backend.passes(1)
    assert deeds(backend) == [Retire(7)]


def test_what_was_acknowledged_meanwhile_is_kept_for_another_minute(backend: Rehearsal) -> None:
    backend.senses(Connected(), Committed((FIRST,), 7))
    backend.passes(60)
    backend.senses(Committed((SECOND,), 9))
    deeds(backend)
    backend.passes(60)
    assert deeds(backend) == [Retire(7)]
    backend.passes(60)
    assert deeds(backend) == [Retire(9)]


def test_a_lost_connection_keeps_every_receipt(backend: Rehearsal) -> None:
    backend.senses(Connected(), Committed((FIRST,), 7))
    backend.passes(60)
    backend.senses(Disconnected())
    deeds(backend)
    backend.passes(3600)
    backend.senses(Connected(session_present=True))
    backend.passes(119)
    assert deeds(backend) == [BeginSession(resumed=True)]
    backend.passes(1)
    assert deeds(backend) == [Retire(7)]


def test_where_all_have_identities_no_receipt_is_ever_retired(backend: Rehearsal) -> None:
    backend.senses(Connected(), Committed((FIRST,)))
    deeds(backend)
    backend.passes(3600)
    assert deeds(backend) == []
