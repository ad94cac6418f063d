"""The thread that writes: what it does while the database is away, and while the main thread is busy."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest

from common.messages import Delivery
from common.testing import wait_for
from p6_backend.recorder import LARGEST_BACKLOG_BYTES, Recorder
from p6_backend.rules import BeginSession, Committed, Record
from tests.p6_backend.history import FREE, History, numbered, received


class MainThread:
    """What the recorder tells; ``is_busy``: the inbox is full."""

    def __init__(self) -> None:
        self.told: list[Committed] = []
        self.refused = 0
        self.is_busy = False

    def put(self, fact: object) -> bool:
        if self.is_busy:
            self.refused += 1
            return False
        assert isinstance(fact, Committed)
        self.told.append(fact)
        return True

    @property
    def acknowledged(self) -> list[int]:
        return [delivery.packet_id for committed in self.told for delivery in committed.deliveries]


def message(number: int, payload: bytes = FREE, topic: str = "parking/spots/A1/status") -> Record:
    delivery = Delivery(1, 1, number, duplicate=False)
    return Record(received(payload, topic=topic, delivery=delivery))


@pytest.fixture
def main_thread() -> MainThread:
    return MainThread()


@pytest.fixture
def recorder(history: History, main_thread: MainThread) -> Iterator[Recorder]:
    with Recorder(history.database, main_thread.put) as recorder:
        yield recorder


@contextmanager
def held(history: History) -> Iterator[None]:
    """Another program holds the file."""
    with closing(sqlite3.connect(history.database.file, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        yield


def test_all_is_written_and_told_in_the_order_in_which_it_came(
    history: History, recorder: Recorder, main_thread: MainThread
) -> None:
    payloads = [str(number).encode() for number in range(3000)]
    for number, payload in enumerate(payloads, 1):
        recorder.take(message(number, payload), 0)
    wait_for(lambda: len(main_thread.acknowledged) == 3000, "3000 commits")
    assert main_thread.acknowledged == list(range(1, 3001))
    assert history.payloads() == payloads


def test_one_line_when_the_database_is_away_and_one_when_it_is_back(
    history: History, recorder: Recorder, main_thread: MainThread, caplog: pytest.LogCaptureFixture
) -> None:
    with held(history):
        recorder.take(message(1), 0)
        wait_for(lambda: recorder.failing is not None, "the recorder to notice")
        recorder.take(message(2), 0)
    wait_for(lambda: main_thread.acknowledged == [1, 2], "both to be recorded")
    lines = [(record.levelname, record.message) for record in caplog.records]
    assert lines == [
        ("ERROR", "the history cannot be written: trying again"),
        ("WARNING", "the history can be written again"),
    ]
    assert recorder.failing is None
    assert len(history.rows()) == 2


def test_nothing_is_acknowledged_while_the_database_is_away(
    history: History, recorder: Recorder, main_thread: MainThread
) -> None:
    with held(history):
        recorder.take(message(1), 0)
        wait_for(lambda: recorder.failing is not None, "the recorder to notice")
        assert main_thread.told == []


def test_an_acknowledgement_waits_for_a_busy_main_thread_and_is_never_lost(
    recorder: Recorder, main_thread: MainThread
) -> None:
    main_thread.is_busy = True
    recorder.take(message(1), 0)
    wait_for(lambda: main_thread.refused > 2, "the recorder to try again")
    recorder.take(message(2), 0)
    main_thread.is_busy = False
    wait_for(lambda: main_thread.acknowledged == [1, 2], "both acknowledgements")


def test_a_message_that_cannot_be_stored_does_not_hold_up_the_others(
    history: History, recorder: Recorder, main_thread: MainThread, caplog: pytest.LogCaptureFixture
) -> None:
    with held(history):
        for number in range(1, 6):
            recorder.take(message(number, topic="half a \ud800" if number == 3 else "parking/x"), 0)
    wait_for(lambda: main_thread.acknowledged == [1, 2, 3, 4, 5], "all five")
    assert [row.topic for row in history.rows()] == ["parking/x"] * 2 + [r"half a \ud800"] + ["parking/x"] * 2
    assert history.rows()[2].problem == "cannot be stored as it is"
    assert caplog.text.count("a message cannot be stored") == 1


def test_readers_that_take_every_connection_lose_no_message(
    history: History, recorder: Recorder, main_thread: MainThread
) -> None:
    with ExitStack() as readers:
        for _ in range(15):
            readers.enter_context(history.database._reading())  # noqa: SLF001  as many as there are for readers
        recorder.take(message(1), 0)
        wait_for(lambda: main_thread.acknowledged == [1], "the message to be recorded")
    assert len(history.rows()) == 1


def test_a_damaged_file_loses_no_message(
    history: History, recorder: Recorder, main_thread: MainThread, caplog: pytest.LogCaptureFixture
) -> None:
    file = history.database.file
    history.database.__exit__()
    whole = file.read_bytes()
    file.write_bytes(b"x" * 100 + whole[100:])
    recorder.take(message(1), 0)
    wait_for(lambda: recorder.failing is not None, "the recorder to notice")
    assert main_thread.told == []
    file.write_bytes(whole)
    wait_for(lambda: main_thread.acknowledged == [1], "the message to be recorded")
    assert caplog.text.count("the history cannot be written") == 1


def test_what_waits_is_written_at_the_end(history: History, main_thread: MainThread) -> None:
    with Recorder(history.database, main_thread.put) as recorder:
        for number in range(1, 201):
            recorder.take(message(number), 0)
    assert len(history.rows()) == 200


def test_it_ends_though_the_database_is_away_or_nobody_takes_its_word(
    history: History, main_thread: MainThread
) -> None:
    threads = threading.active_count()
    main_thread.is_busy = True
    with Recorder(history.database, main_thread.put) as recorder:
        recorder.take(message(1), 0)
        wait_for(lambda: main_thread.refused > 0, "the recorder to wait")
    with held(history), Recorder(history.database, main_thread.put) as recorder:
        recorder.take(message(2), 0)
        wait_for(lambda: recorder.failing is not None, "the recorder to notice")
    wait_for(lambda: threading.active_count() <= threads, "the threads to end")


def test_there_is_no_room_beyond_the_bound_until_some_of_it_is_written(history: History) -> None:
    recorder = Recorder(history.database, MainThread().put)
    for number in range(LARGEST_BACKLOG_BYTES // 1_000_000 + 1):
        assert recorder.has_room()
        recorder.take(message(number, b"x" * 1_000_000), 0)
    assert not recorder.has_room()
    with recorder:
        wait_for(recorder.has_room, "room again")
    assert recorder._backlog_bytes == 0  # noqa: SLF001


def test_a_history_that_another_program_held_at_the_start_is_made_later(tmp_path: Path) -> None:
    file = tmp_path / "parking.db"
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        history = History(file)
        assert history.database.promises() == {}
        connection.execute("ROLLBACK")
    with history.database, Recorder(history.database, MainThread().put) as recorder:
        recorder.begin_session(BeginSession(resumed=False), 0)
        recorder.take(Record(received(beside=numbered(1))), 0)
        wait_for(lambda: recorder.failing is None and not recorder._waiting, "the message to be written")  # noqa: SLF001
        assert history.payloads() == [FREE]
