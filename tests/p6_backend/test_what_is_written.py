"""What stands in the history after each kind of message, and after each kind of return."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from common.errors import SettingsError
from p6_backend.database import Database, file_of
from p6_backend.database_tables import microseconds
from p6_backend.database_writing import Retired
from tests.p6_backend.history import (
    A1,
    FORGOTTEN,
    FREE,
    NOON,
    OCCUPIED,
    RESUMED,
    History,
    numbered,
    received,
    taken,
)

HOSTILE = [
    b'{"id": "A1", "status": "FREE", "note": "\\ud800"}',
    b'{"id": "A1", "status": "FREE", "note": "a\\u0000b"}',
    b"{\x00}",
    b"\xff\xfe\x00\x01",
    b'{"count": 9223372036854775808}',
    b'{"count": ' + b"9" * 4000 + b"}",
    b'{"count": 1e400}',
    b"",
    b"x" * 1_048_576,
    b'{"id": "A1", "status": "\\ud800"}',
    b'{"\\ud800": 1, "\\ud800": 2}',
    b'{"\\ud800_id": "A1", "status": "FREE"}',
    b'{"id": "\\ud800", "status": "FREE"}',
    b'{"id": "A1", "status": "\\u0000\\u001b[2J"}',
    b"[" * 4000,
]


def receipts(history: History) -> int:
    with closing(sqlite3.connect(history.database.file)) as connection:
        [[number]] = connection.execute("SELECT count(*) FROM receipts")
        return int(number)


@pytest.mark.parametrize(
    "topic", [A1, "parking/display/available", "parking/" + "x" * 30_000], ids=["spot", "count", "long"]
)
def test_whatever_comes_is_recorded_byte_for_byte_in_order(history: History, topic: str) -> None:
    history.writes(*(taken(received(payload, topic=topic)) for payload in HOSTILE))
    assert history.payloads() == HOSTILE


def test_of_a_payload_that_is_very_long_the_beginning_is_shown_and_all_of_it_kept(history: History) -> None:
    history.writes(taken(received(b"x" * 900_000)))
    [row] = history.rows()
    assert (len(row.payload), row.size) == (65_536, 900_000)
    with closing(sqlite3.connect(history.database.file)) as connection:
        assert connection.execute("SELECT length(payload) FROM events").fetchall() == [(900_000,)]


def test_all_in_one_commit_or_nothing(history: History) -> None:
    unstorable = taken(received(topic="half a \ud800"))
    with pytest.raises(UnicodeEncodeError):
        history.writes(taken(received()), unstorable)
    assert history.rows() == []


def test_two_equal_messages_really_sent_twice_are_two(history: History) -> None:
    history.writes(FORGOTTEN, taken(received(), 1), taken(received(), 2))
    assert history.payloads() == [FREE, FREE]


def test_a_copied_identity_hides_no_other_message(history: History) -> None:
    release, force = b'{"cmd": "RELEASE"}', b'{"cmd": "FORCE_OPEN"}'
    topic = "parking/admin/override"
    history.writes(*(taken(received(said, numbered(1), topic=topic)) for said in (release, force, force)))
    rows = history.rows()
    assert [bytes(row.payload) for row in rows] == [release, force, force]
    assert [row.sequence for row in rows] == [1, None, None]


def test_a_known_identity_is_the_same_message(history: History) -> None:
    history.writes(taken(received(beside=numbered(1))))
    history.writes(RESUMED, taken(received(beside=numbered(1)), 9, duplicate=True), taken(received(OCCUPIED), 10))
    assert history.payloads() == [FREE, OCCUPIED]


def test_the_same_number_at_another_time_or_on_another_topic_is_another_message(history: History) -> None:
    beside = numbered(1)
    history.writes(
        taken(received(beside=beside)),
        taken(received(beside=beside | {"sent": "2026-01-30T00:00:00Z"})),
        taken(received(beside=beside, topic="parking/spots/A2/status")),
    )
    assert len(history.rows()) == 3


def test_a_repetition_as_promised_is_counted_in_the_row_that_it_repeats(history: History) -> None:
    history.writes(*(taken(received(beside=numbered(n, refresh=60), seconds=60 * n)) for n in range(5)))
    [row] = history.rows()
    assert (row.times, row.last_at - row.at) == (5, 240_000_000)
    [spot] = history.database.spots()
    assert (spot.since, spot.heard) == (row.at, row.last_at)


def test_a_repetition_that_is_delivered_again_is_counted_once(history: History) -> None:
    again = received(beside=numbered(2, refresh=60))
    history.writes(taken(received(beside=numbered(1, refresh=60))), taken(again, 2))
    history.writes(RESUMED, taken(again, 2, duplicate=True))
    history.writes(RESUMED, taken(again, 2, duplicate=True))
    assert [row.times for row in history.rows()] == [2]


def test_a_repetition_without_a_number_that_is_delivered_again_is_counted_once(history: History) -> None:
    again = received(beside={"refresh": "60"})
    history.writes(FORGOTTEN, taken(again, 1), taken(again, 2))
    history.writes(RESUMED, taken(again, 2, duplicate=True))
    assert [row.times for row in history.rows()] == [2]


def test_a_change_between_two_repetitions_makes_rows(history: History) -> None:
    words = [FREE, FREE, OCCUPIED, OCCUPIED, FREE]
    history.writes(*(taken(received(word, numbered(n, refresh=60), seconds=n)) for n, word in enumerate(words)))
    assert [(row.payload, row.times) for row in history.rows()] == [(FREE, 2), (OCCUPIED, 2), (FREE, 1)]
    [spot] = history.database.spots()
    assert (spot.status, spot.since) == ("FREE", microseconds(NOON) + 4_000_000)


def test_what_was_not_acknowledged_is_known_when_it_comes_again(history: History) -> None:
    history.writes(FORGOTTEN, taken(received(), 1), taken(received(OCCUPIED), 2))
    again = (taken(received(), 1, duplicate=True), taken(received(OCCUPIED), 2, duplicate=True))
    history.writes(RESUMED, *again)
    history.writes(RESUMED, *again, taken(received(), 3))
    assert history.payloads() == [FREE, OCCUPIED, FREE]


def test_it_is_known_too_if_only_what_followed_it_had_been_acknowledged_in_vain(history: History) -> None:
    history.writes(FORGOTTEN, taken(received(), 1))
    history.writes(RESUMED, taken(received(), 1, duplicate=True), taken(received(OCCUPIED), 2))
    history.writes(RESUMED, taken(received(), 1, duplicate=True), taken(received(OCCUPIED), 2, duplicate=True))
    assert history.payloads() == [FREE, OCCUPIED]


def test_what_waited_in_memory_while_the_connection_ended_is_known_when_it_comes_again(history: History) -> None:
    waiting = taken(received(), 1)
    history.writes(FORGOTTEN, waiting, RESUMED, taken(received(), 1, duplicate=True))
    assert history.payloads() == [FREE]


def test_a_duplicate_at_first_sight_is_recorded_and_not_marked(history: History) -> None:
    history.writes(RESUMED, taken(received(), 1, duplicate=True))
    assert [(row.payload, row.repeat) for row in history.rows()] == [(FREE, False)]


def test_a_message_with_the_same_packet_id_and_other_bytes_is_recorded(history: History) -> None:
    history.writes(FORGOTTEN, taken(received(), 1))
    history.writes(RESUMED, taken(received(OCCUPIED), 1, duplicate=True))
    assert history.payloads() == [FREE, OCCUPIED]


def test_on_a_broker_that_marks_nothing_an_equal_first_message_is_marked_and_the_next_is_not(history: History) -> None:
    history.writes(FORGOTTEN, taken(received(), 7))
    history.writes(RESUMED, taken(received(), 1), taken(received(), 2), taken(received(), 3))
    assert [row.repeat for row in history.rows()] == [False, True, False, False]


def test_after_the_first_news_nothing_is_doubted(history: History) -> None:
    history.writes(FORGOTTEN, taken(received(), 7), taken(received(OCCUPIED), 8))
    history.writes(RESUMED, taken(received(b"else"), 1), taken(received(), 2), taken(received(OCCUPIED), 3))
    assert not any(row.repeat for row in history.rows())


def test_nothing_is_doubted_on_the_connection_that_brought_both(history: History) -> None:
    history.writes(RESUMED, taken(received(), 1), taken(received(), 2))
    assert [row.repeat for row in history.rows()] == [False, False]


def test_a_broker_that_has_forgotten_us_delivers_nothing_again(history: History) -> None:
    history.writes(FORGOTTEN, taken(received(), 1))
    history.writes(FORGOTTEN, taken(received(), 1, duplicate=True))
    assert history.payloads() == [FREE, FREE]
    assert receipts(history) == 1


def test_what_came_with_qos_0_leaves_no_receipt_and_is_never_doubted(history: History) -> None:
    history.writes(FORGOTTEN, taken(received(), 1))
    history.writes(RESUMED, taken(received(), 0))
    assert receipts(history) == 1
    assert [row.repeat for row in history.rows()] == [False, False]


def test_a_retained_snapshot_after_a_restart_changes_nothing(history: History) -> None:
    history.writes(FORGOTTEN, taken(received(beside=numbered(1))), taken(received(OCCUPIED), 2))
    before = history.rows()
    history.writes(FORGOTTEN, taken(received(OCCUPIED, retained=True, seconds=99), 1))
    assert history.rows() == before


def test_a_retained_copy_that_comes_again_after_a_change_is_not_recorded_again(history: History) -> None:
    history.writes(FORGOTTEN, taken(received(retained=True), 1), taken(received(OCCUPIED), 2))
    history.writes(RESUMED, taken(received(retained=True), 1, duplicate=True))
    assert history.payloads() == [FREE, OCCUPIED]


def test_a_change_that_comes_both_as_queued_and_as_retained_is_there_once(history: History) -> None:
    history.writes(FORGOTTEN, taken(received(), 1))
    history.writes(RESUMED, taken(received(OCCUPIED), 2), taken(received(OCCUPIED, retained=True), 3))
    assert history.payloads() == [FREE, OCCUPIED]


def test_receipts_go_when_they_are_retired_and_their_numbers_never_come_again(history: History) -> None:
    old = history.writes(taken(received(), 1), taken(received(), 2))
    history.writes(Retired(old))
    assert receipts(history) == 0
    assert history.writes(taken(received(), 3)) > old


def test_a_row_with_an_identity_needs_no_receipt(history: History) -> None:
    assert history.writes(taken(received(beside=numbered(1)))) == 0
    assert receipts(history) == 0


def test_a_spot_is_what_it_said_last_and_gone_when_it_is_forgotten(history: History) -> None:
    history.writes(taken(received()), taken(received(OCCUPIED)), taken(received(b"broken")))
    assert [(spot.id, spot.status) for spot in history.database.spots()] == [("A1", "OCCUPIED")]
    history.writes(taken(received(b"")))
    assert history.database.spots() == []


def test_a_state_that_is_said_again_keeps_its_beginning(history: History) -> None:
    history.writes(taken(received(), 1), taken(received(seconds=9), 2))
    [spot] = history.database.spots()
    assert (spot.since, spot.heard) == (microseconds(NOON), microseconds(NOON) + 9_000_000)


def test_the_promises_of_a_former_run_are_known(history: History) -> None:
    history.writes(taken(received(beside=numbered(1, refresh=60))), taken(received(topic="parking/spots/A2/status")))
    assert history.database.promises() == {A1: 60.0}


def test_a_file_that_is_deleted_is_said_and_a_new_one_begun(history: History, caplog: pytest.LogCaptureFixture) -> None:
    history.writes(taken(received()))
    for file in history.database.file.parent.glob("parking.db*"):
        file.unlink()
    history.writes(taken(received(OCCUPIED)))
    history.writes(taken(received()))
    assert history.payloads() == [OCCUPIED, FREE]
    assert caplog.text.count("the history's file is gone: a new one is begun") == 1


def test_a_start_that_was_cut_short_leaves_nothing_half_made(tmp_path: Path) -> None:
    file = tmp_path / "parking.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE other (packet_id)")
        connection.execute("CREATE INDEX receipts_by_topic ON other (packet_id)")
    with pytest.raises(SettingsError, match="already"), Database(file) as database:
        database.prepare()
    with closing(sqlite3.connect(file)) as connection:
        assert [name for [name] in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")] == [
            "other"
        ]


def test_somebody_elses_table_of_that_name_is_refused(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "other.db")) as connection:
        connection.execute("CREATE TABLE events (name)")
    with pytest.raises(SettingsError, match=r"other\.db: no such column"), Database(tmp_path / "other.db") as database:
        database.prepare()


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:S3CRETx@127.0.0.1:5432:5432/d",
        "postgres://u:S3CRETx@h/d",
        "postgresql://u:S3CR@ETx@h/d",
        "postgresql://h/d?password=S3CRETx",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///parking.db?password=S3CRETx",
        "S3CRETx",
        "",
    ],
)
def test_an_address_that_names_no_file_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(SettingsError) as refused:
        file_of(url)
    assert str(refused.value) == "DATABASE_URL: sqlite:///FILE expected"


def test_a_relative_address_is_said_in_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with Database(file_of("sqlite:///parking.db")) as database:
        assert database.file == tmp_path / "parking.db"


def test_two_that_write_into_one_file_record_what_has_an_identity_once(history: History) -> None:
    with Database(history.database.file) as other:
        other.prepare()
        for database in (history.database, other, history.database):
            database.write([taken(received(beside=numbered(1)))])
    assert history.payloads() == [FREE]
