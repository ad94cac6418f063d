"""Prints what is found, a line each, as it is found."""

import shutil
import textwrap
from collections import Counter
from typing import TextIO

from p5_monitor.doctor.words import DoctorWords
from p5_monitor.rules.diagnosis import Check, Finding, Level

LEVEL_WIDTH = 5
CHECK_WIDTH = 13

# Narrower than this nobody reads a sentence.
LEAST_WIDTH = 40


class Report:
    """What the person reads. On a terminal a line is folded under itself; for a file or a pipe it is one.

    Args:
        words: the language.
        stream: where to say it.
    """

    def __init__(self, words: DoctorWords, stream: TextIO) -> None:
        self._words = words
        self._stream = stream
        self._made: list[Check] = []
        self._levels: Counter[Level] = Counter()

    @property
    def has_failures(self) -> bool:
        """Whether anything failed so far."""
        return self._levels[Level.FAIL] > 0

    def begins(self, broker: str, prefix: str, client_id: str) -> None:
        """Says what will be looked at."""
        self._say(self._words.begins.format(broker=broker, prefix=prefix, client_id=client_id))

    def line(self, finding: Finding) -> None:
        """Says what was found, and what to do about it."""
        self._made.append(finding.check)
        self._levels[finding.level] += 1
        words = self._words.lines[finding.cause]
        text = self._words.separator.join(part.format(**finding.details) for part in words if part)
        head = f"{finding.level:<{LEVEL_WIDTH}} {self._words.checks[finding.check]:<{CHECK_WIDTH}} "
        self._say(head + text, indent=len(head))

    def sum_up(self, seconds: float) -> None:
        """Says what was not looked at, and how it came out."""
        left_out = [self._words.checks[check] for check in Check if check not in self._made]
        if left_out:
            self._say(self._words.not_made.format(checks=", ".join(left_out)))
        text = self._words.wrong if self.has_failures else self._words.fine
        counts = {"failures": self._levels[Level.FAIL], "warnings": self._levels[Level.WARN]}
        self._say(text.format(**counts, seconds=f"{seconds:.1f}"))

    def interrupted(self) -> None:
        """Says that nobody wants to know any more."""
        self._say(self._words.interrupted)

    def _say(self, text: str, indent: int = 0) -> None:
        if self._stream.isatty():
            width = max(LEAST_WIDTH + indent, shutil.get_terminal_size().columns - 1)
            text = textwrap.fill(text, width, subsequent_indent=" " * indent, break_on_hyphens=False)
        self._stream.write(text + "\n")
        self._stream.flush()
