"""What was said last, for whoever watches the table."""

from p5_monitor.rules.feed import KEPT_OF_EACH
from tests.p5_monitor.desk import Desk, count, free


def latest(desk: Desk) -> list[str]:
    desk.passes(0.5)
    return [f"{heard.topic} {heard.text}" for heard in desk.monitor.latest]


def test_the_latest_word_comes_first() -> None:
    desk = Desk()
    desk.hears(free("A1"), count(3), free("A2"))
    assert latest(desk) == [
        "parking/spots/A2/status FREE",
        "parking/display/available 3",
        "parking/spots/A1/status FREE",
    ]


def test_a_flood_of_one_hides_no_other() -> None:
    desk = Desk()
    desk.hears(count(3))
    for number in range(1000):
        desk.hears(free(f"B{number}"))
        desk.receives(f"parking/unknown/{number}", b"x")
    shown = latest(desk)
    assert len(shown) == 2 * KEPT_OF_EACH + 1
    assert shown[-1] == "parking/display/available 3"


def test_nothing_new_is_the_same_as_before() -> None:
    desk = Desk()
    desk.hears(count(3))
    desk.passes(0.5)
    before = desk.monitor.latest
    desk.passes(0.5)
    assert desk.monitor.latest is before
