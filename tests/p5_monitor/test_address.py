"""What becomes of the notes for one address, whether it takes them, refuses them or hangs."""

import logging
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest

from common.testing import wait_for
from p5_monitor.address import LONGEST_QUEUE, Address, Note, Notified, Send
from p5_monitor.alarm_words import ENGLISH
from p5_monitor.notify import Notifier
from p5_monitor.rules import AlarmCleared, AlarmRaised
from p5_monitor.rules.alarms import Condition
from p5_monitor.rules.picture import Kind

WORD = "S3CRETx"

FAULT = AlarmRaised(Condition(Kind.BARRIER_FAULT, "barrier"))
FAULT_OVER = AlarmCleared(FAULT.condition)
OFFLINE = AlarmRaised(Condition(Kind.MODULE_OFFLINE, "P3"))
OFFLINE_OVER = AlarmCleared(OFFLINE.condition)


@contextmanager
def telling(send: Send) -> Iterator[Notifier]:
    """A notifier with one address, which is told so."""
    with Notifier([Address("1 of 1", send)], ENGLISH, "lot") as notifier:
        yield notifier


def has(notifier: Notifier, **figures: int) -> None:
    """Returns when this is what became of the notes."""
    wanted = Notified(**figures)
    wait_for(lambda: notifier.notified == wanted, f"{wanted}, not {notifier.notified}")


def told_in(records: Sequence[logging.LogRecord]) -> list[str]:
    return [record.getMessage() for record in records if record.name == "p5_monitor.address"]


def not_told_in(records: Sequence[logging.LogRecord]) -> list[int]:
    """How many notes were lost, each time that it is said."""
    return [vars(record)["not_told"] for record in records if "not_told" in vars(record)]


class Gate:
    """An address that hangs until it is opened."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, bool]] = []
        self._begun, self._opened = threading.Event(), threading.Event()

    def send(self, note: Note) -> bool:
        self._begun.set()
        self._opened.wait()
        self.taken.append((note.alarm[0], note.good))
        return True

    def hangs(self, notifier: Notifier) -> None:
        """Returns when it hangs with a note of its own."""
        notifier.alarm_raised(FAULT, 0.0)
        self._begun.wait()

    def opens(self) -> None:
        self._opened.set()


def test_what_finds_no_room_to_wait_is_dropped_and_counted() -> None:
    gate = Gate()
    with telling(gate.send) as notifier:
        gate.hangs(notifier)
        for _ in range(LONGEST_QUEUE + 7):
            notifier.alarm_raised(FAULT, 0.0)
        assert notifier.notified == Notified(sent=0, failed=0, dropped=7)
        gate.opens()
        has(notifier, sent=LONGEST_QUEUE + 1, dropped=7)


def test_that_notes_are_dropped_is_said_at_once_and_once(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    gate = Gate()
    with telling(gate.send) as notifier:
        gate.hangs(notifier)
        for _ in range(LONGEST_QUEUE + 7):
            notifier.alarm_raised(FAULT, 0.0)
        assert told_in(caplog.records) == ["an alarm could not be told"]
        gate.opens()
        has(notifier, sent=LONGEST_QUEUE + 1, dropped=7)
    assert told_in(caplog.records) == ["an alarm could not be told", "alarms are told again"]
    assert not_told_in(caplog.records) == [7]


def test_an_end_is_told_only_to_an_address_that_took_the_alarm() -> None:
    gate = Gate()
    with telling(gate.send) as notifier:
        gate.hangs(notifier)
        for _ in range(LONGEST_QUEUE):
            notifier.alarm_raised(FAULT, 0.0)
        notifier.alarm_raised(OFFLINE, 0.0)
        gate.opens()
        has(notifier, sent=LONGEST_QUEUE + 1, dropped=1)
        notifier.alarm_cleared(OFFLINE_OVER, 0.0)
        notifier.alarm_cleared(FAULT_OVER, 0.0)
        has(notifier, sent=LONGEST_QUEUE + 2, dropped=1)
    assert gate.taken[-2:] == [("barrier_fault", False), ("barrier_fault", True)]


def test_the_end_of_an_alarm_that_waits_with_it_is_told_after_it() -> None:
    gate = Gate()
    with telling(gate.send) as notifier:
        gate.hangs(notifier)
        notifier.alarm_raised(OFFLINE, 0.0)
        notifier.alarm_cleared(OFFLINE_OVER, 0.0)
        gate.opens()
        has(notifier, sent=3)
    assert gate.taken[1:] == [("module_offline", False), ("module_offline", True)]


def test_what_still_waits_at_the_end_is_counted_and_said(caplog: pytest.LogCaptureFixture) -> None:
    gate = Gate()
    with telling(gate.send) as notifier:
        gate.hangs(notifier)
        for _ in range(4):
            notifier.alarm_raised(FAULT, 0.0)
    assert notifier.notified == Notified(dropped=5)
    assert told_in(caplog.records) == ["alarms were not told any more"]
    assert not_told_in(caplog.records) == [5]
    gate.opens()


def test_whoever_takes_nothing_at_the_end_is_not_tried_again_and_that_is_said(caplog: pytest.LogCaptureFixture) -> None:
    has_begun, closing = threading.Event(), threading.Event()

    def refuses(_: Note) -> bool:
        has_begun.set()
        closing.wait()
        return False

    address = Address("1 of 1", refuses)
    address.start()
    for _ in range(3):
        address.tell(Note(("barrier_fault", "barrier"), "ALARM", "", good=False))
    has_begun.wait()
    address.close()
    closing.set()
    address.join(5)
    assert address.notified == Notified(failed=1, dropped=2)
    assert not_told_in(caplog.records) == [2]


def test_a_full_queue_that_moves_again_is_emptied_at_the_end() -> None:
    gate = Gate()
    address = Address("1 of 1", gate.send)
    address.start()
    for _ in range(LONGEST_QUEUE + 2):
        address.tell(Note(("barrier_fault", "barrier"), "ALARM", "", good=False))
    address.close()
    gate.opens()
    began = time.monotonic()
    address.join(20)
    assert time.monotonic() - began < 10
    assert address.notified.sent + address.notified.dropped == LONGEST_QUEUE + 2
    assert address.notified.dropped <= 2


def test_each_trouble_is_counted_for_itself(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    answers = iter([False, False, True, False, False, False, True])
    with telling(lambda _: next(answers)) as notifier:
        for _ in range(7):
            notifier.alarm_raised(FAULT, 0.0)
        has(notifier, sent=2, failed=5)
    assert not_told_in(caplog.records) == [2, 3]


def test_an_address_that_fails_in_its_own_way_is_only_a_failure(caplog: pytest.LogCaptureFixture) -> None:
    def broken(_: Note) -> bool:
        raise RuntimeError(WORD)

    with telling(broken) as notifier:
        notifier.alarm_raised(FAULT, 0.0)
        has(notifier, failed=1)
    assert told_in(caplog.records) == ["an alarm could not be told"]
    assert WORD not in caplog.text
