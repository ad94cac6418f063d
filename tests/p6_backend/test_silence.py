"""Who promised to repeat himself and is silent is not believed for ever."""

import pytest

from common import spots
from common.messages import Connected, Disconnected, Notice
from p6_backend import rules
from p6_backend.rules import Heard, Silences

TOPIC = "parking/spots/A1/status"


def heard(refresh: float | None = 60.0, *, exists: bool = True, retained: bool = False, topic: str = TOPIC) -> Heard:
    return Heard(topic, "A1", exists, refresh, retained)


def listening(*said: Heard) -> Silences:
    silences = Silences()
    silences.connected(Connected(), 0)
    for word in said:
        silences.heard(word, 0)
    return silences


def test_three_periods_without_a_word_are_silence() -> None:
    silences = listening(heard())
    silences.time_passed(179)
    assert silences.topics == frozenset()
    assert silences.due() == 180
    silences.time_passed(180)
    assert silences.topics == {TOPIC}


def test_a_word_ends_it_and_a_retained_copy_does_not() -> None:
    silences = listening(heard())
    silences.time_passed(180)
    silences.heard(heard(retained=True), 181)
    assert silences.topics == {TOPIC}
    silences.heard(heard(), 182)
    assert silences.topics == frozenset()


def test_a_retained_copy_starts_the_clock_of_a_topic_not_heard_before() -> None:
    silences = listening(heard(retained=True))
    silences.time_passed(180)
    assert silences.topics == {TOPIC}


def test_without_a_promise_nothing_goes_stale() -> None:
    silences = listening(heard(), heard(None))
    assert silences.due() is None or silences.time_passed(10_000) == []
    assert silences.topics == frozenset()


def test_what_was_forgotten_owes_nothing() -> None:
    silences = listening(heard())
    silences.time_passed(180)
    silences.heard(heard(exists=False), 181)
    assert silences.topics == frozenset()


def test_while_we_are_cut_off_nobodys_silence_counts() -> None:
    silences = listening(heard())
    silences.disconnected(Disconnected(), 100)
    silences.connected(Connected(), 10_000)
    silences.time_passed(10_079)
    assert silences.topics == frozenset()
    silences.time_passed(10_080)
    assert silences.topics == {TOPIC}


def test_a_promise_that_a_former_run_heard_is_still_owed() -> None:
    silences = Silences({TOPIC: 60.0})
    silences.connected(Connected(), 1000)
    silences.heard(heard(retained=True), 1001)
    silences.time_passed(1180)
    assert silences.topics == {TOPIC}


def test_a_flood_of_ids_is_not_remembered_without_end_and_said_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MAX_SPOTS", 2)
    silences = listening(heard(topic="1"), heard(topic="2"))
    outcomes = [silences.heard(heard(topic=str(number)), 0) for number in range(3, 6)]
    assert [len(outcome) for outcome in outcomes] == [1, 0, 0]
    assert isinstance(outcomes[0][0], Notice)
    assert spots.MAX_SPOTS == 100_000
