import pytest

from launcher.restarts import how_it_ended, restarts_of_a_service, restarts_of_the_broker

KILLED = -9


def test_a_service_is_started_again_after_a_second() -> None:
    restarts = restarts_of_a_service()
    restarts.started(now=100)
    assert restarts.ended(KILLED, now=103) == 104


def test_one_that_keeps_dying_is_given_ever_more_time_up_to_half_a_minute() -> None:
    restarts = restarts_of_a_service()
    assert [restarts.ended(1, now=0) for _ in range(7)] == [1, 2, 4, 8, 16, 30, 30]


def test_after_a_minute_up_it_is_as_good_as_new() -> None:
    restarts = restarts_of_a_service()
    restarts.ended(1, now=0)
    restarts.started(now=1)
    assert restarts.ended(1, now=61) == 62


def test_after_less_than_a_minute_up_it_is_not() -> None:
    restarts = restarts_of_a_service()
    restarts.ended(1, now=0)
    restarts.started(now=1)
    assert restarts.ended(1, now=60.9) == 62.9


@pytest.mark.parametrize("exit_code", [2, 3, 4])
def test_where_only_a_person_can_help_it_is_not_started_again(exit_code: int) -> None:
    assert restarts_of_a_service().ended(exit_code, now=0) is None


@pytest.mark.parametrize("exit_code", [0, 1, 5, 127, -2, KILLED])
def test_after_any_other_end_it_is(exit_code: int) -> None:
    assert restarts_of_a_service().ended(exit_code, now=0) == 1


def test_the_broker_is_started_again_at_once() -> None:
    restarts = restarts_of_the_broker()
    restarts.started(now=0)
    assert restarts.ended(KILLED, now=2) == 2
    restarts.started(now=2)
    assert restarts.ended(KILLED, now=4) == 4


@pytest.mark.parametrize("exit_code", [1, 2, 3, 4])
def test_a_broker_that_cannot_start_is_tried_ever_more_rarely_and_never_given_up(exit_code: int) -> None:
    restarts = restarts_of_the_broker()
    assert [restarts.ended(exit_code, now=0) for _ in range(7)] == [0, 1, 2, 4, 8, 16, 30]


@pytest.mark.parametrize(
    ("exit_code", "words"),
    [
        (0, "ended with exit code 0 (it was stopped)"),
        (1, "ended with exit code 1"),
        (2, "ended with exit code 2 (wrong settings)"),
        (-9, "ended by SIGKILL"),
        (-200, "ended by signal 200"),
    ],
)
def test_how_it_ended_is_said_in_words(exit_code: int, words: str) -> None:
    assert how_it_ended(exit_code) == words
