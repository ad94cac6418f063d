import io

from p4_display.console import ConsoleDisplay
from p4_display.rules import Show


def shown(*counts: int | None) -> list[str]:
    stream = io.StringIO()
    display = ConsoleDisplay(stream)
    for count in counts:
        display.show(Show(count), now=0.0)
    return stream.getvalue().splitlines()


def test_drivers_read_it_in_french_and_english() -> None:
    assert shown(12, 1) == ["[ 12 places libres / 12 places free ]", "[ 1 place libre / 1 place free ]"]


def test_a_full_lot_says_so() -> None:
    assert shown(0) == ["[ COMPLET / FULL ]"]


def test_an_unknown_count_is_a_dash() -> None:
    assert shown(None) == ["[ — ]"]


def test_the_same_count_is_one_line() -> None:
    assert len(shown(3, 3, 3)) == 1


def test_a_terminal_that_knows_no_dash_does_not_stop_it() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    ConsoleDisplay(stream).show(Show(None), now=0.0)
    assert raw.getvalue() == b"[ ? ]\n"


def test_everything_lit_shows_each_sign_that_a_driver_can_meet() -> None:
    stream = io.StringIO()
    ConsoleDisplay(stream).light_everything()
    assert stream.getvalue().count("\n") == 5
