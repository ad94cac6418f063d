"""What the team reads on the terminal, in French and English."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from p5_monitor.reason_words import english_reason, french_reason
from p5_monitor.typography import french


@dataclass(frozen=True)
class Words:
    """One language. Each is as wide as its column of the table has room for.

    ``colon``: after a label; ``decimal``: in figures; ``reason``: tells one that comes in the words of the contract.
    """

    colon: str
    decimal: str
    reason: Callable[[str], str]
    title: str
    connected: str
    cut_off: str
    not_granted: str
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
    last_known: str
    last_known_ago: str
    kept: str
    back: str
    back_again: str
    status_to_count: str
    arrival_to_open: str
    open_to_opened: str
    last: str
    worst: str
    last_rejections: str
    outside_one: str
    outside_last: str
    outside_among: str
    dropped: str
    log: str
    alarms: str
    no_alarm: str
    more: str
    elsewhere: str
    not_all: str
    matching: str
    paused: str
    filter: str
    filter_typing: str
    filter_set: str
    keys: str
    latest: str
    nothing: str
    refused: str
    help: Sequence[tuple[str, str]]


ENGLISH = Words(
    colon=": ",
    decimal=".",
    reason=english_reason,
    title="Smart Parking monitor",
    connected="connected",
    cut_off="CUT OFF FROM THE BROKER",
    not_granted="REFUSED BY THE BROKER:",
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
    last_known="last known {state}",
    last_known_ago="last known {state}, {age} ago",
    kept="kept:",
    back="back {age} ago",
    back_again="back {age} ago ({times} times)",
    status_to_count="status to count",
    arrival_to_open="arrival to OPEN",
    open_to_opened="OPEN to OPENED",
    last="last",
    worst="worst of a minute",
    last_rejections="rejected last:",
    outside_one="1 message outside the contract, on {topic}",
    outside_last="{number} messages outside the contract, the last on {topic}",
    outside_among="{number} messages outside the contract, one of them on {topic}",
    dropped="topics too many to watch",
    log="log:",
    alarms="ALARMS",
    no_alarm="no alarm",
    more="and {number} more",
    elsewhere="not all is shown:",
    not_all="not all is shown",
    matching="matching the filter: {number}",
    paused="PAUSED, p goes on",
    filter="filter",
    filter_typing="Enter keeps it, Esc clears it",
    filter_set="/ changes it, Esc clears it",
    keys="q quit  ? help  / filter  p pause",
    latest="latest messages:",
    nothing="none",
    refused="rejected:",
    help=(
        ("q, Ctrl-C", "end the program"),
        ("/ or f", "show only lines with these words, such as P3, A1 or FAULT"),
        ("Esc", "no filter any more"),
        ("p", "pause: the picture stands still until p is pressed again"),
        ("Ctrl-Z", "back to the shell; all stands still until you type fg"),
        ("", ""),
        ("online, OFFLINE", "as the module says itself (with COMPLETIONS=all)"),
        ("heard", "judged from its traffic: it said something"),
        ("SILENT", "it promised to repeat itself, and did not"),
        ("heard (column)", "how long ago it last said something"),
        ("rejected", "messages that broke the contract"),
        ("missing", "numbers it gave to messages (seq) that never came"),
        ("kept:", "a copy that the broker kept, of unknown age"),
        ("back 10 s ago", "it was gone, or began anew (for an hour after it)"),
        ("", ""),
        ("", "any key closes this help"),
    ),
)

FRENCH_AS_WRITTEN = Words(
    colon=" : ",
    decimal=",",
    reason=french_reason,
    title="Smart Parking, moniteur",
    connected="connecté",
    cut_off="COUPÉ DU BROKER",
    not_granted="REFUSÉ PAR LE BROKER :",
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
    last_known="dernier état connu {state}",
    last_known_ago="dernier état connu {state}, il y a {age}",
    kept="retenu :",
    back="revenu il y a {age}",
    back_again="revenu il y a {age} ({times} fois)",
    status_to_count="état à compte",
    arrival_to_open="arrivée à OPEN",
    open_to_opened="OPEN à OPENED",
    last="dernier",
    worst="pire d'une minute",
    last_rejections="derniers rejets :",
    outside_one="1 message hors contrat, sur {topic}",
    outside_last="{number} messages hors contrat, le dernier sur {topic}",
    outside_among="{number} messages hors contrat, dont un sur {topic}",
    dropped="topics de trop",
    log="journal :",
    alarms="ALARMES",
    no_alarm="aucune alarme",
    more="et {number} de plus",
    elsewhere="tout lire :",
    not_all="tout n'est pas montré",
    matching="selon le filtre : {number}",
    paused="EN PAUSE, p reprend",
    filter="filtre",
    filter_typing="Entrée le garde, Échap l'efface",
    filter_set="/ le change, Échap l'efface",
    keys="q fin  ? aide  / filtre  p pause",
    latest="derniers messages :",
    nothing="aucun",
    refused="rejeté :",
    help=(
        ("q, Ctrl-C", "terminer le programme"),
        ("/ ou f", "seulement les lignes avec ces mots, comme P3, A1, FAULT"),
        ("Échap", "plus de filtre"),
        ("p", "pause : l'image ne bouge plus jusqu'au prochain p"),
        ("Ctrl-Z", "retour au shell ; tout s'arrête jusqu'à la commande fg"),
        ("", ""),
        ("en ligne, ABSENT", "le module le dit lui-même (avec COMPLETIONS=all)"),
        ("entendu", "d'après son trafic : il a dit quelque chose"),
        ("MUET", "il a promis de se répéter, et ne l'a pas fait"),
        ("entendu (colonne)", "depuis quand il n'a rien dit"),
        ("rejetés", "messages qui ont enfreint le contrat"),
        ("manquants", "numéros de messages (seq) jamais arrivés"),
        ("retenu :", "copie gardée par le broker, d'âge inconnu"),
        ("revenu il y a 10 s", "il avait disparu ou recommencé (pendant une heure)"),
        ("", ""),
        ("", "une touche ferme cette aide"),
    ),
)


def _set(words: Words) -> Words:
    texts: dict[str, Any] = {name: french(value) for name, value in vars(words).items() if isinstance(value, str)}
    return replace(words, **texts, help=[(french(name), french(text)) for name, text in words.help])


FRENCH = _set(FRENCH_AS_WRITTEN)


def words_for(language: str) -> Words:
    """The words for a locale such as ``fr_FR.UTF-8``; English for any other."""
    return FRENCH if language.lower().startswith("fr") else ENGLISH


def printable(text: str, longest: int) -> str:
    """At most so many characters, all of them ASCII and each as wide as it looks."""
    shown = "".join(c if " " <= c <= "~" else c.encode("unicode_escape").decode() for c in text[:longest])
    return shown if len(text) <= longest and len(shown) <= longest else shown[: longest - 3] + "..."
