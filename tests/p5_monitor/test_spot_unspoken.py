"""A spot that the broker keeps from before, and that nobody repeats while others are (case C02)."""

from common.messages import Connected, Disconnected, Forgotten, SpotStatus
from tests.p5_monitor.desk import Desk, alarms, details, free, settled, taken, told

RELICS = [f"P0{number}" for number in range(1, 6)]
RELIC_ALARMS = [f"spot_silent {spot}" for spot in RELICS]


def lot_with_relics() -> Desk:
    desk = settled()
    desk.hears(*(free(spot) for spot in RELICS), retained=True)
    return desk


def lives(desk: Desk, seconds: int) -> None:
    """Three places are repeated each second, without a promise."""
    for _ in range(seconds):
        desk.hears(free("A1"), taken("A2"), free("A3"))
        desk.passes(1)


def test_relics_of_another_sensor_are_an_alarm_each() -> None:
    desk = lot_with_relics()
    lives(desk, 9)
    assert alarms(desk) == []
    lives(desk, 2)
    assert alarms(desk) == RELIC_ALARMS
    assert details(desk)[0] == {"cause": "kept", "seconds": "10"}


def test_they_are_over_when_they_are_purged() -> None:
    desk = lot_with_relics()
    lives(desk, 12)
    desk.hears(*(Forgotten(SpotStatus, spot) for spot in RELICS))
    assert alarms(desk) == []
    lives(desk, 12)
    assert len(told(desk)) == 10


def test_where_spots_are_said_only_when_they_change_a_quiet_one_is_no_relic() -> None:
    desk = lot_with_relics()
    for _ in range(100):
        desk.hears(taken("A1"))
        desk.passes(10)
        desk.hears(free("A1"))
        desk.passes(10)
    assert alarms(desk) == []


def test_two_repetitions_are_a_sensor_that_was_restarted() -> None:
    desk = lot_with_relics()
    desk.hears(free("A1"), free("A1"), free("A1"))
    desk.passes(600)
    assert alarms(desk) == []
    desk.hears(free("A1"))
    assert alarms(desk) == RELIC_ALARMS


def test_one_of_which_somebody_speaks_is_no_relic_however_seldom() -> None:
    desk = lot_with_relics()
    desk.hears(*(free(spot) for spot in RELICS))
    lives(desk, 60)
    assert alarms(desk) == []


def test_our_own_cut_neither_ends_nor_makes_a_relic() -> None:
    desk = lot_with_relics()
    lives(desk, 12)
    desk.senses(Disconnected())
    desk.passes(60)
    desk.senses(Connected())
    desk.hears(*(free(spot) for spot in [*RELICS, "A1", "A3", "B1"]), retained=True)
    lives(desk, 2)
    desk.hears(free("B1"))
    lives(desk, 20)
    assert [news for news in told(desk) if "spot_silent" in news] == [f"+ {alarm}" for alarm in RELIC_ALARMS]


def test_one_that_was_purged_while_we_were_away_is_over() -> None:
    desk = lot_with_relics()
    lives(desk, 12)
    desk.senses(Disconnected(), Connected())
    desk.hears(free("P01"), retained=True)
    lives(desk, 6)
    assert alarms(desk) == ["spot_silent P01"]


def test_of_ten_thousand_relics_twenty_are_named() -> None:
    desk = settled()
    desk.hears(*(free(f"X{number}") for number in range(11_000)), retained=True)
    lives(desk, 12)
    assert len(alarms(desk)) == 21
    assert details(desk)[-1] == {"spots": "10980"}
