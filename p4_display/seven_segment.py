"""``P4_DISPLAY=seven_segment``: one to four LED digits, lit in turn.

gpiozero's ``LEDMultiCharDisplay`` takes turns likewise, but cannot dim: it knows on and off, and PWM on the segments
beats against the turns. Here a digit is lit for a share of its turn, and its parts are gpiozero's.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gpiozero import LEDCharDisplay, OutputDevice
from gpiozero.pins import Factory

from p4_display.painter import LONGEST_CLOSE_SECONDS, RETRY_SECONDS
from p4_display.rules import Show
from p4_display.words import EXAMPLES, LIT_DIGIT, digits

log = logging.getLogger(__name__)

SEGMENTS = 7
DASH = (0, 0, 0, 0, 0, 0, 1)

# Four digits come round 62 times a second; below 50 the eye sees it.
TURN_SECONDS = 0.004

LONG_ENOUGH_TO_LOOK_SECONDS = 3.0


@dataclass(frozen=True)
class Wiring:
    """What is on which pin, and whether 3.3 V there lights it.

    ``segments`` are a to g and, if there is one, dp; ``digits`` are counted from the left.
    """

    segments: Sequence[int]
    digits: Sequence[int]
    segments_active_high: bool = True
    digits_active_high: bool = True


class SevenSegmentDisplay:
    """Shows the count at the right.

    Args:
        wiring: the pins.
        brightness: percent of its turn for which a digit is lit.
        pin_factory: how pins are reached (default: gpiozero's for this machine).
        pause: waits so many seconds, while somebody looks.
    """

    def __init__(
        self,
        wiring: Wiring,
        brightness: int = 100,
        pin_factory: Factory | None = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._segments = _segments(wiring, pin_factory)
        self._digits = _digits(wiring, pin_factory)
        self._lit_seconds = TURN_SECONDS * brightness / 100
        self._pause = pause
        self._states = (0,) * len(wiring.segments)
        self._shown: Sequence[str] = digits(None, len(self._digits))
        self._closing = threading.Event()
        self._failing = False
        self._thread = threading.Thread(target=self._take_turns, name="display", daemon=True)
        self._thread.start()

    def show(self, show: Show, now: float) -> None:  # noqa: ARG002  a display is told the time
        """Shows a count from the next turn on."""
        self._shown = digits(show.count, len(self._digits))

    def light_everything(self) -> None:
        """Lights every segment, then shows each sign that a driver can meet, long enough to look at."""
        texts = [digits(count, len(self._digits)) for count in EXAMPLES]
        for shown in ([LIT_DIGIT] * len(self._digits), *texts):
            self._shown = shown
            self._pause(LONG_ENOUGH_TO_LOOK_SECONDS)

    def close(self) -> None:
        """Goes dark, and gives the pins back."""
        self._closing.set()
        self._thread.join(LONGEST_CLOSE_SECONDS)
        for device in (*self._digits, self._segments):
            device.close()

    def _take_turns(self) -> None:
        while not self._closing.is_set():
            try:
                self._take_a_round()
            except Exception:
                if not self._failing:
                    log.exception("the digits cannot be driven: tried again")
                self._failing = True
                self._closing.wait(RETRY_SECONDS)
            else:
                self._failing = False

    def _take_a_round(self) -> None:
        for digit, character in zip(self._digits, self._shown, strict=True):
            self._take_turn(digit, character)

    def _take_turn(self, digit: OutputDevice, character: str) -> None:
        """The segments change while no digit is lit, or its neighbour would glimmer in it."""
        self._set_segments(character)
        digit.on()
        self._closing.wait(self._lit_seconds)
        digit.off()
        self._closing.wait(TURN_SECONDS - self._lit_seconds)

    def _set_segments(self, character: str) -> None:
        point = (int(character.endswith(".")),)
        states = (*self._segments.font[character[0]], *point)[: len(self._states)]
        for segment, before, after in zip(self._segments, self._states, states, strict=True):
            if before != after:
                segment.value = after
        self._states = states


def _segments(wiring: Wiring, pin_factory: Factory | None) -> LEDCharDisplay:
    point = wiring.segments[SEGMENTS] if len(wiring.segments) > SEGMENTS else None
    segments = LEDCharDisplay(
        *wiring.segments[:SEGMENTS], dp=point, active_high=wiring.segments_active_high, pin_factory=pin_factory
    )
    segments.font["-"] = DASH
    return segments


def _digits(wiring: Wiring, pin_factory: Factory | None) -> list[OutputDevice]:
    return [OutputDevice(pin, active_high=wiring.digits_active_high, pin_factory=pin_factory) for pin in wiring.digits]
