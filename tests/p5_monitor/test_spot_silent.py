"""A spot whose sender promised to repeat it is missed when he does not."""

from common.messages import Connected, Disconnected, Forgotten, SpotStatus
from tests.p5_monitor.desk import Desk, alarms, details, free, settled, taken, told

SPOTS = [f"A{number}" for number in range(1, 13)]


def silent(desk: Desk) -> list[str]:
    return [alarm for alarm in alarms(desk) if alarm.startswith("spot_silent")]


def told_of_spots(desk: Desk) -> list[str]:
    return [news for news in told(desk) if "spot_silent" in news]


def repeats(desk: Desk, *spots: str, seconds: int, every: int = 10) -> None:
    for _ in range(seconds // every):
        desk.hears(*(free(spot, refresh=every) for spot in spots))
        desk.passes(every)


def test_after_three_repetitions_that_did_not_come_a_spot_is_silent_until_it_is_spoken_of() -> None:
    desk = settled()
    desk.hears(free("A1", refresh=10), free("A2", refresh=10))
    repeats(desk, "A2", seconds=20)
    desk.hears(free("A2", refresh=10))
    desk.passes(9)
    assert silent(desk) == []
    desk.passes(1)
    assert silent(desk) == ["spot_silent A1"]
    assert details(desk) == [{"cause": "promise", "seconds": "30"}]
    desk.hears(free("A1", refresh=10))
    assert silent(desk) == []
    assert told(desk) == ["+ spot_silent A1", "- spot_silent A1"]


def test_the_only_one_is_called_by_its_name() -> None:
    desk = settled()
    desk.hears(free("A1", refresh=1))
    desk.passes(4)
    assert silent(desk) == ["spot_silent A1"]


def test_a_sensor_that_dies_is_one_alarm_for_all_its_spots() -> None:
    desk = settled()
    repeats(desk, *SPOTS, seconds=60)
    for spot in SPOTS:
        desk.hears(taken(spot, refresh=10))
        desk.passes(0.7)
    desk.passes(60)
    assert silent(desk) == ["spot_silent *"]
    assert {"spots": "12"} in details(desk)
    assert told_of_spots(desk) == ["+ spot_silent *"]


def test_a_sensor_that_comes_back_names_what_it_left_out() -> None:
    desk = settled()
    repeats(desk, *SPOTS, seconds=60)
    desk.passes(60)
    repeats(desk, *SPOTS[1:], seconds=30)
    assert silent(desk) == ["spot_silent A1"]
    assert told_of_spots(desk) == [
        "+ spot_silent *",
        "- spot_silent *",
        "+ spot_silent A1",
    ]


def test_one_that_was_named_keeps_its_alarm_when_the_others_fall_silent_too() -> None:
    desk = settled()
    desk.hears(free("A1", refresh=10))
    repeats(desk, "A2", "A3", seconds=60)
    desk.passes(60)
    assert silent(desk) == ["spot_silent A1", "spot_silent *"]


def test_a_copy_that_the_broker_kept_starts_the_clock() -> None:
    desk = settled()
    desk.hears(free("P01", refresh=10), retained=True)
    repeats(desk, "A1", seconds=40)
    assert silent(desk) == ["spot_silent P01"]


def test_our_own_cut_is_nobodys_silence() -> None:
    desk = settled()
    repeats(desk, "A1", "A2", seconds=20)
    desk.senses(Disconnected())
    desk.passes(600)
    desk.senses(Connected())
    desk.hears(free("A1", refresh=10), free("A2", refresh=10), retained=True)
    desk.passes(9)
    assert silent(desk) == []


def test_our_own_cut_ends_no_silence_either() -> None:
    desk = settled()
    desk.hears(free("A1", refresh=10))
    repeats(desk, "A2", seconds=40)
    desk.senses(Disconnected())
    desk.passes(60)
    desk.senses(Connected())
    desk.hears(free("A1", refresh=10), free("A2", refresh=10), retained=True)
    repeats(desk, "A2", seconds=20)
    assert told_of_spots(desk) == ["+ spot_silent A1"]


def test_one_that_the_broker_does_not_keep_any_more_after_a_cut_is_over() -> None:
    desk = settled()
    desk.hears(free("A1", refresh=10))
    repeats(desk, "A2", seconds=40)
    desk.senses(Disconnected(), Connected())
    repeats(desk, "A2", seconds=10)
    assert silent(desk) == []


def test_one_that_was_removed_while_we_were_cut_off_owes_nothing() -> None:
    desk = settled()
    repeats(desk, "A1", "A2", seconds=20)
    desk.senses(Disconnected(), Connected())
    repeats(desk, "A2", seconds=60)
    assert silent(desk) == []


def test_one_that_is_forgotten_owes_nothing() -> None:
    desk = settled()
    desk.hears(free("A1", refresh=10))
    repeats(desk, "A2", seconds=40)
    desk.hears(Forgotten(SpotStatus, "A1"))
    assert silent(desk) == []


def test_one_that_was_last_spoken_of_without_a_promise_owes_nothing() -> None:
    desk = settled()
    desk.hears(free("A1", refresh=10), taken("A1"))
    repeats(desk, "A2", seconds=60)
    assert silent(desk) == []


def test_a_sender_that_repeats_itself_less_often_than_it_promised_has_one_alarm_that_stands() -> None:
    desk = settled()
    for _ in range(60):
        desk.hears(free("A1", refresh=5), free("A2", refresh=60))
        desk.passes(20)
    assert told_of_spots(desk) == ["+ spot_silent A1", "- spot_silent A1", "+ spot_silent A1"]


def test_so_has_one_of_which_every_second_repetition_comes_almost_in_time() -> None:
    desk = settled()
    for _ in range(60):
        for seconds in (13, 17):
            desk.hears(free("A1", refresh=5), free("A2", refresh=60))
            desk.passes(seconds)
    assert told_of_spots(desk) == ["+ spot_silent A1", "- spot_silent A1", "+ spot_silent A1"]


def test_so_has_one_that_says_all_three_times_over() -> None:
    desk = settled()
    for _ in range(60):
        desk.hears(*[free("A1", refresh=5)] * 3, free("A2", refresh=60))
        desk.passes(20)
    assert told_of_spots(desk) == ["+ spot_silent A1", "- spot_silent A1", "+ spot_silent A1"]


def test_so_has_a_whole_lot() -> None:
    desk = settled()
    for _ in range(60):
        desk.hears(*(free(spot, refresh=5) for spot in SPOTS))
        desk.passes(20)
    assert told_of_spots(desk) == ["+ spot_silent *", "- spot_silent *", "+ spot_silent *"]


def test_it_is_over_when_the_sender_kept_its_promise_for_as_long_as_it_was_silent() -> None:
    desk = settled()
    for _ in range(3):
        desk.hears(free("A1", refresh=5), free("A2", refresh=60))
        desk.passes(20)
    for _ in range(3):
        desk.hears(free("A1", refresh=5))
        desk.passes(5)
    assert silent(desk) == ["spot_silent A1"]
    desk.hears(free("A1", refresh=5))
    assert silent(desk) == []


def test_of_ten_thousand_strangers_spots_twenty_are_named() -> None:
    desk = settled()
    desk.hears(*(free(f"X{number}", refresh=1) for number in range(11_000)))
    repeats(desk, "A1", seconds=20, every=4)
    assert len(silent(desk)) == 21
    assert {"spots": "10980"} in details(desk)


def test_the_spots_that_are_kept_and_those_that_broke_a_promise_are_twenty_alarms_and_one_for_all_the_rest() -> None:
    desk = settled()
    desk.hears(*(free(f"P{number}") for number in range(25)), retained=True)
    repeats(desk, "A1", seconds=40)
    desk.hears(*(free(f"S{number}", refresh=10) for number in range(15)))
    repeats(desk, "A1", seconds=40)
    assert len(silent(desk)) == 21
    assert {"spots": "20"} in details(desk)


def test_whoever_was_named_first_keeps_its_alarm() -> None:
    desk = settled()
    desk.hears(*(free(f"S{number}", refresh=10) for number in range(18)))
    repeats(desk, "A1", seconds=40)
    desk.hears(*(free(f"P{number}") for number in range(10)), retained=True)
    repeats(desk, "A1", seconds=40)
    assert silent(desk)[18:] == ["spot_silent P0", "spot_silent P1", "spot_silent *"]
    assert [news for news in told(desk) if news.startswith("-")] == []
    assert {"spots": "8"} in details(desk)
