from typing import Any

import pytest

from common.messages import BarrierState, Disconnected, Override
from p7_dashboard.rules import OrderGiven
from p7_dashboard.rules.orders import MAX_ORDERS, MOVEMENT_SECONDS, PATIENCE_SECONDS
from tests.p7_dashboard.page import Page

BY = "dashboard ::1"


def given(cmd: Any = "FORCE_OPEN", order_id: str = "1") -> OrderGiven:
    return OrderGiven(order_id, cmd, BY, "1970-01-01T00:00:00Z")


def fates(page: Page) -> list[str]:
    return [order["fate"] for order in page.shown["orders"]]


def test_an_order_is_published_with_who_asked_and_is_shown_as_requested() -> None:
    page = Page()
    assert page.senses(given()) == [Override(cmd="FORCE_OPEN", by="dashboard ::1")]
    assert fates(page) == ["requested"]


@pytest.mark.parametrize(
    ("cmd", "answer"),
    [
        ("FORCE_OPEN", BarrierState(state="OPENED", reason="forced")),
        ("FORCE_OPEN", BarrierState(state="OPENED", reason="forced", by=BY)),
        ("RELEASE", BarrierState(state="CLOSED", reason="released", by=BY)),
        ("RELEASE", BarrierState(state="OPENED", reason="released")),
        pytest.param("FORCE_OPEN", BarrierState(state="OPENED"), id="a module that gives no reasons opens"),
        pytest.param("RELEASE", BarrierState(state="CLOSING"), id="a module that gives no reasons closes"),
    ],
)
def test_an_order_is_achieved_when_the_barrier_says_so(cmd: str, answer: BarrierState) -> None:
    page = Page()
    page.senses(given(cmd))
    page.hears(answer)
    order = page.shown["orders"][0]
    assert (order["fate"], order["answer"], order["reason"]) == ("achieved", answer.state, answer.reason)


@pytest.mark.parametrize(
    "state",
    [
        BarrierState(state="OPENED", reason="order"),
        BarrierState(state="OPENED", reason="order", by=BY),
        pytest.param(BarrierState(state="OPENED", reason="forced", by="P6"), id="forced by somebody else"),
        pytest.param(BarrierState(state="OPENING", reason="forced", by="P6"), id="being forced by somebody else"),
        pytest.param(BarrierState(state="OPENED", by="P6"), id="opened by somebody else"),
        pytest.param(BarrierState(state="OPENING"), id="a module that gives no reasons is opening"),
        BarrierState(state="OPENED", reason="released"),
        pytest.param(BarrierState(state="CLOSING"), id="a module that gives no reasons closes"),
    ],
)
def test_another_movement_is_not_the_answer(state: BarrierState) -> None:
    page = Page()
    page.senses(given("FORCE_OPEN"))
    page.hears(state)
    assert fates(page) == ["requested"]


def test_somebody_elses_release_is_not_the_answer() -> None:
    page = Page()
    page.senses(given("RELEASE"))
    page.hears(BarrierState(state="OPENED", reason="released", by="P6"))
    assert fates(page) == ["requested"]


def test_an_order_to_open_is_accepted_while_the_arm_is_on_its_way_and_achieved_when_it_is_up() -> None:
    page = Page()
    page.senses(given())
    page.hears(BarrierState(state="OPENING", reason="forced", by=BY))
    assert fates(page) == ["accepted"]
    page.passes(PATIENCE_SECONDS)
    page.hears(BarrierState(state="OPENED", reason="forced", by=BY))
    assert fates(page) == ["achieved"]


@pytest.mark.parametrize(
    "state",
    [
        BarrierState(state="FAULT", reason="timeout"),
        BarrierState(state="OPENING", reason="released", by="P6"),
    ],
)
def test_an_accepted_order_that_something_comes_in_between_has_failed(state: BarrierState) -> None:
    page = Page()
    page.senses(given())
    page.hears(BarrierState(state="OPENING", reason="forced", by=BY), state)
    order = page.shown["orders"][0]
    assert (order["fate"], order["answer"], order["reason"]) == ("failed", state.state, state.reason)


def test_who_forces_it_too_keeps_nobody_from_what_he_ordered() -> None:
    page = Page()
    page.senses(given())
    page.hears(BarrierState(state="OPENING", reason="forced", by=BY))
    page.hears(BarrierState(state="OPENING", reason="forced", by="P6"))
    page.hears(BarrierState(state="OPENED", reason="forced", by="P6"))
    assert fates(page) == ["achieved"]


def test_an_arm_that_never_arrives_has_failed() -> None:
    page = Page()
    page.senses(given())
    page.hears(BarrierState(state="OPENING", reason="forced", by=BY))
    page.passes(MOVEMENT_SECONDS - 1)
    assert fates(page) == ["accepted"]
    page.passes(1)
    assert fates(page) == ["failed"]


def test_a_copy_that_the_broker_kept_is_not_the_answer() -> None:
    page = Page()
    page.senses(given())
    page.hears(BarrierState(state="OPENED", reason="forced"), retained=True)
    assert fates(page) == ["requested"]


def test_an_order_that_nobody_answers_is_not_achieved_and_a_late_answer_changes_nothing() -> None:
    page = Page()
    page.senses(given())
    page.passes(PATIENCE_SECONDS)
    page.hears(BarrierState(state="OPENED", reason="forced"))
    assert fates(page) == ["not_achieved"]


def test_an_order_without_a_broker_is_not_sent_neither_now_nor_later() -> None:
    page = Page()
    page.senses(Disconnected())
    assert page.senses(given()) == []
    assert page.passes(60) == []
    assert fates(page) == ["not_sent"]


def test_the_last_orders_are_shown_the_newest_first() -> None:
    page = Page()
    page.senses(*(given(order_id=str(number)) for number in range(MAX_ORDERS + 5)))
    assert [order["id"] for order in page.shown["orders"]][:2] == ["24", "23"]
    assert len(page.shown["orders"]) == MAX_ORDERS


def test_an_order_that_newer_ones_have_pushed_out_is_not_waited_for() -> None:
    page = Page()
    page.senses(*(given(order_id=str(number)) for number in range(MAX_ORDERS + 5)))
    page.passes(PATIENCE_SECONDS)
    assert fates(page) == ["not_achieved"] * MAX_ORDERS
