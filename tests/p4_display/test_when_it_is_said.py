from common.messages import Connected, Disconnected, Stopping
from p4_display.rules import LONGEST_BURST_SECONDS, LONGEST_SILENCE_SECONDS, QUIET_SECONDS
from tests.p4_display.sign import Sign, count, free, taken


def test_nothing_is_said_before_a_place_is_heard() -> None:
    assert Sign().passes(3600) == []


def test_the_first_picture_is_announced_once_and_whole() -> None:
    sign = Sign()
    said = []
    for number in range(12):
        said += [*sign.hears(free(f"A{number}"), retained=True), *sign.passes(0.1)]
    assert [*said, *sign.passes(1)] == [count(12)]


def test_a_first_picture_that_never_ends_is_announced_after_five_seconds() -> None:
    sign = Sign()
    said = []
    for number in range(60):
        said += [*sign.hears(free(f"A{number}")), *sign.passes(0.2)]
    first = int(LONGEST_BURST_SECONDS / 0.2)
    assert said[0] == count(first)


def test_a_change_is_said_at_once() -> None:
    assert Sign("A1", "A2").hears(taken("A1")) == [count(1)]


def test_the_same_count_is_not_said_again() -> None:
    assert Sign("A1", "A2").hears(free("A1"), taken("B1")) == []


def test_a_burst_is_two_counts_and_the_last_is_right() -> None:
    sign = Sign(*(f"A{number}" for number in range(12)))
    said = [*sign.hears(*(taken(f"A{number}") for number in range(12))), *sign.passes(1)]
    assert said == [count(11), count(0)]


def test_a_place_that_flaps_makes_at_most_20_counts_a_second() -> None:
    sign = Sign("A1")
    said = []
    for number in range(1000):
        said += [*sign.hears(free("A1") if number % 2 else taken("A1")), *sign.passes(0.001)]
    assert len(said) <= 21
    assert sign.shown == 1


def test_the_count_is_repeated_as_promised() -> None:
    assert Sign("A1").passes(180) == [count(1)] * 3


def test_after_a_reconnect_the_count_comes_from_memory() -> None:
    sign = Sign("A1", "A2")
    sign.senses(Disconnected())
    sign.passes(10)
    sign.senses(Connected())
    assert sign.passes(QUIET_SECONDS) == [count(2)]


def test_what_changed_while_away_is_in_the_one_count_after_the_reconnect() -> None:
    sign = Sign("A1", "A2", "A3")
    sign.senses(Disconnected(), Connected())
    said = sign.hears(taken("A1"), taken("A2"), free("A3"), retained=True)
    assert [*said, *sign.passes(5)] == [count(1)]


def test_nothing_is_said_while_nobody_hears() -> None:
    sign = Sign("A1", "A2")
    sign.senses(Disconnected())
    assert sign.passes(3600) == []


def test_the_sign_keeps_its_number_over_a_short_cut() -> None:
    sign = Sign("A1")
    sign.senses(Disconnected())
    sign.passes(LONGEST_SILENCE_SECONDS - 1)
    assert sign.shown == 1


def test_the_sign_shows_no_number_that_nobody_vouches_for() -> None:
    sign = Sign("A1")
    sign.senses(Disconnected())
    sign.passes(LONGEST_SILENCE_SECONDS)
    assert sign.shown is None


def test_the_sign_is_right_again_after_a_long_cut() -> None:
    sign = Sign("A1")
    sign.senses(Disconnected())
    sign.passes(3600)
    sign.senses(Connected())
    sign.passes(1)
    assert sign.shown == 1


def test_half_a_first_picture_before_a_cut_is_none() -> None:
    sign = Sign()
    sign.hears(free("A1"))
    sign.senses(Disconnected())
    sign.passes(5)
    sign.senses(Connected())
    said = sign.passes(1)
    for number in range(1, 13):
        said += [*sign.hears(free(f"A{number}"), retained=True), *sign.passes(0.1)]
    assert [*said, *sign.passes(1)] == [count(12)]


def test_a_sign_that_is_switched_off_stays_dark_whatever_is_heard() -> None:
    sign = Sign("A1", "A2")
    sign.senses(Stopping())
    assert sign.hears(taken("A1")) == []
    assert sign.shown is None


def test_a_sign_that_is_switched_off_shows_no_number() -> None:
    sign = Sign("A1")
    sign.senses(Stopping())
    assert sign.shown is None
