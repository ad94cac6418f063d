from collections.abc import Callable
from pathlib import Path

import pytest

from p1_sensors.recording import Row, check_recording, read_recording

GARAGE = Path(__file__).parents[2] / "examples" / "garage.csv"

GOOD = "2019-10-28T00:00:00Z,A1,FREE"
GOOD_ROW = Row(1572220800.0, "A1", "FREE")

FileOf = Callable[..., Path]


@pytest.fixture
def file_of(tmp_path: Path) -> FileOf:
    """Writes a recording with these lines under its header."""

    def write(*lines: str, header: str = "time,id,status") -> Path:
        path = tmp_path / "recording.csv"
        path.write_text("\n".join([header, *lines, ""]), encoding="utf-8")
        return path

    return write


def skipped(caplog: pytest.LogCaptureFixture) -> list[tuple[int, str]]:
    return [
        (record.__dict__["line"], record.__dict__["reason"])
        for record in caplog.records
        if record.levelname == "WARNING"
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        pytest.param("2019-10-28T00:00:00Z,A1", "2 columns: time,id,status expected", id="a column missing"),
        pytest.param(GOOD + ",12", "4 columns: time,id,status expected", id="a column too many"),
        pytest.param("2019-10-28T00:00:00,A1,FREE", "the offset is missing", id="no offset"),
        pytest.param("yesterday,A1,FREE", "yesterday: a time such as 2019-10-28T00:29:00-07:00", id="no time"),
        pytest.param("2019-02-30T00:00:00Z,A1,FREE", "2019-02-30T00:00:00Z: a time such as", id="no such day"),
        pytest.param("2019-10-28T00:00:00Z,A/1,FREE", "the id is no spot id", id="no spot id"),
        pytest.param("2019-10-28T00:00:00Z,,FREE", "the id is no spot id", id="no id"),
        pytest.param("2019-10-28T00:00:00Z,A1,free", "free: use FREE, OCCUPIED, UNKNOWN", id="other letter case"),
        pytest.param("2019-10-28T00:00:00Z,A1,\ufffd", "use FREE, OCCUPIED, UNKNOWN", id="an unreadable word"),
        pytest.param('2019-10-28T00:00:00Z,"A1,FREE', "2 columns", id="a quote that is never closed"),
        pytest.param("x" * 200_000, "field larger than field limit", id="an endless line"),
    ],
)
def test_a_bad_line_is_named_by_its_number_and_skipped(
    file_of: FileOf, line: str, reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert read_recording(file_of(GOOD, line, GOOD)) == [GOOD_ROW, GOOD_ROW]
    [(number, said)] = skipped(caplog)
    assert number == 3
    assert reason in said


def test_blank_lines_are_nothing_but_count_as_lines(file_of: FileOf, caplog: pytest.LogCaptureFixture) -> None:
    assert read_recording(file_of("", GOOD, "", "bad")) == [GOOD_ROW]
    assert [number for number, _ in skipped(caplog)] == [5]


def test_rows_are_put_in_order_of_time_and_stay_as_they_are_within_a_moment(file_of: FileOf) -> None:
    lines = ["2019-10-28T00:00:02Z,A1,FREE", "2019-10-28T00:00:01Z,A2,FREE", "2019-10-28T00:00:01Z,A1,OCCUPIED"]
    assert [(row.id, row.status) for row in read_recording(file_of(*lines))] == [
        ("A2", "FREE"),
        ("A1", "OCCUPIED"),
        ("A1", "FREE"),
    ]


def test_the_offset_in_the_file_rules_also_when_summer_time_ends(file_of: FileOf) -> None:
    lines = ["2019-11-03T01:30:00-07:00,A1,OCCUPIED", "2019-11-03T01:10:00-08:00,A1,FREE"]
    first, second = read_recording(file_of(*lines))
    assert (first.status, second.status, second.at - first.at) == ("OCCUPIED", "FREE", 40 * 60)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(b"\xef\xbb\xbftime,id,status\r\n" + GOOD.encode() + b"\r\n", id="as a spreadsheet writes it"),
        pytest.param(b'"time","id","status"\n"2019-10-28T00:00:00Z","A1","FREE"\n', id="everything in quotes"),
        pytest.param(b"time, id, status\n2019-10-28T01:00:00+01:00, A1, FREE", id="blanks after the commas"),
    ],
)
def test_what_other_programs_write_is_read(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "recording.csv"
    path.write_bytes(text)
    assert read_recording(path) == [GOOD_ROW]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(b"", id="empty"),
        pytest.param(GOOD.encode(), id="no header"),
        pytest.param(b"id,time,status\n", id="another order"),
        pytest.param(f"time,id,status\n{GOOD}\n".encode("utf-16"), id="UTF-16"),
        pytest.param(bytes(range(256)), id="no text at all"),
    ],
)
def test_a_file_without_the_header_is_no_recording(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "recording.csv"
    path.write_bytes(text)
    with pytest.raises(ValueError, match="the first line of a recording is time,id,status"):
        check_recording(path)


def test_a_file_that_cannot_be_opened_is_no_recording(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="No such file"):
        check_recording(tmp_path / "nowhere.csv")
    with pytest.raises(ValueError, match="Is a directory"):
        check_recording(tmp_path)


def test_the_recorded_garage_is_read_to_the_last_line(caplog: pytest.LogCaptureFixture) -> None:
    rows = read_recording(GARAGE)
    assert (len(rows), len({row.id for row in rows}), skipped(caplog)) == (1492, 52, [])
