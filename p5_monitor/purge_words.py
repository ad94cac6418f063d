"""What ``purge`` says, in French and English."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PurgeWords:
    """One language."""

    usage: str
    no_spot_id: str
    unreachable: str
    unheard: str
    unanswered: str
    cut_off: str
    interrupted: str
    nothing_kept: str
    kept: str
    still_spoken_of: str
    still_sensed: str
    question: str
    orders_question: str
    nothing_done: str
    refused: str
    cleared: str
    cleared_for_now: str
    still_there: str


ENGLISH = PurgeWords(
    usage="spot ids expected, such as `purge A13`, or --orders for the orders that somebody left with the broker",
    no_spot_id="{word!r} is no spot id: letters, digits, - and _ expected, 32 at most",
    unreachable="no broker at {broker}: {reason}. `python -m p5_monitor doctor` finds out why.",
    unheard="{topic}: the broker does not let us hear what it keeps: {reason}",
    unanswered="the broker does not say whether we may hear what it keeps",
    cut_off="the broker ended the connection: {reason}",
    interrupted="Interrupted.",
    nothing_kept="{topic}: the broker keeps nothing",
    kept="{topic}: the broker keeps {payload}",
    still_spoken_of="{topic}: somebody still speaks of it; stop that first, or it comes back",
    still_sensed=(
        "{topic}: somebody still speaks of it, and so it comes back; P1 lets go of a place that P6 is told to remove: "
        "`curl -X DELETE 127.0.0.1:8006/api/v1/spots/{spot_id}`"
    ),
    question="Clear {number} of them for everybody? [y/N] ",
    orders_question="Empty the {number} topics for orders for everybody? It also ends P5's alarm about them. [y/N] ",
    nothing_done="nothing was cleared",
    refused="{topic}: the broker refused: {reason}",
    cleared="{topic}: cleared",
    cleared_for_now="{topic}: cleared, until somebody speaks of it again",
    still_there="{topic}: it is there again: somebody publishes it",
)

FRENCH = PurgeWords(
    usage="identifiants de places attendus, par exemple `purge A13`, ou --orders pour les ordres laissés au broker",
    no_spot_id="{word!r} n'est pas un identifiant : lettres, chiffres, - et _ attendus, 32 au plus",
    unreachable="pas de broker à {broker} : {reason}. `python -m p5_monitor doctor` trouve pourquoi.",
    unheard="{topic} : le broker ne nous laisse pas entendre ce qu'il garde : {reason}",
    unanswered="le broker ne dit pas si nous pouvons entendre ce qu'il garde",
    cut_off="le broker a coupé la connexion : {reason}",
    interrupted="Interrompu.",
    nothing_kept="{topic} : le broker ne garde rien",
    kept="{topic} : le broker garde {payload}",
    still_spoken_of="{topic} : quelqu'un en parle encore ; arrêtez-le d'abord, sinon cela revient",
    still_sensed=(
        "{topic} : quelqu'un en parle encore, donc cela revient ; P1 oublie une place que P6 doit retirer : "
        "`curl -X DELETE 127.0.0.1:8006/api/v1/spots/{spot_id}`"
    ),
    question="En effacer {number} pour tous ? [o/N] ",
    orders_question="Vider pour tous les {number} topics d'ordres ? Cela finit aussi l'alarme de P5. [o/N] ",
    nothing_done="rien n'a été effacé",
    refused="{topic} : le broker a refusé : {reason}",
    cleared="{topic} : effacé",
    cleared_for_now="{topic} : effacé, jusqu'à ce que quelqu'un en parle encore",
    still_there="{topic} : c'est revenu : quelqu'un le publie",
)


def purge_words(language: str) -> PurgeWords:
    """The words for a locale such as ``fr_FR.UTF-8``; English for any other."""
    return FRENCH if language.lower().startswith("fr") else ENGLISH
