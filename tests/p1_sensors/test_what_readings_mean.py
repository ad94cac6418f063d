"""Median, two thresholds, confirmation."""

from collections.abc import Iterable

import pytest

from common.messages import Status
from p1_sensors.rules import ContactSpot, RangedSpot, Thresholds

EACH_SECONDS = 0.5
FREE, TAKEN = 200.0, 30.0

Changes = list[tuple[float, Status]]


def changes(readings: Iterable[float | None], confirm_seconds: float = 1.0) -> Changes:
    """When each change was told, with a reading each half second."""
    spot = RangedSpot(Thresholds(60, 90), confirm_seconds)
    told = []
    for number, reading in enumerate(readings):
        now = number * EACH_SECONDS
        status = spot.measured(reading, now)
        if status is not None:
            told.append((now, status))
    return told


def words(readings: Iterable[float | None], confirm_seconds: float = 1.0) -> list[Status]:
    return [status for _, status in changes(readings, confirm_seconds)]


def test_a_first_word_needs_three_distances_and_the_confirmation() -> None:
    assert changes(10 * [FREE]) == [(2.0, "FREE")]


def test_near_is_a_vehicle() -> None:
    assert words(10 * [TAKEN]) == ["OCCUPIED"]


def test_a_change_is_told_once_when_it_has_lasted() -> None:
    # From 5.0 s on there is a vehicle; of five readings three say so at 6.0 s.
    assert changes(10 * [FREE] + 10 * [TAKEN]) == [(2.0, "FREE"), (7.0, "OCCUPIED")]


def test_without_a_confirmation_a_change_is_told_with_the_median() -> None:
    assert changes(10 * [FREE] + 10 * [TAKEN], confirm_seconds=0) == [(1.0, "FREE"), (6.0, "OCCUPIED")]


@pytest.mark.parametrize("outlier", [3.0, 400.0, None], ids=["3 cm", "400 cm", "no echo"])
@pytest.mark.parametrize("place", [FREE, TAKEN], ids=["free", "taken"])
def test_two_outliers_in_five_change_nothing(place: float, outlier: float | None) -> None:
    readings = 10 * [place] + 20 * [place, outlier, place, outlier, place]
    assert len(words(readings, confirm_seconds=0)) == 1


@pytest.mark.parametrize("threshold", [60.0, 90.0])
def test_a_reading_that_jitters_round_a_threshold_changes_nothing(threshold: float) -> None:
    place = FREE if threshold == 60.0 else TAKEN
    jitter = [threshold + shift for shift in (-5, -5, -5, 5, 5, 5)]
    told = words(10 * [place] + 20 * jitter, confirm_seconds=0)
    # One threshold can be crossed once: it takes the other to come back.
    assert len(told) <= 2


def test_between_the_thresholds_a_place_stays_what_it_was() -> None:
    assert words(10 * [FREE] + 50 * [75.0]) == ["FREE"]
    assert words(10 * [TAKEN] + 50 * [75.0]) == ["OCCUPIED"]


def test_between_the_thresholds_from_the_start_nobody_knows() -> None:
    assert words(50 * [75.0]) == ["UNKNOWN"]


def test_a_place_taken_for_less_than_the_confirmation_is_not_told() -> None:
    # Taken, by the median, for 1 s: from 6.0 s to 7.0 s, when the free readings are three of five again.
    readings = 10 * [FREE] + 4 * [TAKEN] + 20 * [FREE]
    assert words(readings, confirm_seconds=2.5) == ["FREE"]


def test_a_flapping_place_is_not_told() -> None:
    assert words(10 * [FREE] + 10 * [*(4 * [TAKEN]), *(4 * [FREE])], confirm_seconds=2.5) == ["FREE"]


@pytest.mark.parametrize("place", [FREE, TAKEN], ids=["free", "taken"])
def test_no_echo_four_times_in_a_row_and_nobody_knows(place: float) -> None:
    assert changes(10 * [place] + 20 * [None])[1:] == [(6.5, "UNKNOWN")]


def test_no_echo_three_times_in_a_row_changes_nothing() -> None:
    assert words(10 * [FREE] + [None, None, None, FREE, FREE, FREE, FREE, FREE] * 5) == ["FREE"]


def test_a_sensor_that_never_answers_is_unknown_and_neither_free_nor_taken() -> None:
    assert words(50 * [None]) == ["UNKNOWN"]


def test_a_sensor_that_answers_now_and_then_keeps_no_old_distance_alive() -> None:
    now_and_then = [TAKEN, None, None, None]
    assert words(10 * [FREE] + 10 * now_and_then) == ["FREE", "UNKNOWN"]


def test_what_comes_back_shows_itself_anew() -> None:
    # Lost at 6.5 s; three distances at 11.5 s (readings 20 to 22), and a second more.
    assert changes(10 * [FREE] + 10 * [None] + 10 * [FREE])[2:] == [(12.0, "FREE")]


def test_what_comes_back_owes_nothing_to_what_was_measured_before() -> None:
    readings = 10 * [FREE] + 4 * [None] + 10 * [TAKEN]
    assert words(readings, confirm_seconds=0) == ["FREE", "UNKNOWN", "OCCUPIED"]


def test_missing_echoes_confirm_nothing() -> None:
    readings = 10 * [FREE] + [TAKEN, TAKEN, TAKEN, None, None, None, TAKEN]
    # Taken by the median at 6.0 s; a second later there is no reading that could confirm it.
    assert changes(readings)[1:] == [(8.0, "OCCUPIED")]


def test_a_digital_detector_is_believed_when_it_has_lasted() -> None:
    spot = ContactSpot(1.0)
    told = [(now, spot.seen(is_taken=now >= 2.0, now=now)) for now in (0.0, 0.9, 1.0, 2.0, 2.9, 3.0, 4.0)]
    assert [each for each in told if each[1]] == [(1.0, "FREE"), (3.0, "OCCUPIED")]


def test_a_digital_detector_that_flickers_says_nothing() -> None:
    spot = ContactSpot(1.0)
    for tenth in range(11):
        spot.seen(is_taken=False, now=tenth / 10)
    assert {spot.seen(is_taken=tenth % 5 == 0, now=2 + tenth / 10) for tenth in range(100)} == {None}
