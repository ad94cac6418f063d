"""``python -m p5_monitor notify``: one test note to each address of P5_NOTIFY_URLS, and what became of it.

Why an address did not take it only apprise's log tells, whose words may hold its keys: so nothing of them is shown but
an HTTP status, and whether there was a connection.
"""

import logging
import re
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from typing import TextIO

from common.errors import SettingsError
from common.program import Given
from p5_monitor.address import Note
from p5_monitor.language import language
from p5_monitor.notify import SETTING, TALKATIVE, Reached, reached_by
from p5_monitor.settings import MonitorSettings
from p5_monitor.trial_words import TrialWords, trial_words

ALL_TOOK_IT, NOT_ALL, INTERRUPTED = 0, 1, 130

# For all together; apprise gives up a connection and an answer after four seconds each.
ANSWER_SECONDS = 20.0

# What a test note is about.
NO_ALARM = ("", "")

STATUS = re.compile(r"error=(\d{3})\b|\((\d{3})\)")
NO_CONNECTION = re.compile(r"(connection|communication) error", re.IGNORECASE)


def notify(given: Given[MonitorSettings]) -> int:
    """Sends one test note to each address of P5_NOTIFY_URLS, and says which of them took it."""
    urls = given.own.notify_urls
    if urls is None:
        raise SettingsError(
            f"{SETTING}: not set, so nobody is told of alarms; addresses expected, as apprise writes them"
        )
    told = trial_words(given.own.notify_language)
    note = Note(NO_ALARM, told.title.format(lot=given.common.topic_prefix.rstrip("/")), told.body, good=True)
    try:
        return run(reached_by(urls), note, trial_words(language()), sys.stdout)
    except SystemExit:  # Ctrl-C, as common.program takes it
        return INTERRUPTED


def run(
    addresses: Sequence[Reached], note: Note, words: TrialWords, stream: TextIO, seconds: float = ANSWER_SECONDS
) -> int:
    """Tells all at once, and says of each how it went.

    Returns:
        0: all took it; 1: at least one did not.
    """
    trials = [Trial(address, note, words) for address in addresses]
    deadline = time.monotonic() + seconds
    code = ALL_TOOK_IT
    for trial in trials:
        reason = trial.reason(max(0.0, deadline - time.monotonic()))
        text = words.refused.format(reason=reason) if reason else words.taken
        stream.write(words.line.format(address=trial.name, text=text) + "\n")
        stream.flush()
        code = NOT_ALL if reason else code
    return code


class Trial:
    """One address is told, in a thread that keeps nobody: an address may hang.

    Args:
        address: whom.
        note: what.
        words: in which language it is said why it did not take it.
    """

    def __init__(self, address: Reached, note: Note, words: TrialWords) -> None:
        self.name = address.name
        self._words = words
        self._reason = words.no_answer
        self._thread = threading.Thread(target=self._tell, args=(address.send, note), daemon=True)
        self._thread.start()

    def reason(self, seconds: float) -> str:
        """Why it did not take it; empty if it did. Waits so long at most."""
        self._thread.join(seconds)
        return self._reason

    def _tell(self, send: Callable[[Note], bool], note: Note) -> None:
        with overheard() as said:
            try:
                is_taken = send(note)
            except Exception as error:  # noqa: BLE001  each of a hundred services fails in its own way
                # Its words may hold the URL.
                self._reason = type(error).__name__
                return
        self._reason = "" if is_taken else reason_in(said, self._words)


def reason_in(said: Sequence[str], words: TrialWords) -> str:
    """What apprise's log gives away of the reason, without a word of its own."""
    text = "\n".join(said)
    found = STATUS.search(text)
    if found:
        return words.answered.format(status=_status_text(int(found[1] or found[2])))
    return words.no_connection if NO_CONNECTION.search(text) else words.did_not_say


@contextmanager
def overheard() -> Iterator[list[str]]:
    """What apprise logs in this thread meanwhile."""
    said: list[str] = []
    ear = _Ear(threading.get_ident(), said)
    talker = logging.getLogger(TALKATIVE[0])
    talker.setLevel(logging.WARNING)
    talker.addHandler(ear)
    try:
        yield said
    finally:
        talker.removeHandler(ear)


class _Ear(logging.Handler):
    def __init__(self, thread: int, said: list[str]) -> None:
        super().__init__()
        self._of = thread
        self._said = said

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self._of:
            self._said.append(record.getMessage())


def _status_text(number: int) -> str:
    try:
        return f"{number} {HTTPStatus(number).phrase}"
    except ValueError:
        return str(number)
