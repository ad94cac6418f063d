import pytest

from common.reconnect import (
    AFTER_SESSION_SECONDS,
    FIRST_RIVAL_DELAY_SECONDS,
    LONGEST_DELAY_SECONDS,
    LONGEST_RIVAL_DELAY_SECONDS,
    YOUNG_SECONDS,
    Reconnect,
)


class Connections:
    """Plays sessions to a Reconnect; each method returns after how many seconds it dials again."""

    def __init__(self, jitter: float = 1.0) -> None:
        self.now = 0.0
        self.reconnect = Reconnect(0.0, lambda: jitter)

    def refused(self) -> float:
        return self._lost()

    def session(self, seconds: float, *, taken_over: bool = False, explained: bool = False) -> float:
        self.reconnect.connected(self.now)
        self.now += seconds
        return self._lost(taken_over=taken_over, explained=explained)

    def _lost(self, *, taken_over: bool = False, explained: bool = False) -> float:
        dial_at = self.reconnect.lost(self.now, taken_over=taken_over, explained=explained)
        waited, self.now = dial_at - self.now, dial_at
        return waited


def test_a_broker_that_is_away_is_tried_ever_more_rarely() -> None:
    connections = Connections()
    assert [connections.refused() for _ in range(5)] == pytest.approx([0.5, 1.0, 2.0, 3.2, 3.2])


@pytest.mark.parametrize("jitter", [0.75, 1.0, 1.25])
def test_no_wait_is_longer_than_four_seconds(jitter: float) -> None:
    connections = Connections(jitter)
    assert max(connections.refused() for _ in range(2000)) <= LONGEST_DELAY_SECONDS


@pytest.mark.parametrize("jitter", [0.75, 1.0, 1.25])
def test_after_a_long_session_it_dials_within_half_a_second_to_one(jitter: float) -> None:
    assert 0.5 <= Connections(jitter).session(3600) <= 1


def test_a_long_session_ends_the_doubling() -> None:
    connections = Connections()
    for _ in range(5):
        connections.refused()
    connections.session(10)
    assert connections.refused() == 0.5


def test_three_short_sessions_in_a_row_are_a_rival() -> None:
    connections = Connections()
    connections.session(1.9)
    connections.session(1.9)
    assert not connections.reconnect.rival
    assert connections.session(1.9) == FIRST_RIVAL_DELAY_SECONDS
    assert connections.reconnect.rival


def test_the_older_of_two_makes_no_way_before_the_younger_had_to_notice() -> None:
    # It had itself only just connected: its short sessions are one ahead of the other's.
    connections = Connections()
    connections.session(YOUNG_SECONDS)
    for _ in range(3):
        connections.session(1.9)
    assert not connections.reconnect.rival
    assert connections.session(1.9) == FIRST_RIVAL_DELAY_SECONDS


def test_a_broker_that_says_taken_over_needs_no_proof() -> None:
    connections = Connections()
    connections.session(3600, taken_over=True)
    assert connections.reconnect.rival


def test_a_broker_that_restarts_three_times_is_no_rival() -> None:
    connections = Connections()
    for _ in range(3):
        connections.session(1)
        connections.refused()
    assert not connections.reconnect.rival


def test_a_link_that_flaps_every_three_seconds_is_no_rival() -> None:
    connections = Connections()
    for _ in range(10):
        connections.session(2.1)
    assert not connections.reconnect.rival


def test_a_broker_that_lets_us_in_and_says_that_it_is_busy_is_no_rival() -> None:
    connections = Connections()
    waits = [connections.session(0.1, explained=True) for _ in range(6)]
    assert not connections.reconnect.rival
    assert waits == pytest.approx([0.5, 1.0, 2.0, 3.2, 3.2, 3.2])


def test_a_session_that_we_ended_ourselves_is_no_sign_of_a_rival() -> None:
    connections = Connections()
    connections.session(0.1)
    connections.session(0.1)
    connections.session(0.1, explained=True)
    connections.session(0.1)
    assert not connections.reconnect.rival


def test_the_older_one_tries_again_after_five_seconds_doubling_to_five_minutes() -> None:
    connections = Connections()
    waits = [connections.session(3, taken_over=True) for _ in range(9)]
    assert waits == pytest.approx([5, 10, 20, 40, 80, 160, 300, 300, LONGEST_RIVAL_DELAY_SECONDS])


def test_a_rival_that_does_not_come_back_is_outlived() -> None:
    connections = Connections()
    connections.session(3, taken_over=True)
    assert connections.session(60) == AFTER_SESSION_SECONDS
    assert not connections.reconnect.rival


def test_a_rival_is_not_outlived_while_nobody_is_connected() -> None:
    connections = Connections()
    connections.session(3, taken_over=True)
    connections.refused()
    assert connections.reconnect.rival


def test_who_runs_for_less_than_a_minute_came_second() -> None:
    reconnect = Connections().reconnect
    assert reconnect.is_young(YOUNG_SECONDS - 1)
    assert not reconnect.is_young(YOUNG_SECONDS)
