"""What the doctor says, in French and English."""

from p5_monitor.doctor.words.doctor_words import DoctorWords, Line
from p5_monitor.doctor.words.english import ENGLISH
from p5_monitor.doctor.words.french import FRENCH

__all__ = ["ENGLISH", "FRENCH", "DoctorWords", "Line", "doctor_words"]


def doctor_words(language: str) -> DoctorWords:
    """The words for a locale such as ``fr_FR.UTF-8``; English for any other."""
    return FRENCH if language.lower().startswith("fr") else ENGLISH
