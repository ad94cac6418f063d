"""One log for people and machines: an event in words, with its fields beside it (``extra=``)."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from pythonjsonlogger.json import JsonFormatter

# A flood of hostile messages must not fill a disk: so many lines of one event in each period, and a count of the rest.
LINES_PER_PERIOD = 20
PERIOD_SECONDS = 10.0

_STANDARD = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}

# A log file is begun anew when it is so long; the one before it is kept.
LARGEST_FILE_BYTES = 1024 * 1024

# A field that a stranger filled is shown as far as a person would read it.
_LONGEST_FIELD = 300


def configure(level: str, style: str) -> None:
    """Sends the log to stderr.

    Args:
        level: DEBUG, INFO, WARNING or ERROR.
        style: "text" or "json".
    """
    handler = logging.StreamHandler(sys.stderr)
    if style == "json":
        handler.setFormatter(ShortJsonFormatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    else:
        handler.setFormatter(TextFormatter("%(asctime)s %(levelname)-7s %(name)s: %(message)s"))
    handler.addFilter(Repetitions())
    logging.basicConfig(level=level, handlers=[handler], force=True)


@contextmanager
def in_file(path: Path) -> Iterator[None]:
    """Sends the log to a file for as long as a picture has the terminal, which lines of a log would tear.

    Raises:
        OSError: the file cannot be written.
    """
    root = logging.getLogger()
    before = root.handlers[:]
    path.parent.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(path, maxBytes=LARGEST_FILE_BYTES, backupCount=1, encoding="utf-8")
    for former in before:
        handler.setFormatter(former.formatter)
        handler.filters[:] = former.filters
    root.handlers[:] = [handler]
    try:
        yield
    finally:
        root.handlers[:] = before
        handler.close()


@contextmanager
def nowhere() -> Iterator[None]:
    """Keeps the log off a terminal that a picture has, where nobody wants a file of it."""
    root = logging.getLogger()
    before = root.handlers[:]
    root.handlers[:] = [logging.NullHandler()]
    try:
        yield
    finally:
        root.handlers[:] = before


class TextFormatter(logging.Formatter):
    """``10:15:00 WARNING common.dispatch: message rejected topic=… reason=…``."""

    default_time_format = "%H:%M:%S"

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  logging's own name
        """The event and its fields, without a character that could move the reader's cursor."""
        fields = " ".join(f"{name}={_short(value)}" for name, value in _fields(record))
        line = super().formatMessage(record)
        return _printable(f"{line} {fields}" if fields else line)

    def formatException(self, ei: Any) -> str:  # noqa: N802  logging's own name
        """A traceback; the words of an exception may be a stranger's too."""
        return "\n".join(_printable(line) for line in super().formatException(ei).split("\n"))


class ShortJsonFormatter(JsonFormatter):
    """One JSON object a line, with no field longer than a person would read."""

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        """The fields as they are written."""
        return {
            name: _short(value) if isinstance(value, str) and name != "exc_info" else value
            for name, value in log_data.items()
        }


class Repetitions(logging.Filter):
    """Counts what is said too often instead of saying it.

    What is said at one place in the code is one thing, whatever words a stranger put into it.
    """

    def __init__(self) -> None:
        super().__init__()
        self._periods: dict[tuple[str, int], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether to say it; what is no warning always is."""
        if record.levelno < logging.WARNING:
            return True
        key = (record.pathname, record.lineno)
        now = record.created
        began, lines = self._periods.get(key, (now, 0))
        # The time of day may be set back.
        if not 0 <= now - began < PERIOD_SECONDS:
            if lines > LINES_PER_PERIOD:
                record.more_like_it = lines - LINES_PER_PERIOD
            began, lines = now, 0
        self._periods[key] = (began, lines + 1)
        return lines < LINES_PER_PERIOD


def _fields(record: logging.LogRecord) -> Iterator[tuple[str, Any]]:
    for name, value in record.__dict__.items():
        if name not in _STANDARD:
            yield name, value


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= _LONGEST_FIELD else text[:_LONGEST_FIELD] + "…"


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode() for c in text)
