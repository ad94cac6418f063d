"""What the team reads on the terminal, in French and English."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """One language. Each is as wide as its column of the table has room for."""

    title: str
    connected: str
    cut_off: str
    presence: str
    last_heard: str
    per_second: str
    rejected: str
    missing: str
    last_word: str
    presences: Mapping[str, str]
    barrier: str
    free_places: str
    unknown: str
    kept: str
    status_to_count: str
    arrival_to_open: str
    open_to_opened: str
    last: str
    worst: str
    last_rejections: str
    outside: str
    dropped: str
    how_known: str
    log: str


ENGLISH = Words(
    title="Smart Parking monitor",
    connected="connected",
    cut_off="CUT OFF FROM THE BROKER",
    presence="presence",
    last_heard="heard",
    per_second="msg/s",
    rejected="rejected",
    missing="missing",
    last_word="last word",
    presences={
        "online": "online",
        "offline": "OFFLINE",
        "heard": "heard",
        "silent": "SILENT",
        "unknown": "unknown",
    },
    barrier="barrier",
    free_places="free places",
    unknown="unknown",
    kept="kept:",
    status_to_count="status to count",
    arrival_to_open="arrival to OPEN",
    open_to_opened="OPEN to OPENED",
    last="last",
    worst="worst of a minute",
    last_rejections="rejected last:",
    outside="outside the contract",
    dropped="topics too many to watch",
    how_known="online, offline: as it says; heard, silent: judged from its traffic",
    log="log:",
)

FRENCH = Words(
    title="Smart Parking, moniteur",
    connected="connecté",
    cut_off="COUPÉ DU BROKER",
    presence="présence",
    last_heard="entendu",
    per_second="msg/s",
    rejected="rejetés",
    missing="manquants",
    last_word="dernier mot",
    presences={
        "online": "en ligne",
        "offline": "ABSENT",
        "heard": "entendu",
        "silent": "MUET",
        "unknown": "inconnu",
    },
    barrier="barrière",
    free_places="places libres",
    unknown="inconnu",
    kept="retenu :",
    status_to_count="état à compte",
    arrival_to_open="arrivée à OPEN",
    open_to_opened="OPEN à OPENED",
    last="dernier",
    worst="pire d'une minute",
    last_rejections="derniers rejets :",
    outside="hors contrat",
    dropped="topics de trop",
    how_known="en ligne, absent : il le dit ; entendu, muet : d'après son trafic",
    log="journal :",
)


def words_for(language: str) -> Words:
    """The words for a locale such as ``fr_FR.UTF-8``; English for any other."""
    return FRENCH if language.lower().startswith("fr") else ENGLISH


def printable(text: str, longest: int) -> str:
    """At most so many characters, all of them ASCII and each as wide as it looks."""
    shown = "".join(c if " " <= c <= "~" else c.encode("unicode_escape").decode() for c in text[:longest])
    return shown if len(text) <= longest and len(shown) <= longest else shown[: longest - 3] + "..."
