"""Seven segments, read from the pins: which are lit while which digit is."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from common.testing import wait_for
from p4_display.rules import Show
from p4_display.seven_segment import SevenSegmentDisplay, Wiring
from tests.p4_display.led_digits import Digits, read

SEGMENTS = (5, 6, 13, 19, 26, 16, 20)
POINT = 21
DIGITS = (17, 27, 22, 23)

EVERYTHING = ("8.8.8.8.", "  12", "   1", "FULL", "----")

Mount = Callable[..., tuple[SevenSegmentDisplay, Digits]]


@pytest.fixture
def mount() -> Iterator[Mount]:
    """A display of so many digits, gone after the test."""
    with ExitStack() as closing:

        def mounted(
            places: int = 4,
            *,
            segments: tuple[int, ...] = (*SEGMENTS, POINT),
            segments_high: bool = True,
            digits_high: bool = True,
            brightness: int = 100,
            pause: Callable[[float], None] = print,
        ) -> tuple[SevenSegmentDisplay, Digits]:
            leds = Digits(segments, DIGITS[:places], segments_high=segments_high, digits_high=digits_high)
            wiring = Wiring(segments, DIGITS[:places], segments_high, digits_high)
            display = SevenSegmentDisplay(wiring, brightness, pin_factory=leds, pause=pause)
            closing.callback(display.close)
            return display, leds

        yield mounted


def reads(leds: Digits, text: str) -> None:
    """Returns when this is read, and nothing glimmers beside it."""
    leds.glimpses()
    seen: list[tuple[int, str]] = []

    def is_read() -> bool:
        seen[:] = [*seen, *leds.glimpses()][-12 * leds.places :]
        return len(seen) == 12 * leds.places and read(seen, leds.places) == text

    wait_for(is_read, f"{text!r} on the digits")


@pytest.mark.parametrize(
    ("places", "count", "text"),
    [
        (4, 12, "  12"),
        (4, 7, "   7"),
        (4, 9_999, "9999"),
        (4, 0, "FULL"),
        (3, 0, "  0"),
        (1, 0, "0"),
        (4, None, "----"),
        (2, None, "--"),
        (1, None, "-"),
    ],
)
def test_drivers_read_the_count_at_the_right(mount: Mount, places: int, count: int | None, text: str) -> None:
    display, leds = mount(places)
    display.show(Show(count), now=0)
    reads(leds, text)


@pytest.mark.parametrize(("places", "count", "text"), [(2, 123, "99"), (4, 999_999, "9999"), (1, 10, "9")])
def test_more_than_the_digits_hold_is_the_most_they_hold(mount: Mount, places: int, count: int, text: str) -> None:
    display, leds = mount(places)
    display.show(Show(count), now=0)
    reads(leds, text)


def test_before_a_count_is_known_there_are_dashes(mount: Mount) -> None:
    _, leds = mount()
    reads(leds, "----")


def test_each_figure_has_its_shape(mount: Mount) -> None:
    display, leds = mount()
    for count in (1234, 5678, 9001):
        display.show(Show(count), now=0)
        reads(leds, str(count))


@pytest.mark.parametrize(("segments_high", "digits_high"), list(itertools.product([True, False], repeat=2)))
def test_it_is_the_same_with_either_level(mount: Mount, segments_high: bool, digits_high: bool) -> None:  # noqa: FBT001
    display, leds = mount(segments_high=segments_high, digits_high=digits_high)
    display.show(Show(42), now=0)
    reads(leds, "  42")


def test_seven_pins_are_enough(mount: Mount) -> None:
    display, leds = mount(segments=SEGMENTS)
    display.show(Show(88), now=0)
    reads(leds, "  88")


def test_while_digits_change_none_shows_what_is_its_neighbours(mount: Mount) -> None:
    display, leds = mount()
    display.show(Show(1780), now=0)
    reads(leds, "1780")
    leds.glimpses()
    seen: list[tuple[int, str]] = []
    wait_for(lambda: bool(seen.extend(leds.glimpses())) or len(seen) > 200, "200 glimpses")
    assert read(seen, 4) == "1780"


def test_everything_lit_lights_every_segment_and_then_shows_each_sign(mount: Mount) -> None:
    looked: list[str] = []
    mounted: list[Digits] = []

    def look(_: float) -> None:
        reads(mounted[0], EVERYTHING[len(looked)])
        looked.append(EVERYTHING[len(looked)])

    display, leds = mount(pause=look)
    mounted.append(leds)
    display.light_everything()
    assert looked == list(EVERYTHING)


def lit_share(leds: Digits) -> float:
    """For how much of the time the first digit was lit."""
    lasted = {
        lit: sum(change.timestamp for change in leds.pin(DIGITS[0]).states if change.state is not lit)
        for lit in (True, False)
    }
    return lasted[True] / sum(lasted.values())


def test_a_dimmed_one_is_lit_for_less_of_the_time(mount: Mount) -> None:
    shares = []
    for brightness in (100, 20):
        display, leds = mount(brightness=brightness)
        display.show(Show(8888), now=0)
        reads(leds, "8888")
        display.close()
        shares.append(lit_share(leds))
    assert shares[1] < shares[0] / 2


def test_one_that_is_closed_is_dark_and_gives_its_pins_back(mount: Mount) -> None:
    display, leds = mount()
    reads(leds, "----")
    display.close()
    assert leds.dark
    SevenSegmentDisplay(Wiring(SEGMENTS, DIGITS), pin_factory=leds).close()
