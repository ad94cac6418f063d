"""What ``notify`` says and sends, in French and English."""

from dataclasses import dataclass


@dataclass(frozen=True)
class TrialWords:
    """One language."""

    title: str
    body: str
    line: str
    taken: str
    refused: str
    answered: str
    no_connection: str
    no_answer: str
    did_not_say: str


ENGLISH = TrialWords(
    title="{lot}: test",
    body="This is a test. Alarms of this lot come here.",
    line="address {address}: {text}",
    taken="took it",
    refused="did not take it: {reason}",
    answered="it answered {status}",
    no_connection="no connection to it: is its address right, and is this machine on the network?",
    no_answer="no answer in time",
    did_not_say="it did not say why: are its names, keys and passwords right?",
)

FRENCH = TrialWords(
    title="{lot} : essai",
    body="Ceci est un essai. Les alarmes de ce parking arrivent ici.",
    line="adresse {address} : {text}",
    taken="l'a pris",
    refused="ne l'a pas pris : {reason}",
    answered="elle a répondu {status}",
    no_connection="pas de connexion : l'adresse est-elle juste, et cette machine est-elle sur le réseau ?",
    no_answer="pas de réponse à temps",
    did_not_say="sans dire pourquoi : ses noms, clés et mots de passe sont-ils justes ?",
)


def trial_words(language: str) -> TrialWords:
    """The words for a locale such as ``fr_FR.UTF-8``; English for any other."""
    return FRENCH if language.lower().startswith("fr") else ENGLISH
