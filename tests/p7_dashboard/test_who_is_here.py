from typing import Any

from common.contract import Completions
from common.messages import Available, Connected, Disconnected, Forgotten, Presence
from p7_dashboard.rules.modules import GRACE_SECONDS
from tests.p7_dashboard.page import Page


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
