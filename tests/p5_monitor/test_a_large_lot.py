"""A lot of more spots than most, and a flood of more than there can be."""

import pytest

from common.spots import MAX_SPOTS
from p5_monitor.rules import chain
from p5_monitor.rules.alarms import (
    count_silent,
    debtors,
    same_place_twice,
    senders,
    spot_flapping,
    spot_stuck,
    spot_unspoken,
    spots,
)
from tests.p5_monitor.desk import alarms, details, free, settled

LARGE = 12_000

LOOK_AFTER_SPOTS = (chain, count_silent, debtors, same_place_twice, spot_flapping, spot_stuck, spot_unspoken, spots)


def test_of_a_large_lot_every_spot_is_looked_after() -> None:
    desk = settled()
    for number in range(LARGE):
        desk.numbered(1, message=free(f"B{number}"))
        desk.hears(free(f"B{number}", refresh=60))
    assert (desk.picture.spots_dropped, desk.picture.topics_dropped) == (0, 0)
    desk.passes(170)
    assert alarms(desk) == []
    desk.passes(20)
    assert {"spots": str(LARGE)} in details(desk)


def test_all_look_after_as_many_spots_as_a_lot_can_have() -> None:
    assert {rule.MAX_SPOTS for rule in LOOK_AFTER_SPOTS} == {MAX_SPOTS}
    assert senders.MAX_TOPICS > MAX_SPOTS


def test_more_spots_than_a_lot_can_have_are_not_looked_after_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for rule in LOOK_AFTER_SPOTS:
        monkeypatch.setattr(rule, "MAX_SPOTS", 50)
    desk = settled()
    desk.hears(*(free(f"S{number}", refresh=10) for number in range(80)))
    desk.passes(60)
    assert {"spots": "50"} in details(desk)
    assert desk.picture.spots_dropped == 30
