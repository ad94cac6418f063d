import re
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest

import p7_dashboard
from common.messages import Reason, State, Status
from p7_dashboard.rules.orders import Fate
from p7_dashboard.words import ENGLISH, FRENCH, WORDS

STATIC = Path(p7_dashboard.__file__).parent / "static"
SOURCES = {path.name: path.read_text() for path in sorted(STATIC.iterdir())}


def blanks(text: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_both_languages_have_the_same_words_with_the_same_blanks() -> None:
    assert {name: blanks(text) for name, text in FRENCH.items()} == {
        name: blanks(text) for name, text in ENGLISH.items()
    }


@pytest.mark.parametrize("language", WORDS)
def test_every_state_status_and_reason_has_a_word(language: str) -> None:
    names = {f"state_{state}" for state in get_args(State)} | {f"spot_{status}" for status in get_args(Status)}
    names |= {f"reason_{reason}" for reason in get_args(Reason)}
    assert names <= set(WORDS[language])


@pytest.mark.parametrize("language", WORDS)
def test_every_fate_of_an_order_has_a_word(language: str) -> None:
    assert {f"fate_{fate}" for fate in get_args(Fate)} <= set(WORDS[language])


def test_every_word_that_the_page_says_is_there() -> None:
    said = {
        name
        for text in SOURCES.values()
        for name in re.findall(r'(?:say\(|data-(?:word|label)=)"([a-z_A-Z0-9]+)"', text)
    }
    assert len(said) > 30
    assert said <= set(FRENCH)


@pytest.mark.parametrize("name", SOURCES)
def test_nothing_is_made_into_markup_or_taken_from_elsewhere(name: str) -> None:
    text = SOURCES[name].replace("http://www.w3.org/2000/svg", "")
    forbidden = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|https?://|<style| style=| on[a-z]+="
    assert re.findall(forbidden, text) == []
    assert re.findall(r"<script(?! (?:type=\"module\" )?src=\"/static/)", text) == []
