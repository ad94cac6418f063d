"""One ultrasonic sensor on mock pins."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from gpiozero.pins.mock import MockFactory

from p1_sensors.gpio import Ranger
from p1_sensors.wiring import RangerPins
from tests.p1_sensors.hc_sr04 import SimulatedHcSr04, Timeline

PINS = RangerPins(trigger=23, echo=24)


@pytest.fixture
def timeline() -> Timeline:
    return Timeline()


@pytest.fixture
def factory() -> MockFactory:
    return MockFactory()


@pytest.fixture
def module(factory: MockFactory, timeline: Timeline) -> SimulatedHcSr04:
    return SimulatedHcSr04(PINS, factory, timeline)


@pytest.fixture
def ranger(factory: MockFactory, timeline: Timeline, module: SimulatedHcSr04) -> Iterator[Ranger]:
    assert module.pinged_at == []
    with closing(Ranger(PINS, factory, wait=timeline.wait, hold=timeline.passes)) as ranger:
        yield ranger


@pytest.mark.parametrize("distance_cm", [2.1, 3.0, 57.3, 150.0, 399.0])
def test_a_distance_is_measured_by_the_length_of_the_echo(
    module: SimulatedHcSr04, ranger: Ranger, distance_cm: float
) -> None:
    module.sees = distance_cm
    assert ranger.distance_cm() == pytest.approx(distance_cm, abs=0.01)


def test_it_does_not_matter_how_late_the_edges_are_heard_of(module: SimulatedHcSr04, ranger: Ranger) -> None:
    module.sees = 100.0
    module.echo.heard_late_seconds = 0.007
    assert ranger.distance_cm() == pytest.approx(100.0, abs=0.01)


def test_a_ping_takes_no_longer_than_its_echo(module: SimulatedHcSr04, ranger: Ranger, timeline: Timeline) -> None:
    module.sees = 100.0
    ranger.distance_cm()
    assert timeline.now < 0.007


@pytest.mark.parametrize(
    "sees",
    [
        pytest.param(0.0, id="an echo of no length"),
        pytest.param(1.0, id="nearer than it can measure"),
        pytest.param(420.0, id="farther than it can measure"),
        pytest.param(None, id="nothing there"),
        pytest.param(SimulatedHcSr04.DEAD, id="no power"),
        pytest.param(SimulatedHcSr04.HOLDS, id="an echo of 200 ms"),
    ],
)
def test_what_cannot_be_true_is_no_distance(
    module: SimulatedHcSr04, ranger: Ranger, timeline: Timeline, sees: float | str | None
) -> None:
    module.sees = sees
    assert ranger.distance_cm() is None
    assert timeline.now <= 0.041


def test_an_echo_pin_that_is_stuck_high_is_no_distance_and_is_not_waited_for(
    module: SimulatedHcSr04, ranger: Ranger, timeline: Timeline
) -> None:
    module.stick()
    assert [ranger.distance_cm() for _ in range(3)] == [None, None, None]
    assert (timeline.now, module.pinged_at) == (0.0, [])


def test_after_it_was_stuck_it_measures_again(module: SimulatedHcSr04, ranger: Ranger, timeline: Timeline) -> None:
    module.stick()
    ranger.distance_cm()
    module.mend(sees=80.0)
    timeline.passes(0.06)
    assert ranger.distance_cm() == pytest.approx(80.0, abs=0.01)


def test_an_echo_that_ends_after_its_turn_is_no_answer_to_the_next_ping(
    module: SimulatedHcSr04, ranger: Ranger, timeline: Timeline
) -> None:
    module.next_sees = [SimulatedHcSr04.HOLDS]
    module.sees = 80.0
    assert ranger.distance_cm() is None
    timeline.passes(0.06)
    assert ranger.distance_cm() is None
    timeline.passes(0.2)
    assert ranger.distance_cm() == pytest.approx(80.0, abs=0.01)


def test_an_edge_that_is_heard_of_after_its_turn_is_no_answer_to_the_next_ping(
    module: SimulatedHcSr04, ranger: Ranger, timeline: Timeline
) -> None:
    module.sees = 300.0
    module.echo.heard_late_seconds = 0.055
    assert ranger.distance_cm() is None
    module.echo.heard_late_seconds = 0.0
    module.sees = 80.0
    timeline.passes(0.06)
    assert ranger.distance_cm() == pytest.approx(80.0, abs=0.01)


def test_the_pins_are_given_back(factory: MockFactory, timeline: Timeline, module: SimulatedHcSr04) -> None:
    for _ in range(2):
        Ranger(PINS, factory, wait=timeline.wait, hold=timeline.passes).close()
    assert module.pinged_at == []
