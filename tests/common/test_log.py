import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from common.log import LINES_PER_PERIOD, PERIOD_SECONDS, Repetitions, configure, in_file


@pytest.fixture(autouse=True)
def handlers_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


Written = Callable[[], str]


@pytest.fixture
def written(capsys: pytest.CaptureFixture[str]) -> Written:
    """What went to stderr since this was last asked."""
    return lambda: capsys.readouterr().err


def reject(topic: str, reason: str = "not JSON") -> None:
    logging.getLogger("lot").warning("message rejected", extra={"topic": topic, "reason": reason})


def record(text: str, created: float, line: int = 1, level: int = logging.WARNING) -> logging.LogRecord:
    made = logging.LogRecord("lot", level, "rules.py", line, text, None, None)
    made.created = created
    return made


def test_an_event_and_its_fields_are_one_line(written: Written) -> None:
    configure("INFO", "text")
    reject("parking/spots/A1/status")
    assert written().endswith("WARNING lot: message rejected topic=parking/spots/A1/status reason=not JSON\n")


def test_the_same_event_as_json_has_the_same_fields(written: Written) -> None:
    configure("INFO", "json")
    reject("parking/spots/A1/status")
    line = json.loads(written())
    assert (line["message"], line["topic"], line["levelname"]) == (
        "message rejected",
        "parking/spots/A1/status",
        "WARNING",
    )


@pytest.mark.parametrize("style", ["text", "json"])
@pytest.mark.parametrize("sign", ["\n", "\r", "\x1b[2J", "\0", "\u2028", "\u202e", "\ud800", "\x9b"])
def test_no_sign_of_a_stranger_moves_the_readers_cursor(written: Written, style: str, sign: str) -> None:
    configure("INFO", style)
    reject(f"a{sign}b", f"a{sign}b")
    line = written().removesuffix("\n")
    assert line.startswith(("{", "0", "1", "2"))
    assert line.isprintable()
    assert line.isascii()


def test_an_exceptions_words_are_a_strangers_too(written: Written) -> None:
    configure("INFO", "text")
    try:
        int("bad \x1b[2J\x9b word\x1b")
    except ValueError as error:
        error.args = ("bad \x1b[2J\x9b word",)
        logging.getLogger("lot").exception("a handler failed")
    text = written()
    assert "Traceback" in text
    assert all(line.isprintable() for line in text.split("\n"))


@pytest.mark.parametrize("style", ["text", "json"])
def test_a_topic_of_sixty_thousand_letters_does_not_fill_the_disk(written: Written, style: str) -> None:
    configure("INFO", style)
    reject("x" * 60_000)
    assert 300 < len(written()) < 1000


def test_a_level_that_is_not_asked_for_is_not_written(written: Written) -> None:
    configure("ERROR", "text")
    reject("parking/spots/A1/status")
    assert written() == ""


def test_a_flood_of_one_event_is_counted_and_not_repeated() -> None:
    repetitions = Repetitions()
    said = [repetitions.filter(record("message rejected", created=0)) for _ in range(1000)]
    assert said.count(True) == LINES_PER_PERIOD
    after = record("message rejected", created=PERIOD_SECONDS)
    assert repetitions.filter(after)
    assert after.more_like_it == 1000 - LINES_PER_PERIOD  # type: ignore[attr-defined]


def test_a_flood_in_which_each_text_is_another_is_one_flood() -> None:
    repetitions = Repetitions()
    said = [repetitions.filter(record(f"no pins for A{number}", created=0)) for number in range(1000)]
    assert said.count(True) == LINES_PER_PERIOD


def test_another_event_is_heard_through_the_flood() -> None:
    repetitions = Repetitions()
    for _ in range(1000):
        repetitions.filter(record("message rejected", created=0))
    assert repetitions.filter(record("the arm does not move", created=0, line=2))


def test_what_is_no_warning_is_never_held_back() -> None:
    repetitions = Repetitions()
    assert all(repetitions.filter(record("OPEN", created=0, level=logging.INFO)) for _ in range(1000))


def test_a_clock_that_is_set_back_does_not_silence_the_log() -> None:
    repetitions = Repetitions()
    for _ in range(1000):
        repetitions.filter(record("message rejected", created=1e9))
    assert repetitions.filter(record("message rejected", created=0))


@pytest.mark.parametrize(("style", "said"), [("text", "more_like_it=7"), ("json", '"more_like_it": 7')])
def test_how_many_were_held_back_is_said_with_the_next(written: Written, style: str, said: str) -> None:
    configure("INFO", style)
    for handler in logging.getLogger().handlers:
        for number in range(LINES_PER_PERIOD + 7):
            handler.handle(record(f"no pins for A{number}", created=0))
        assert written().count("\n") == LINES_PER_PERIOD
        handler.handle(record("no pins for A1000", created=PERIOD_SECONDS))
    assert said in written()


def test_while_a_picture_has_the_terminal_the_log_goes_to_a_file(written: Written, tmp_path: Path) -> None:
    configure("INFO", "text")
    with in_file(tmp_path / "state" / "log"):
        reject("during\x1b[2J")
    reject("after")
    assert "topic=during\\x1b[2J reason=not JSON\n" in (tmp_path / "state" / "log").read_text()
    text = written()
    assert ("during" in text, "after" in text) == (False, True)
