"""Who is there, and whether somebody is there twice: by presence and traffic alone."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from p5_monitor.rules.diagnosis.finding import Cause, Check, Finding, Level
from p5_monitor.rules.picture import Kind, Picture

_HERE = {"online", "heard"}
_GONE = {"offline", "silent"}


@dataclass(frozen=True)
class Listened:
    """What was heard in so many seconds.

    ``promised``: of whom the broker keeps a message that he still need not have repeated; so he was here lately.
    """

    picture: Picture
    promised: Collection[str]
    seconds: float

    def presences(self) -> dict[str, str]:
        """What is known of each of the seven."""
        return {role: self._presence(role) for role in self.picture.modules}

    def _presence(self, role: str) -> str:
        presence = self.picture.modules[role].standing.presence
        return "heard" if presence == "unknown" and role in self.promised else presence


def client_ids_used(listened: Listened, client_ids: Mapping[str, str]) -> Finding:
    """Whose ClientID (by role) is in use, or used by two."""
    picture, presences = listened.picture, listened.presences()
    twice = [alarm.subject for alarm in picture.alarms if alarm.kind in {Kind.CLIENT_ID_TWICE, Kind.TWO_PUBLISHERS}]
    used = [client_ids[role] for role, presence in presences.items() if presence in _HERE]
    if twice:
        names = ", ".join(client_ids[role] for role in client_ids if role in twice)
        return Finding(Level.FAIL, Check.CLIENT_IDS, Cause.CLIENT_IDS_TWICE, {"client_ids": names})
    cause = Cause.CLIENT_IDS_IN_USE if used else Cause.CLIENT_IDS_FREE
    return Finding(Level.OK, Check.CLIENT_IDS, cause, {"client_ids": ", ".join(used)})


def modules_counted(listened: Listened, prefix: str) -> Finding:
    """Who of the seven is there."""
    picture, presences = listened.picture, listened.presences()
    here = [role for role, presence in presences.items() if presence in _HERE]
    gone = [role for role, presence in presences.items() if presence in _GONE]
    unheard = [role for role in presences if role not in here + gone]
    details = {
        "here": ", ".join(here) or "-",
        "gone": ", ".join(gone) or "-",
        "unheard": ", ".join(unheard) or "-",
        "prefix": prefix,
        "seconds": f"{listened.seconds:.0f}",
    }
    if len(here) == len(presences):
        return Finding(Level.OK, Check.MODULES, Cause.ALL_THERE, details)
    spoke = here or gone or picture.outside.messages or any(each.last_word for each in picture.modules.values())
    return Finding(Level.WARN, Check.MODULES, Cause.SOME_THERE if spoke else Cause.NOBODY_THERE, details)
