"""The doctor's words: complete, in both languages, and one line for each check."""

import io
from collections.abc import Mapping
from string import Formatter

import pytest

from p5_monitor.doctor.report import Report
from p5_monitor.doctor.words import ENGLISH, FRENCH, DoctorWords, doctor_words
from p5_monitor.rules.diagnosis import Cause, Check, Finding, Level

REACHED = Finding(Level.OK, Check.TCP, Cause.TCP_OPEN, {"address": "127.0.0.1", "port": "1883", "ms": "0.2"})
MISSING = Finding(Level.FAIL, Check.CONNACK, Cause.CREDENTIALS_MISSING, {"code": "0x87", "text": "Not authorized"})
UNKNOWN = Finding(Level.WARN, Check.CLOCKS, Cause.CLOCKS_UNKNOWN)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def said(*findings: Finding, words: DoctorWords = ENGLISH, stream: io.StringIO | None = None) -> list[str]:
    stream = stream or io.StringIO()
    report = Report(words, stream)
    for finding in findings:
        report.line(finding)
    report.sum_up(1.25)
    return stream.getvalue().splitlines()


def blanks(texts: Mapping[Cause, tuple[str, str]], cause: Cause) -> set[str]:
    return {name for text in texts[cause] for _, name, __, ___ in Formatter().parse(text) if name}


@pytest.mark.parametrize("words", [ENGLISH, FRENCH], ids=["English", "French"])
def test_everything_that_can_be_found_has_words(words: DoctorWords) -> None:
    assert set(words.lines) == set(Cause)
    assert set(words.checks) == set(Check)


@pytest.mark.parametrize("cause", Cause)
def test_french_says_what_english_says(cause: Cause) -> None:
    assert blanks(FRENCH.lines, cause) == blanks(ENGLISH.lines, cause)
    assert bool(FRENCH.lines[cause].advice) == bool(ENGLISH.lines[cause].advice)


def test_a_line_says_how_bad_it_is_what_was_seen_and_what_to_do() -> None:
    lines = said(REACHED, MISSING)
    assert lines[0] == "ok    TCP           127.0.0.1:1883 answers (0.2 ms)"
    assert lines[1] == (
        "FAIL  CONNACK       the broker wants a user name and a password (0x87 Not authorized): "
        "set MQTT_USERNAME and MQTT_PASSWORD"
    )


def test_what_was_not_looked_at_is_named_and_the_sum_is_last() -> None:
    *_, left_out, summed = said(REACHED, MISSING, UNKNOWN)
    assert left_out.startswith("Not looked at, for that reason: name, TLS, MQTT 5, round trip,")
    assert summed == "Something is wrong; failed: 1, warnings: 1 (1.2 s)."
    assert said(*(Finding(Level.OK, check, Cause.ALL_THERE) for check in Check))[-2:] == [
        "ok    queue         all seven are there",
        "Nothing is wrong; warnings: 0 (1.2 s).",
    ]


def test_it_speaks_french_where_the_terminal_does() -> None:
    assert said(UNKNOWN, words=doctor_words("fr_FR.UTF-8"))[0] == (
        "warn  horloges      personne n'a donné l'heure pendant l'écoute : redemandez pendant qu'un module parle"
    )
    assert doctor_words("de_DE.UTF-8") is ENGLISH


def test_on_a_terminal_a_long_line_is_folded_under_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    lines = said(MISSING, stream=Terminal())
    assert lines[0].startswith("FAIL  CONNACK       the broker wants")
    assert lines[1].startswith(" " * 20)
    assert max(map(len, lines)) < 80
