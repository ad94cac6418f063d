"""Each alarm has a text and a hint, in both languages, whatever is known of it."""

import textwrap
from collections.abc import ItemsView, Iterable

import pytest

from p5_monitor.alarm_words import ENGLISH, FRENCH, AlarmWords, Phrase, alarm_words
from p5_monitor.rules.picture import Alarm, Kind
from p5_monitor.view.alarms import HINT_LINES, INDENT, MARK
from p5_monitor.view.lines import legible
from tests.p5_monitor.troubles import TROUBLES, all_alarms

# A terminal of 80 columns.
TEXT_WIDTH = 80 - INDENT
HINT_WIDTH = TEXT_WIDTH - len(MARK)

ALARMS = list(all_alarms())

kinds = pytest.mark.parametrize("kind", Kind)
languages = pytest.mark.parametrize("words", [ENGLISH, FRENCH], ids=["English", "French"])


def shape(phrases: Iterable[Phrase]) -> list[tuple[set[str], dict[str, str]]]:
    return [(phrase.names, dict(phrase.when)) for phrase in phrases]


def alarm_of(trouble: str, kind: Kind) -> Alarm:
    return next(alarm for alarm in TROUBLES[trouble]().picture.alarms if alarm.kind == kind)


@kinds
def test_each_kind_has_phrases_in_both_languages_for_the_same_cases(kind: Kind) -> None:
    assert shape(ENGLISH.phrases[kind]) == shape(FRENCH.phrases[kind])
    assert not {phrase.text for phrase in ENGLISH.phrases[kind]} & {phrase.text for phrase in FRENCH.phrases[kind]}


@kinds
@languages
def test_the_last_phrase_of_each_kind_needs_to_know_nothing(words: AlarmWords, kind: Kind) -> None:
    last = words.phrases[kind][-1]
    assert last.names <= {"subject"}
    assert not last.when


@languages
def test_of_all_that_can_be_wrong_each_is_told_by_a_phrase_of_its_own(words: AlarmWords) -> None:
    chosen = [words.phrase_for(alarm) for alarm in ALARMS]
    wanted = [phrase for phrases in words.phrases.values() for phrase in phrases[:-1] or phrases]
    assert [phrase.text for phrase in wanted if phrase not in chosen] == []
    assert {alarm.kind for alarm in ALARMS} == set(Kind)


@languages
def test_each_fits_into_its_lines_of_a_small_terminal(words: AlarmWords) -> None:
    told = [words.tell(alarm) for alarm in ALARMS]
    assert [text for text, _ in told if len(text) > TEXT_WIDTH] == []
    assert [hint for _, hint in told if len(textwrap.wrap(hint, HINT_WIDTH)) > HINT_LINES] == []


@languages
def test_a_terminal_can_show_every_letter(words: AlarmWords) -> None:
    shown = [part for phrases in words.phrases.values() for phrase in phrases for part in (phrase.text, phrase.hint)]
    assert [part for part in shown if legible(part) != part] == []


@kinds
@languages
@pytest.mark.parametrize("subject", ["A1", "*", ""])
def test_it_is_told_also_when_no_detail_is_known(words: AlarmWords, kind: Kind, subject: str) -> None:
    text, hint = words.tell(Alarm(kind, subject, {}, 0.0))
    assert text
    assert hint
    assert not set(text + hint) & set("{}")


@languages
def test_a_strangers_words_stay_words(words: AlarmWords) -> None:
    hostile = "{role}\x1b[2J\r\n\u202e\ud800" + "x" * 60_000
    details = {"role": "P1", "reason": hostile, "said": hostile}
    for part in words.tell(Alarm(Kind.SCHEMA_VIOLATION, hostile, details, 0.0)):
        assert part.replace("\N{NO-BREAK SPACE}", " ").isprintable()
        assert len(part) < 400
        assert "{role}" in part


def test_what_is_known_of_an_alarm_is_made_legible_once() -> None:
    asked = []

    class Details(dict[str, str]):
        def items(self) -> ItemsView[str, str]:
            asked.append(self)
            return super().items()

    ENGLISH.tell(Alarm(Kind.FORCED_OPEN, "barrier", Details(by="Ada"), 0.0))
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("trouble", "kind", "text", "hint"),
    [
        (
            "outside, with an id",
            Kind.OUTSIDE_CONTRACT,
            "Topic outside the contract: parking/entry_sensor/status",
            "Publish it as parking/spots/ENTRY/status with id ENTRY",
        ),
        (
            "ill-formed",
            Kind.SCHEMA_VIOLATION,
            "On P1's topic parking/spots/A1/status: refused",
            "missing id (found spot_id). It is P1, or somebody else on its topic.",
        ),
        (
            "ill-formed",
            Kind.SCHEMA_VIOLATION,
            "On P1's topic",
            "With all others stopped, `python -m p5_monitor check P1`",
        ),
        ("a pair", Kind.SAME_PLACE_TWICE, "A1 and A01: same place twice?", "python -m p5_monitor purge"),
        ("forced open", Kind.FORCED_OPEN, "The barrier is forced open, by Ada", "RELEASE"),
        ("spot unspoken", Kind.SPOT_SILENT, "Spot P01: the broker keeps it", "python -m p5_monitor purge P01"),
        ("retained order", Kind.RETAINED_COMMAND, "Retained order from Ada", "python -m p5_monitor purge --orders"),
    ],
)
def test_it_names_what_is_right(trouble: str, kind: Kind, text: str, hint: str) -> None:
    told = ENGLISH.tell(alarm_of(trouble, kind))
    assert told.text.startswith(text)
    assert hint in told.hint


def test_the_language_is_the_terminals() -> None:
    assert alarm_words("fr_FR.UTF-8") is alarm_words("fr") is FRENCH
    assert alarm_words("en_GB.UTF-8") is alarm_words("de_DE") is alarm_words("") is ENGLISH
