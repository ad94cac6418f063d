from common.messages import Available, BarrierState, Connected, Disconnected, Forgotten, Listening, SpotStatus
from common.spots import MAX_SPOTS, PATIENCE, Detectors
from p7_dashboard.rules import Heard, Lot
from p7_dashboard.rules.picture import TICK_SECONDS
from p7_dashboard.rules.reconnection import RETURN_SECONDS
from tests.p7_dashboard.page import Page


def free(spot_id: str, refresh: float | None = None) -> SpotStatus:
    return SpotStatus(id=spot_id, status="FREE", refresh=refresh)


def taken(spot_id: str) -> SpotStatus:
    return SpotStatus(id=spot_id, status="OCCUPIED")


def test_a_place_is_shown_with_its_status_and_since_when() -> None:
    page = Page()
    page.passes(60)
    page.hears(taken("A1"))
    assert page.shown["spots"] == {"A1": {"status": "OCCUPIED", "since": "1970-01-01T00:01:00.050Z", "silent": False}}


def test_a_copy_that_the_broker_kept_sets_the_status_but_nobody_knows_since_when() -> None:
    page = Page()
    page.hears(taken("A1"), retained=True)
    assert page.shown["spots"]["A1"] == {"status": "OCCUPIED", "since": None, "silent": False}


def test_a_repetition_changes_neither_the_status_nor_its_time() -> None:
    page = Page()
    page.hears(taken("A1"))
    before = page.shown
    page.passes(60)
    page.hears(taken("A1"))
    assert page.shown["spots"] == before["spots"]


def test_a_detector_is_no_place() -> None:
    page = Page()
    page.hears(free("A1"), taken("ENTRY"))
    assert page.statuses == {"A1": "FREE"}
    assert page.shown["detectors"]["ENTRY"]["status"] == "OCCUPIED"


def test_a_place_that_is_forgotten_is_gone() -> None:
    page = Page()
    page.hears(free("A1"), free("A2"), Forgotten(SpotStatus, "A1"))
    assert page.statuses == {"A2": "FREE"}


def test_a_place_that_breaks_its_promise_is_unknown() -> None:
    page = Page()
    page.hears(free("A1", refresh=60), free("A2"))
    page.passes(PATIENCE * 60)
    assert page.statuses == {"A1": "UNKNOWN", "A2": "FREE"}
    assert page.shown["spots"]["A1"]["silent"]


def test_a_count_whose_promise_is_broken_is_unknown_until_it_is_said_again() -> None:
    page = Page()
    page.hears(Available(count=4, refresh=60))
    page.passes(PATIENCE * 60)
    assert page.shown["count"]["value"] is None
    page.hears(Available(count=4, refresh=60))
    assert page.shown["count"]["value"] == 4


def test_while_the_broker_is_away_nobody_breaks_a_promise() -> None:
    page = Page()
    page.hears(free("A1", refresh=60))
    page.senses(Disconnected())
    page.passes(3600)
    assert page.statuses == {"A1": "FREE"}


def test_an_emptied_count_is_unknown() -> None:
    page = Page()
    page.hears(Available(count=4), Forgotten(Available))
    assert page.shown["count"]["value"] is None


def test_the_arm_is_shown_with_its_reason_and_who_ordered_it() -> None:
    page = Page()
    page.hears(BarrierState(state="OPENED", reason="forced", by="dashboard 127.0.0.1"))
    barrier = page.shown["barrier"]
    assert (barrier["state"], barrier["reason"], barrier["by"]) == ("OPENED", "forced", "dashboard 127.0.0.1")


def test_an_arm_of_which_nothing_was_heard_is_unknown() -> None:
    page = Page()
    page.hears(BarrierState(state="OPENED"), Forgotten(BarrierState))
    assert page.shown["barrier"] == {"state": None, "reason": None, "by": None, "since": None}


def test_the_broker_is_part_of_the_picture() -> None:
    page = Page(connected=False)
    assert page.shown["broker"] == {"connected": False, "hears": False}
    page.senses(Connected())
    assert page.shown["broker"] == {"connected": True, "hears": False}
    page.senses(Listening())
    assert page.shown["broker"] == {"connected": True, "hears": True}


def test_who_is_let_in_but_may_not_hear_says_so() -> None:
    page = Page()
    page.senses(Listening(refused=("lot/parking/#",)))
    assert page.shown["broker"] == {"connected": True, "hears": False}


def test_what_was_emptied_while_we_were_away_is_gone_after_the_return() -> None:
    page = Page()
    page.hears(free("A1"), free("A2"), Available(count=2), BarrierState(state="OPENED"))
    page.senses(Disconnected(), Connected())
    page.hears(free("A2"), retained=True)
    page.passes(RETURN_SECONDS)
    assert page.statuses == {"A2": "FREE"}
    assert page.shown["count"]["value"] is None
    assert page.shown["barrier"]["state"] is None


def test_after_a_return_the_kept_copies_rule_and_make_no_news() -> None:
    page = Page()
    page.hears(free("A1"))
    page.senses(Disconnected(), Connected())
    page.hears(taken("A1"), retained=True)
    page.passes(RETURN_SECONDS)
    assert page.statuses == {"A1": "OCCUPIED"}
    assert len(page.feed) == 1


def test_a_first_change_is_shown_at_once_and_what_follows_within_a_tick_is_one_change() -> None:
    page = Page()
    page.passes(1)
    page.changes.clear()
    page.hears(free("A1"))
    assert [list(change["spots"]) for change in page.changes] == [["A1"]]
    page.hears(free("A2"), free("A3"), taken("A2"))
    page.passes(TICK_SECONDS)
    assert [list(change["spots"]) for change in page.changes[1:]] == [["A2", "A3"]]


def test_where_nothing_changes_nothing_is_shown() -> None:
    page = Page()
    page.passes(3600)
    page.changes.clear()
    page.hears(free("A1"), free("A1"))
    page.passes(3600)
    assert len(page.changes) == 1


def test_more_spots_than_a_lot_can_have_are_ignored_and_that_is_said_once() -> None:
    lot = Lot(Detectors(["ENTRY"]))
    notices: list[object] = []
    for number in range(MAX_SPOTS + 5):
        message = free(f"S{number}")
        notices += lot.heard(Heard(f"spots/{number}", message.payload(), "", retained=False, message=message), 0)
    assert len(lot.take_change()["spots"]) == MAX_SPOTS  # type: ignore[arg-type]
    assert len(notices) == 1
