"""What people read of an alarm, in French and English: what is wrong, and what to do about it."""

from p5_monitor.alarm_words.english import ENGLISH
from p5_monitor.alarm_words.french import FRENCH
from p5_monitor.alarm_words.phrase import AlarmWords, Phrase, Told

__all__ = ["ENGLISH", "FRENCH", "AlarmWords", "Phrase", "Told", "alarm_words"]


def alarm_words(language: str) -> AlarmWords:
    """The words for a locale such as ``fr_FR.UTF-8``; English for any other."""
    return FRENCH if language.lower().startswith("fr") else ENGLISH
