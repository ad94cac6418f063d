"""Gives the terminal to the live table."""

import signal
import sys
from contextlib import closing

from common.program import Given
from p5_monitor.alarm_words import alarm_words
from p5_monitor.keyboard import Keyboard
from p5_monitor.language import language
from p5_monitor.rules import Monitor
from p5_monitor.settings import MonitorSettings
from p5_monitor.terminal import Terminal
from p5_monitor.view import Look, Place, Seen
from p5_monitor.words import printable, words_for

# As much of the broker's name and the prefix as the head of the table has room for.
LONGEST_PLACE = 60


def show(given: Given[MonitorSettings], monitor: Monitor, log: str, *, api: str = "", name: str = "") -> None:
    """Shows the table until the program ends.

    Args:
        given: what the program is put together from.
        monitor: what is shown.
        log: where the log goes; its lines would tear the table.
        api: where there is more to be read, if we serve it.
        name: who shows it, beside a P5 that runs.
    """
    common = given.common
    broker = printable(f"{common.mqtt_host}:{common.mqtt_port} {common.topic_prefix}", LONGEST_PLACE)
    look = Look(Place(broker, api, log, name), words_for(language()), alarm_words(language()).tell)
    keyboard = given.closing.enter_context(closing(Keyboard(sys.stdin)))
    given.closing.enter_context(Terminal(lambda: Seen(monitor.picture, monitor.latest), look, stop, keyboard))


def stop() -> None:
    """Ends the program as a supervisor would, from any thread."""
    signal.raise_signal(signal.SIGTERM)
