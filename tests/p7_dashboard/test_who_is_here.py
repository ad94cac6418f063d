from typing import Any

from common.contract import Completions
from common.messages import Available, Connected, Disconnected, Forgotten, Presence
from common.presence import REPEAT_SECONDS
from common.spots import PATIENCE
from p7_dashboard.rules.modules import GRACE_SECONDS
from tests.p7_dashboard.page import Page

BELIEVED_SECONDS = PATIENCE * REPEAT_SECONDS


def here(role: Any) -> Presence:
    return Presence(role=role, online=True)


def gone(role: Any) -> Presence:
    return Presence(role=role, online=False)


def state(page: Page, role: str) -> str:
    return str(page.shown["modules"][role]["state"])


def test_a_module_is_here_as_it_says_and_gone_as_its_last_will_says() -> None:
    page = Page()
    page.hears(here("P5"))
    assert state(page, "P5") == "here"
    page.hears(gone("P5"))
    assert state(page, "P5") == "gone"


def test_who_has_not_spoken_after_the_grace_is_missing() -> None:
    page = Page()
    page.hears(here("P6"), retained=True)
    assert state(page, "P5") == "unheard"
    page.passes(GRACE_SECONDS)
    assert (state(page, "P5"), state(page, "P6")) == ("missing", "here")


def test_after_a_return_everybody_has_to_say_again_that_he_is_here() -> None:
    page = Page()
    page.hears(here("P5"), here("P6"))
    page.senses(Disconnected(), Connected())
    page.hears(here("P6"), retained=True)
    page.passes(GRACE_SECONDS)
    assert (state(page, "P5"), state(page, "P6")) == ("missing", "here")


def test_nobody_is_missed_by_one_who_cannot_hear() -> None:
    page = Page(connected=False)
    page.passes(3600)
    assert state(page, "P5") == "unheard"


def test_without_presence_who_speaks_in_his_row_was_heard() -> None:
    page = Page(Completions.LISTEN)
    page.passes(60)
    page.hears(Available(count=1))
    assert page.shown["modules"]["P4"] == {"state": "heard", "heard_at": "1970-01-01T00:01:00.050Z"}
    assert state(page, "P5") == "unheard"


def test_without_presence_a_copy_that_the_broker_kept_says_nothing_of_its_sender() -> None:
    page = Page(Completions.LISTEN)
    page.hears(Available(count=1), retained=True)
    assert state(page, "P4") == "unheard"


def test_a_module_that_works_is_here_whatever_an_old_last_will_says() -> None:
    page = Page()
    page.hears(gone("P4"))
    page.hears(Available(count=1))
    assert state(page, "P4") == "heard"


def test_a_presence_that_is_emptied_is_no_presence() -> None:
    page = Page()
    page.hears(here("P5"), Forgotten(Presence, "P5"))
    page.passes(GRACE_SECONDS)
    assert state(page, "P5") == "missing"


def test_who_says_that_he_is_here_and_then_nothing_any_more_is_missing() -> None:
    page = Page()
    page.hears(here("P5"))
    page.passes(BELIEVED_SECONDS - 1)
    assert state(page, "P5") == "here"
    page.passes(1)
    assert state(page, "P5") == "missing"


def test_who_says_it_each_minute_stays_here() -> None:
    page = Page()
    for _ in range(10):
        page.hears(here("P5"))
        page.passes(REPEAT_SECONDS)
    assert state(page, "P5") == "here"


def test_who_has_fallen_silent_is_here_again_once_he_speaks() -> None:
    page = Page()
    page.hears(here("P4"))
    page.passes(BELIEVED_SECONDS)
    page.hears(Available(count=1))
    assert state(page, "P4") == "heard"
    page.hears(here("P4"))
    assert state(page, "P4") == "here"


def test_what_was_heard_before_he_fell_silent_does_not_make_him_heard() -> None:
    page = Page()
    page.hears(here("P4"), Available(count=1))
    page.passes(BELIEVED_SECONDS)
    assert state(page, "P4") == "missing"


def test_a_copy_that_the_broker_kept_does_not_bring_back_who_fell_silent() -> None:
    page = Page()
    page.hears(here("P5"))
    page.passes(BELIEVED_SECONDS)
    page.senses(Disconnected(), Connected())
    page.hears(here("P5"), retained=True)
    assert state(page, "P5") == "missing"


def test_a_copy_is_believed_no_longer_than_a_word() -> None:
    page = Page()
    page.hears(here("P5"), retained=True)
    page.passes(BELIEVED_SECONDS)
    assert state(page, "P5") == "missing"


def test_who_cannot_hear_counts_nobodys_silence() -> None:
    page = Page()
    page.hears(here("P5"))
    page.senses(Disconnected())
    page.passes(10 * BELIEVED_SECONDS)
    page.senses(Connected())
    page.hears(here("P5"), retained=True)
    page.passes(GRACE_SECONDS)
    assert state(page, "P5") == "here"


def test_whose_last_will_has_spoken_stays_gone() -> None:
    page = Page()
    page.hears(here("P5"), gone("P5"))
    page.passes(10 * BELIEVED_SECONDS)
    assert state(page, "P5") == "gone"
