"""``calibrate``: thresholds from what was measured, and the talk with whoever mounts the sensor."""

import io
import itertools
import os
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from gpiozero.pins.mock import MockFactory

from p1_sensors.calibrate import Keyboard, Mounting, proposal
from p1_sensors.gpio import Ranger
from p1_sensors.rules import Thresholds, propose
from p1_sensors.settings import SensorSettings
from p1_sensors.wiring import RangerPins
from tests.p1_sensors.hc_sr04 import SimulatedHcSr04, Timeline

PINS = RangerPins(trigger=23, echo=24)


def readings(distance_cm: float, scatter_cm: float = 0.5) -> list[float | None]:
    return [distance_cm - scatter_cm, distance_cm, distance_cm + scatter_cm] * 8


@pytest.mark.parametrize(
    ("empty", "taken", "thresholds"),
    [
        (230.0, 80.0, Thresholds(130, 180)),
        (20.0, 8.0, Thresholds(12, 16)),
        (90.0, 60.0, Thresholds(70, 80)),
    ],
)
def test_the_thresholds_lie_at_one_and_two_thirds_of_the_way(
    empty: float, taken: float, thresholds: Thresholds
) -> None:
    assert propose(readings(empty), readings(taken)) == thresholds


@pytest.mark.parametrize(
    ("empty", "taken", "reason"),
    [
        (readings(230.0), readings(200.0), "too close: empty 230 cm, taken 200 cm; 51 cm between them needed"),
        (readings(10.0), readings(7.0), "too close: empty 10 cm, taken 7 cm; 4 cm between them needed"),
        (readings(100.0), readings(100.0), "too close"),
        (readings(80.0), readings(230.0), "too close"),
        (readings(200.0, 40.0), readings(100.0), "too close: .* 240 cm between them needed"),
        (16 * [None] + readings(200.0)[:9], readings(100.0), "no echo from 16 of 25 pings"),
        (readings(200.0), 25 * [None], "no echo from 25 of 25 pings: check wires and aim"),
    ],
    ids=["warm air", "a toy", "the same", "the other way round", "scattered", "little echo", "no echo"],
)
def test_what_cannot_be_told_apart_is_refused(
    empty: list[float | None], taken: list[float | None], reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        propose(empty, taken)


def test_proposed_thresholds_bear_a_winter_and_a_summer() -> None:
    # Sound at -20 °C and 40 °C, against 20 °C.
    for speed in (319 / 343, 355 / 343):
        near, far = propose(readings(200.0), readings(155.0))
        assert 155.0 / speed < near
        assert 200.0 / speed > far


class Scene:
    """A place, the module over it, and somebody with a script: what happens before each Enter."""

    def __init__(self, *script: Callable[[], object]) -> None:
        self.timeline = Timeline()
        self.factory = MockFactory()
        self.module = SimulatedHcSr04(PINS, self.factory, self.timeline)
        self.module.sees = 230.0
        self.screen = io.StringIO()
        self._script = list(script)
        self._asked = 0

    def park(self) -> None:
        self.module.sees = 80.0

    def calibrate(self) -> Thresholds:
        with closing(Ranger(PINS, self.factory, wait=self.timeline.wait, hold=self.timeline.passes)) as ranger:
            return Mounting(self.screen, self._pressed, self.timeline.passes).measure(ranger)

    def next(self, *script: Callable[[], object]) -> None:
        self._script += script

    def _pressed(self) -> bool:
        """Two looks go by before each Enter."""
        self._asked += 1
        if self._asked % 3:
            return False
        self._script.pop(0)()
        return True


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def scene() -> Scene:
    return Scene()


def nothing() -> None:
    pass


def test_it_measures_the_empty_and_the_taken_place(scene: Scene) -> None:
    scene.next(nothing, scene.park)
    assert scene.calibrate() == Thresholds(130, 180)
    assert scene.screen.getvalue().splitlines() == [
        "Mount it. Leave the place empty, then press Enter.",
        *(3 * ["230.0 cm"]),
        "empty: 230.0 cm",
        "Now park there, or put up what stands for a vehicle, then press Enter.",
        *(3 * ["230.0 cm"]),
        "taken: 80.0 cm",
    ]


def test_on_a_terminal_the_live_distance_stays_in_its_line(scene: Scene) -> None:
    scene.screen = Terminal()
    scene.next(nothing, scene.park)
    scene.calibrate()
    assert scene.screen.getvalue().count("\n") == 6
    assert "\r230.0 cm\x1b[K\r230.0 cm\x1b[K" in scene.screen.getvalue()


def test_lost_pings_are_shown_while_mounting(scene: Scene) -> None:
    scene.module.next_sees = [SimulatedHcSr04.DEAD, 230.0, 230.0, 230.0, *(4 * [SimulatedHcSr04.DEAD])]
    scene.next(nothing, scene.park)
    scene.calibrate()
    assert scene.screen.getvalue().splitlines()[1:4] == ["230.0 cm (1 of 4 pings lost)", "no echo", "230.0 cm"]


def test_a_sensor_without_an_echo_is_refused_before_anybody_parks(scene: Scene) -> None:
    scene.module.sees = SimulatedHcSr04.DEAD
    scene.next(nothing)
    with pytest.raises(ValueError, match="no echo from 25 of 25 pings"):
        scene.calibrate()


def test_pings_of_a_calibration_are_60_ms_apart(scene: Scene) -> None:
    scene.next(nothing, scene.park)
    scene.calibrate()
    pings = scene.module.pinged_at
    assert min(later - earlier for earlier, later in itertools.pairwise(pings)) >= 0.06


def test_the_proposal_can_be_pasted_and_keeps_what_other_places_have() -> None:
    own = SensorSettings.model_validate({"thresholds": "A2=55/80.5,A1=20/30"})
    assert proposal("A1", Thresholds(130, 180), own).splitlines() == [
        "# In .env, for A1 alone:",
        "P1_THRESHOLDS=A2=55/80.5,A1=130/180",
        "# or for every place without thresholds of its own:",
        "P1_TAKEN_CM=130",
        "P1_FREE_CM=180",
    ]


@pytest.fixture
def keyboard() -> Iterator[tuple[Keyboard, int]]:
    reader, writer = os.pipe()
    yield Keyboard(reader), writer
    os.close(reader)


def test_each_enter_counts_once(keyboard: tuple[Keyboard, int]) -> None:
    hands, writer = keyboard
    assert not hands.pressed()
    os.write(writer, b"\nwell\n")
    assert [hands.pressed() for _ in range(3)] == [True, True, False]
    os.close(writer)
    with pytest.raises(EOFError):
        hands.pressed()
