import pytest

from p4_display.words import EVERYTHING_LIT, digits, lcd_lines, sign

COUNTS = (None, 0, 1, 2, 9, 10, 99, 100, 999, 1000, 99_999, 999_999)


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("columns", [16, 20])
def test_a_line_of_an_lcd_is_full_and_has_no_character_that_its_rom_lacks(count: int | None, columns: int) -> None:
    for line in lcd_lines(count, columns):
        assert len(line) == columns
        assert all(" " <= character <= "}" and character != "\\" for character in line)


@pytest.mark.parametrize("count", [count for count in COUNTS if count])
def test_an_lcd_never_leaves_a_figure_out(count: int) -> None:
    assert {line.split()[-1] for line in lcd_lines(count, 16)} == {str(count)}


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("places", [1, 2, 3, 4])
def test_digits_are_full_and_hold_what_seven_segments_can_show(count: int | None, places: int) -> None:
    assert len(digits(count, places)) == places
    assert set(digits(count, places)) <= set("0123456789- FUL")


def test_a_line_of_the_sign_says_both_languages() -> None:
    assert sign(12) == "12 places libres / 12 places free"
    assert EVERYTHING_LIT.count("8") == 4
