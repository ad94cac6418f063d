"""The LCD, read from its glass: every byte goes through luma and over the wire into a simulated controller."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from PIL import Image

from common.testing import wait_for
from p4_display.lcd import LcdDisplay
from p4_display.rules import Show
from tests.p4_display.hd44780 import Glass, luma_on

Mount = Callable[..., LcdDisplay]


@pytest.fixture
def mount() -> Iterator[Mount]:
    """A display on a glass, gone after the test."""
    with ExitStack() as closing:

        def mounted(glass: Glass, *, lit: bool = True, pause: Callable[[float], None] = print) -> LcdDisplay:
            display = LcdDisplay(luma_on(glass, lit=lit), glass.columns, glass.rows, retry_seconds=0.02, pause=pause)
            closing.callback(display.close)
            return display

        yield mounted


def reads(glass: Glass, *rows: str) -> None:
    """Returns when this is read, the rows that follow being empty."""
    wanted = [*rows, *[""] * (glass.rows - len(rows))]
    wait_for(lambda: glass.text == wanted, f"{wanted} on the glass, not {glass.text}")


@pytest.mark.parametrize(
    ("count", "french", "english"),
    [
        (12, "Places libres 12", "Free places   12"),
        (1, "Place libre    1", "Free place     1"),
        (123, "Libres       123", "Free         123"),
        (999_999, "Libres    999999", "Free      999999"),
        (0, "    COMPLET", "      FULL"),
        (None, "Places libres --", "Free places   --"),
    ],
)
def test_drivers_read_it_in_french_and_english(mount: Mount, count: int | None, french: str, english: str) -> None:
    glass = Glass()
    mount(glass).show(Show(count), now=0)
    reads(glass, french, english)


def test_a_large_one_has_room_for_the_words_beside_a_long_number(mount: Mount) -> None:
    glass = Glass(columns=20, rows=4)
    mount(glass).show(Show(1234), now=0)
    reads(glass, "Places libres   1234", "Free places     1234")


def test_before_a_count_is_known_it_says_that_it_is_not(mount: Mount) -> None:
    glass = Glass()
    mount(glass)
    assert glass.text == ["Places libres --", "Free places   --"]


def test_a_short_text_leaves_nothing_of_a_long_one(mount: Mount) -> None:
    glass = Glass()
    display = mount(glass)
    display.show(Show(12), now=0)
    reads(glass, "Places libres 12", "Free places   12")
    display.show(Show(0), now=1)
    reads(glass, "    COMPLET", "      FULL")


def test_whoever_shows_a_count_waits_for_no_bus(mount: Mount) -> None:
    glass = Glass()
    display = mount(glass)
    glass.threads.clear()
    for count in range(1, 100):
        display.show(Show(count), now=0)
    reads(glass, "Places libres 99", "Free places   99")
    assert threading.current_thread().name not in glass.threads


def test_of_many_counts_only_the_latest_is_sure_to_be_painted(mount: Mount) -> None:
    glass = Glass()
    display = mount(glass)
    before = glass.written
    for count in range(1, 100):
        display.show(Show(count), now=0)
    reads(glass, "Places libres 99", "Free places   99")
    one = 6 * (2 * (16 + 1) + 5)
    assert glass.written - before <= 10 * one


def test_one_that_is_unplugged_is_said_once_and_shows_the_latest_when_it_is_back(
    mount: Mount, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    glass = Glass()
    display = mount(glass)
    glass.unplugged.set()
    display.show(Show(7), now=0)
    wait_for(lambda: "the display fails" in caplog.text, "the failure to be said")
    display.show(Show(8), now=1)
    wait_for(lambda: glass.refused >= 3, "it to be tried again")
    glass.lose_power()
    glass.unplugged.clear()
    reads(glass, "Places libres  8", "Free places    8")
    wait_for(lambda: "answers again" in caplog.text, "the return to be said")
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]
    assert "0x27" in caplog.records[0].reason


def test_one_that_was_without_power_unnoticed_is_right_again_with_the_next_count(mount: Mount) -> None:
    glass = Glass()
    display = mount(glass)
    glass.lose_power()
    assert glass.text == ["", ""]
    display.show(Show(5), now=0)
    reads(glass, "Places libres  5", "Free places    5")


def test_one_that_lost_half_a_byte_is_right_again_with_the_next_count(mount: Mount) -> None:
    glass = Glass()
    display = mount(glass)
    for pins in (0x30, 0x34, 0x30):
        glass.write_byte(0x27, pins)
    display.show(Show(5), now=0)
    reads(glass, "Places libres  5", "Free places    5")


def test_one_that_is_closed_is_dark(mount: Mount) -> None:
    glass = Glass()
    display = mount(glass)
    display.close()
    assert glass.text == ["", ""]
    assert not glass.backlight


def test_one_that_is_unplugged_can_be_closed(mount: Mount) -> None:
    glass = Glass()
    display = mount(glass)
    glass.unplugged.set()
    display.show(Show(None), now=0)
    display.close()


@pytest.mark.parametrize("lit", [True, False])
def test_its_backlight_is_on_or_off(mount: Mount, lit: bool) -> None:  # noqa: FBT001  an example
    glass = Glass()
    mount(glass, lit=lit)
    assert glass.backlight is lit


@pytest.mark.parametrize(("columns", "rows"), [(16, 2), (20, 4)])
def test_everything_lit_fills_every_cell_and_then_shows_each_sign(mount: Mount, columns: int, rows: int) -> None:
    glass = Glass(columns, rows)
    seen: list[list[str]] = []
    mount(glass, pause=lambda _: seen.append(glass.text)).light_everything()
    assert seen[0] == ["█" * columns] * rows
    assert [" ".join(" ".join(text).split()) for text in seen[1:]] == [
        "Places libres 12 Free places 12",
        "Place libre 1 Free place 1",
        "COMPLET FULL",
        "Places libres -- Free places --",
    ]


def test_in_the_emulators_picture_every_dot_of_every_cell_is_lit_first(mount: Mount, tmp_path: Path) -> None:
    glass = Glass()
    pictures = [tmp_path / f"{number}.png" for number in range(5)]
    taken = iter(pictures)
    mount(glass, pause=lambda _: glass.photograph(next(taken))).light_everything()
    lit = [_white_share(picture) for picture in pictures]
    # 5 of 6 dots across and 8 of 9 down, in a frame of one.
    assert lit[0] == pytest.approx(16 * 2 * 40 / (97 * 19), abs=0.001)
    assert lit[0] > 3 * max(lit[1:]) > 3 * min(lit[1:]) > 0


def _white_share(picture: Path) -> float:
    with Image.open(picture) as image:
        grey = image.convert("L")
        bright = sum(grey.histogram()[200:])
        return bright / (grey.width * grey.height)
