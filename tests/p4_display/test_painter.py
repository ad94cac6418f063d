"""What a slow or failing display does to those who want to show something: nothing."""

import logging
import threading

import pytest

from common.testing import wait_for
from p4_display.painter import Painter


class Canvas:
    """A display whose every painting takes until ``done`` is set, and fails while ``broken``."""

    def __init__(self) -> None:
        self.painted: list[str] = []
        self.tried = 0
        self.begun = threading.Event()
        self.done = threading.Event()
        self.done.set()
        self.broken: Exception | None = None

    def paint(self, picture: str) -> None:
        self.tried += 1
        self.begun.set()
        self.done.wait(30)
        if self.broken:
            raise self.broken
        self.painted.append(picture)


def test_while_one_is_painted_the_others_wait_and_only_the_latest_follows() -> None:
    canvas = Canvas()
    painter = Painter(canvas.paint)
    canvas.done.clear()
    painter.show("1")
    canvas.begun.wait(30)
    for picture in "2345":
        painter.show(picture)
    canvas.done.set()
    painter.close()
    assert canvas.painted == ["1", "5"]


def test_what_fails_is_tried_until_it_succeeds_and_both_are_said_once(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    canvas = Canvas()
    canvas.broken = OSError(121, "Remote I/O error")
    painter = Painter(canvas.paint, retry_seconds=0.01)
    painter.show("1")
    wait_for(lambda: canvas.tried > 3, "more than three tries")
    canvas.broken = None
    wait_for(lambda: canvas.painted == ["1"], "the picture")
    painter.close()
    assert [record.message for record in caplog.records] == [
        "the display fails: it is tried again",
        "the display answers again",
    ]


def test_what_fails_is_tried_at_once_with_the_next_picture() -> None:
    canvas = Canvas()
    canvas.broken = OSError(121, "Remote I/O error")
    painter = Painter(canvas.paint, retry_seconds=3600)
    painter.show("1")
    wait_for(lambda: canvas.tried == 1, "a try")
    canvas.broken = None
    painter.show("2")
    wait_for(lambda: canvas.painted == ["2"], "the next picture")
    painter.close()


def test_a_failure_without_a_text_is_said_by_its_name(caplog: pytest.LogCaptureFixture) -> None:
    canvas = Canvas()
    canvas.broken = TimeoutError()
    painter = Painter(canvas.paint, retry_seconds=3600)
    painter.show("1")
    painter.close()
    assert [record.reason for record in caplog.records] == ["TimeoutError"]


def test_what_is_shown_last_is_painted_before_the_end() -> None:
    canvas = Canvas()
    painter = Painter(canvas.paint)
    painter.show("--")
    painter.close()
    assert canvas.painted == ["--"]
