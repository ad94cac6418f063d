"""Which pulses a servo is told between up and down."""

import pytest

from p3_barrier.servo import Pulses

# 1 ms at -90 degrees and 2 ms at 90.
USUAL = {"shortest": 0.001, "longest": 0.002}


def milliseconds(pulses: Pulses, *shares: float) -> list[float]:
    return [round(1000 * pulses.at(share), 3) for share in shares]


def test_the_ends_are_told_as_they_are_set() -> None:
    assert milliseconds(Pulses(90, -90, **USUAL), 0, 1) == [2.0, 1.0]
    assert milliseconds(Pulses(-90, 90, **USUAL), 0, 1) == [1.0, 2.0]


@pytest.mark.parametrize(("up", "down", "told"), [(90, -90, 1.6), (-90, 90, 1.4)])
def test_between_two_steps_it_is_told_the_one_that_is_nearer_to_up(up: float, down: float, told: float) -> None:
    assert milliseconds(Pulses(up, down, **USUAL), 0.5) == [told]


def test_it_is_told_no_pulse_beyond_an_end() -> None:
    assert milliseconds(Pulses(80, 0, **USUAL), -1, 0, 1, 2) == [1.8, 1.8, 1.6, 1.6]


def test_every_pulse_on_the_way_is_one_that_a_driver_can_give() -> None:
    pulses = Pulses(90, -90, 0.0005, 0.0024)
    for number in range(101):
        steps = pulses.at(number / 100) / 0.0002
        assert steps == pytest.approx(round(steps))


def test_ends_that_are_too_near_are_no_step_apart() -> None:
    assert Pulses(90, 80, **USUAL).steps < 1
    assert Pulses(90, -90, **USUAL).steps == 5
