"""A recording of a lot: a CSV of ``time,id,status``, as P6 exports it."""

import csv
import logging
from collections.abc import Generator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, get_args

from common.messages import Status
from common.spots import MAX_SPOTS, is_spot_id

log = logging.getLogger(__name__)

HEADER = ["time", "id", "status"]
WORDS: dict[str, Status] = {word: word for word in get_args(Status)}


class Row(NamedTuple):
    """One change: ``at`` in seconds since 1970 (UTC), whatever offset the file was written with."""

    at: float
    id: str
    status: Status


def check_recording(path: Path) -> None:
    """Reads only the first line.

    Raises:
        ValueError: there is no such file, or it is no recording; the text says why.
    """
    with closing(_lines(path)) as lines:
        next(lines)


def read_recording(path: Path) -> list[Row]:
    """The rows, in order of time; those of the same time in the order of the file.

    A line that is none is named in a warning and left out.

    Raises:
        ValueError: there is no such file, or it is no recording; the text says why.
    """
    lines = _lines(path)
    next(lines)
    rows: list[Row] = []
    known: set[str] = set()
    skipped = 0
    for number, line in lines:
        try:
            row = _row(line, known)
        except ValueError as error:
            skipped += 1
            log.warning("line of the recording skipped", extra={"line": number, "reason": str(error)})
            continue
        known.add(row.id)
        rows.append(row)
    log.info("recording read", extra={"file": str(path), "rows": len(rows), "spots": len(known), "skipped": skipped})
    return sorted(rows, key=lambda row: row.at)


def _lines(path: Path) -> Generator[tuple[int, str]]:
    """Every line that is not blank with its number, the header first."""
    try:
        # What is not UTF-8 makes its own line wrong, not the file.
        with path.open(encoding="utf-8-sig", errors="replace") as file:
            lines = ((number, line) for number, line in enumerate(file, start=1) if line.strip())
            number, header = next(lines, (1, ""))
            if _columns(header) != HEADER:
                raise ValueError(f"{path}: the first line of a recording is {','.join(HEADER)}")
            yield number, header
            yield from lines
    except OSError as error:
        raise ValueError(f"{path}: {error.strerror}") from None


def _columns(line: str) -> list[str]:
    """Each line by itself: a quote that is never closed must not swallow the rest of the file."""
    try:
        return [column.strip() for column in next(csv.reader([line.rstrip("\r\n")]), [])]
    except csv.Error as error:
        raise ValueError(str(error)) from None


def _row(line: str, known: set[str]) -> Row:
    columns = _columns(line)
    if len(columns) != len(HEADER):
        raise ValueError(f"{len(columns)} columns: {','.join(HEADER)} expected")
    time, spot_id, word = columns
    if not is_spot_id(spot_id):
        raise ValueError("the id is no spot id")
    if spot_id not in known and len(known) == MAX_SPOTS:
        raise ValueError(f"more than {MAX_SPOTS} spots")
    if word not in WORDS:
        raise ValueError(f"{word}: use {', '.join(WORDS)}")
    return Row(_seconds(time), spot_id, WORDS[word])


def _seconds(time: str) -> float:
    try:
        moment = datetime.fromisoformat(time)
    except ValueError:
        raise ValueError(f"{time}: a time such as 2019-10-28T00:29:00-07:00 expected") from None
    if moment.tzinfo is None:
        raise ValueError(f"{time}: the offset is missing, such as Z or -07:00")
    return moment.timestamp()
