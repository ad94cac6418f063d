"""``python -m p1_sensors calibrate A1``: helps to mount a sensor, and proposes its thresholds."""

import os
import select
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import TextIO

from common.errors import SettingsError
from common.pins import opening
from common.program import Given
from p1_sensors.round import Ranger
from p1_sensors.rules import Thresholds, propose, typical_distance
from p1_sensors.rules.turns import PING_SECONDS
from p1_sensors.settings import SensorSettings
from p1_sensors.wiring import RangerPins

DONE, NOT_CALIBRATED = 0, 1

# So many pings make one measurement of 1.5 s, and so many one look at the live distance.
PINGS = 25
PINGS_SHOWN = 4
LOOK_SECONDS = 0.25

EMPTY = "Mount it. Leave the place empty, then press Enter."
TAKEN = "Now park there, or put up what stands for a vehicle, then press Enter."


def calibrate(given: Given[SensorSettings]) -> int:
    """Shows the live distance of a spot (calibrate A1), measures it empty and taken, and proposes thresholds."""
    own, spot_id = given.own, _spot(given)
    pins = (own.pins or {})[spot_id]
    with opening("P1_PINS", "p1"):
        from p1_sensors.gpio import open_sensors  # noqa: PLC0415

        mounted = open_sensors({spot_id: pins}, own.active_level, own.pull, given.closing)
    mounting = Mounting(sys.stdout, Keyboard(sys.stdin.fileno()).pressed)
    try:
        if isinstance(pins, RangerPins):
            return _calibrate(mounting, mounted.rangers[spot_id], spot_id, own)
        contact = mounted.contacts[spot_id]
        mounting.say(f"{spot_id} is a digital detector on GPIO{pins}: nothing to calibrate. Its level, until Enter:")
        mounting.live(lambda: f"{contact.level} ({'a vehicle' if contact.is_taken() else 'free'})")
    except EOFError:
        mounting.say("stopped: nobody pressed Enter")
        return NOT_CALIBRATED
    return DONE


def _spot(given: Given[SensorSettings]) -> str:
    if given.own.pins is None:
        raise SettingsError("P1_PINS is not set: calibrate needs pins, such as A1=23/24")
    if len(given.arguments) != 1 or given.arguments[0] not in given.own.pins:
        named = " ".join(given.arguments) or "no spot named"
        raise SettingsError(f"calibrate: {named}: one of those in P1_PINS expected: {', '.join(given.own.pins)}")
    return given.arguments[0]


def _calibrate(mounting: "Mounting", ranger: Ranger, spot_id: str, own: SensorSettings) -> int:
    try:
        thresholds = mounting.measure(ranger)
    except ValueError as error:
        mounting.say(f"{spot_id}: {error}")
        return NOT_CALIBRATED
    mounting.say(proposal(spot_id, thresholds, own))
    return DONE


def proposal(spot_id: str, thresholds: Thresholds, own: SensorSettings) -> str:
    """The lines for ``.env``; those that other places have of their own are kept."""
    each = {**(own.thresholds or {}), spot_id: thresholds}
    written = ",".join(f"{other}={values.taken_cm:g}/{values.free_cm:g}" for other, values in each.items())
    return (
        f"# In .env, for {spot_id} alone:\nP1_THRESHOLDS={written}\n"
        f"# or for every place without thresholds of its own:\n"
        f"P1_TAKEN_CM={thresholds.taken_cm:g}\nP1_FREE_CM={thresholds.free_cm:g}"
    )


class Keyboard:
    """Whoever stands on the ladder and presses Enter.

    Args:
        descriptor: what is read. No thread waits in it, which would keep Python from ending.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._pressed = 0

    def pressed(self) -> bool:
        """Whether Enter was pressed once more.

        Raises:
            EOFError: nobody will press it any more.
        """
        if not self._pressed and select.select([self._descriptor], [], [], 0)[0]:
            keys = os.read(self._descriptor, 1024)
            if not keys:
                raise EOFError
            self._pressed = keys.count(b"\n")
        self._pressed, was_pressed = max(0, self._pressed - 1), self._pressed > 0
        return was_pressed


class Mounting:
    """The talk with whoever mounts a sensor.

    Args:
        screen: where it is shown; on a terminal, the live line is updated in place.
        pressed: whether Enter was pressed since this was last asked.
        pause: waits for so many seconds.
    """

    def __init__(
        self, screen: TextIO, pressed: Callable[[], bool], pause: Callable[[float], object] = time.sleep
    ) -> None:
        self._screen = screen
        self._pressed = pressed
        self._pause = pause

    def say(self, text: str) -> None:
        """A line that stays."""
        self._write(f"{text}\n")

    def live(self, look: Callable[[], str]) -> None:
        """Shows what there is to see, over and over, until Enter."""
        before, after = ("\r", "\x1b[K") if self._screen.isatty() else ("", "\n")
        self._write(f"{before}{look()}{after}")
        while not self._pressed():
            self._write(f"{before}{look()}{after}")
            self._pause(LOOK_SECONDS)
        if before:
            self._write("\n")

    def measure(self, ranger: Ranger) -> Thresholds:
        """Asks for the empty place, then for the taken one.

        Raises:
            ValueError: no echo, or the two cannot be told apart; the text says which.
        """
        empty = self._measure(ranger, EMPTY)
        self.say(f"empty: {typical_distance(empty):.1f} cm")
        taken = self._measure(ranger, TAKEN)
        self.say(f"taken: {typical_distance(taken):.1f} cm")
        return propose(empty, taken)

    def _measure(self, ranger: Ranger, request: str) -> list[float | None]:
        self.say(request)
        self.live(lambda: _shown([self._ping(ranger) for _ in range(PINGS_SHOWN)]))
        return [self._ping(ranger) for _ in range(PINGS)]

    def _ping(self, ranger: Ranger) -> float | None:
        distance = ranger.distance_cm()
        self._pause(PING_SECONDS)
        return distance

    def _write(self, text: str) -> None:
        self._screen.write(text)
        self._screen.flush()


def _shown(readings: list[float | None]) -> str:
    distances = [reading for reading in readings if reading is not None]
    if not distances:
        return "no echo"
    lost = f" ({len(readings) - len(distances)} of {len(readings)} pings lost)" if None in readings else ""
    return f"{median(distances):.1f} cm{lost}"
