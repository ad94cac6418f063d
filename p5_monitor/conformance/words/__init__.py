"""What the kit says, in French and English."""

from p5_monitor.conformance.words.english import ENGLISH
from p5_monitor.conformance.words.french import FRENCH
from p5_monitor.conformance.words.kit_words import KitWords, RowWords

__all__ = ["ENGLISH", "FRENCH", "KitWords", "RowWords", "kit_words"]


def kit_words(language: str) -> KitWords:
    """The words for a locale such as ``fr_FR.UTF-8``; English for any other."""
    return FRENCH if language.lower().startswith("fr") else ENGLISH
