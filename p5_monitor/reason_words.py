"""Why a message was rejected, and why the arm is where it is, in French; in English both are told as they came."""

import re
from collections.abc import Mapping

from p5_monitor.typography import french

# Those of the contract.
OF_THE_ARM: Mapping[str, str] = {
    "order": "ordre",
    "forced": "forcé",
    "released": "rendu",
    "hold_over": "délai passé",
    "obstacle": "obstacle",
    "timeout": "trop lent",
    "started": "démarrage",
    "interrupted": "interrompu",
}

# As ``common.payload`` words them; what a stranger wrote stands in them and stays as it is.
OF_A_REJECTION: Mapping[str, str] = {
    r"topic outside the contract": r"topic hors contrat",
    r"(\w+) (.+) on the topic of (.+): they must be the same": r"\1 \2 sur le topic de \3 : ce doit être le même",
    r"(\d+) bytes: at most (\d+)": r"\1 octets : au plus \2",
    r"nested more than (\d+) deep": r"plus de \1 niveaux",
    r"not JSON: use json\.dumps\(\)": r"pas du JSON : utilisez json.dumps()",
    r"not an object: \{…\} expected": r"pas un objet : {…} attendu",
    r"begins with a byte order mark: use UTF-8 without one": r"commence par une marque d'ordre : UTF-8 sans marque",
    r"not UTF-8 but UTF-16 or UTF-32: use UTF-8": r"de l'UTF-16 ou de l'UTF-32 : utilisez UTF-8",
    r"not UTF-8 at byte (\d+)": r"pas de l'UTF-8 à l'octet \1",
    r"(.+) stands twice": r"\1 y est deux fois",
    r"(\S+) is not JSON": r"\1 n'est pas du JSON",
    r"missing (\w+)": r"\1 manque",
    r"missing (\w+) \(found (.+)\)": r"\1 manque (trouvé : \2)",
    r"(\w+) (.+): from (\d+) to (\d+)": r"\1 \2 : de \3 à \4",
    r"(\w+) (.+): 1 to 32 letters, digits, - or _, beginning with a letter or digit": (
        r"\1 \2 : 1 à 32 lettres, chiffres, - ou _, d'abord une lettre ou un chiffre"
    ),
    r"(\w+) (.+): a whole number expected": r"\1 \2 : nombre entier attendu",
    r"(\w+) (.+): true or false expected": r"\1 \2 : true ou false attendu",
    r"(\w+) (.+): a text expected": r"\1 \2 : texte attendu",
    r"(.+): one of (.+) expected": r"\1 : attendu : \2",
    r"(.+): use (\w+)": r"\1 : écrivez \2",
}

PATTERNS = [(re.compile(english), french(told)) for english, told in OF_A_REJECTION.items()]


# How an ellipsis of ours reaches us: strangers' words are ASCII only.
ELLIPSIS = r"\u2026"


def english_reason(reason: str) -> str:
    """As it came."""
    return reason.replace(ELLIPSIS, "…")


def french_reason(reason: str) -> str:
    """In French, if it is one that we know; what was cut stays as it is."""
    came = english_reason(reason)
    if came in OF_THE_ARM:
        return OF_THE_ARM[came]
    found = next(((match, told) for pattern, told in PATTERNS if (match := pattern.fullmatch(came))), None)
    return found[0].expand(found[1]) if found else came
