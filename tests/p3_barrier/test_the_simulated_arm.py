import pytest

from p3_barrier.rules import ArmIsDown, ArmIsUp, BeamBroken, BeamCleared, LowerArm, RaiseArm, RestArm
from p3_barrier.simulated import SimulatedArm

TRAVEL_SECONDS = 2.0


def arm_with(obstacle_rate: float, seed: int = 0, travel_seconds: float = TRAVEL_SECONDS) -> SimulatedArm:
    return SimulatedArm.seeded(travel_seconds, obstacle_rate, seed)


def everything_told(arm: SimulatedArm) -> list[tuple[float, object]]:
    told = []
    while (due := arm.due()) is not None:
        told += [(due, fact) for fact in arm.time_passed(due)]
    return told


def test_raised_it_tells_that_it_is_up() -> None:
    arm = arm_with(obstacle_rate=0)
    arm.raise_arm(RaiseArm(), 10)
    assert everything_told(arm) == [(10 + TRAVEL_SECONDS, ArmIsUp())]


def test_lowered_it_tells_that_it_is_down() -> None:
    arm = arm_with(obstacle_rate=0)
    arm.lower_arm(LowerArm(), 10)
    assert everything_told(arm) == [(10 + TRAVEL_SECONDS, ArmIsDown())]


def test_turned_round_it_tells_only_the_new_end() -> None:
    arm = arm_with(obstacle_rate=0)
    arm.lower_arm(LowerArm(), 10)
    arm.raise_arm(RaiseArm(), 11)
    assert everything_told(arm) == [(11 + TRAVEL_SECONDS, ArmIsUp())]


def test_at_rest_it_tells_nothing() -> None:
    arm = arm_with(obstacle_rate=0)
    arm.raise_arm(RaiseArm(), 10)
    arm.rest_arm(RestArm(), 11)
    assert arm.due() is None


def test_every_closing_meets_something_at_a_rate_of_one() -> None:
    for seed in range(100):
        arm = arm_with(obstacle_rate=1, seed=seed)
        arm.lower_arm(LowerArm(), 10)
        (broken_at, broken), *_ = [event for event in everything_told(arm) if event[1] != ArmIsDown()]
        assert broken == BeamBroken()
        assert 10 <= broken_at <= 10 + TRAVEL_SECONDS


def test_whatever_is_under_the_arm_goes_away() -> None:
    arm = arm_with(obstacle_rate=1)
    arm.lower_arm(LowerArm(), 10)
    assert everything_told(arm)[-1][1] == BeamCleared()


def test_a_travel_of_no_time_still_meets_the_obstacle_first() -> None:
    arm = arm_with(obstacle_rate=1, travel_seconds=0)
    arm.lower_arm(LowerArm(), 10)
    assert [fact for _, fact in everything_told(arm)] == [BeamBroken(), ArmIsDown(), BeamCleared()]


def test_nothing_gets_under_a_rising_arm() -> None:
    arm = arm_with(obstacle_rate=1)
    arm.raise_arm(RaiseArm(), 10)
    assert [fact for _, fact in everything_told(arm)] == [ArmIsUp()]


def test_the_second_driver_waits_until_the_first_is_gone() -> None:
    arm = arm_with(obstacle_rate=1)
    for now in (10.0, 10.1, 10.2):
        arm.lower_arm(LowerArm(), now)
    assert [fact for _, fact in everything_told(arm) if fact != ArmIsDown()] == [BeamBroken(), BeamCleared()]


def closings_that_meet_something(rate: float, seed: int) -> list[int]:
    arm = arm_with(rate, seed)
    met = []
    for number in range(1000):
        arm.lower_arm(LowerArm(), 100.0 * number)
        if BeamBroken() in [fact for _, fact in everything_told(arm)]:
            met.append(number)
    return met


@pytest.mark.parametrize("rate", [0.0, 0.2, 1.0])
def test_the_rate_is_the_share_of_closings(rate: float) -> None:
    assert len(closings_that_meet_something(rate, seed=1)) == pytest.approx(1000 * rate, abs=50)


def test_the_same_seed_brings_the_same_obstacles() -> None:
    assert closings_that_meet_something(0.2, seed=7) == closings_that_meet_something(0.2, seed=7)
    assert closings_that_meet_something(0.2, seed=7) != closings_that_meet_something(0.2, seed=8)
