import pytest

from common.messages import BarrierCommand, BarrierState, Forgotten, SpotStatus
from p7_dashboard.rules.feed import MAX_EVENTS, SHOWN_CHARACTERS, printable, text_of
from tests.p7_dashboard.page import Page


def test_what_is_said_is_shown_the_newest_first() -> None:
    page = Page()
    page.hears(BarrierCommand(action="OPEN", by="P2"), BarrierState(state="OPENED", reason="order"))
    newest, oldest = page.shown["feed"]
    assert (newest["text"], newest["reason"]) == ('{"state": "OPENED"}', "order")
    assert (oldest["topic"], oldest["by"], oldest["problem"]) == ("parking/barriers/entry/cmd", "P2", None)


def test_a_copy_that_the_broker_kept_is_no_news() -> None:
    page = Page()
    page.hears(SpotStatus(id="A1", status="FREE"), retained=True)
    assert page.feed == []


def test_a_state_that_is_only_repeated_is_no_news() -> None:
    page = Page()
    page.hears(*[SpotStatus(id="A1", status="FREE", refresh=60)] * 3)
    assert page.feed == ['{"id": "A1", "status": "FREE"}']


def test_an_order_that_is_repeated_is_news_each_time() -> None:
    page = Page()
    page.hears(*[BarrierCommand(action="OPEN")] * 3)
    assert len(page.feed) == 3


def test_that_a_spot_is_forgotten_is_news_once() -> None:
    page = Page()
    page.hears(SpotStatus(id="A1", status="FREE"), *[Forgotten(SpotStatus, "A1")] * 2)
    assert page.feed == ["", '{"id": "A1", "status": "FREE"}']


@pytest.mark.parametrize(
    ("topic", "payload", "problem"),
    [
        ("parking/spots/A1/status", b'{"id": "A1", "status": "free"}', "use FREE"),
        ("parking/spots/A1/status", b"\xff\xfe", "UTF"),
        ("parking/nothing/of/ours", b"hello", "topic outside the contract"),
    ],
)
def test_what_breaks_the_contract_is_shown_with_the_reason(topic: str, payload: bytes, problem: str) -> None:
    page = Page()
    page.receives(topic, payload)
    assert page.shown["feed"][0]["topic"] == topic
    assert problem in page.shown["feed"][0]["problem"]
    assert page.statuses == {}


def test_of_any_flood_the_last_are_shown_and_each_change_is_bounded() -> None:
    page = Page()
    for number in range(3 * MAX_EVENTS):
        page.receives("parking/x", str(number).encode())
    assert page.feed[0] == str(3 * MAX_EVENTS - 1)
    assert len(page.feed) == MAX_EVENTS
    assert max(len(change.get("feed", [])) for change in page.changes) <= MAX_EVENTS


@pytest.mark.parametrize(
    ("payload", "text"),
    [
        pytest.param("place n° 3 occupée".encode(), "place n° 3 occupée", id="text"),
        pytest.param(b"\x00\x1b[31m\n", r"\x00\x1b[31m\n", id="control characters"),
        pytest.param("\u202egnp.exe".encode(), r"\u202egnp.exe", id="text that would be turned round"),
        pytest.param(b"\xff\x80A", r"\xff\x80A", id="no UTF-8"),
        pytest.param(b"x" * 5000, "x" * SHOWN_CHARACTERS + "…", id="a long one"),
        pytest.param(b"", "", id="nothing"),
    ],
)
def test_any_payload_becomes_a_text_in_which_everything_can_be_seen(payload: bytes, text: str) -> None:
    assert text_of(payload) == text


def test_a_topic_of_any_length_is_cut_to_size() -> None:
    assert len(printable("\x00" * 65535)) == SHOWN_CHARACTERS + 1
