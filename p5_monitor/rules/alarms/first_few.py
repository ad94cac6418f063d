"""As many alarms as a person can look at."""

from collections.abc import Iterator, Mapping

from p5_monitor.rules.alarms.alarm import Condition
from p5_monitor.rules.alarms.lately import MAX_SUBJECTS, OTHERS
from p5_monitor.rules.picture import Kind


class FirstFew:
    """An alarm each for the first so many spots; one for the rest, with the subject ``*``, says how many ``spots``.

    Whoever has one keeps it for as long as something is wrong with it.

    Args:
        kind: what is wrong.
    """

    def __init__(self, kind: Kind) -> None:
        self._kind = kind
        self._shown: list[str] = []

    def conditions(self, wrong: Mapping[str, Mapping[str, str]], nameless: int = 0) -> Iterator[Condition]:
        """Of the spots that are ``wrong`` now, with their details; ``nameless``: how many more are among the rest."""
        self._shown = [spot_id for spot_id in self._shown if spot_id in wrong]
        for spot_id in wrong:
            if len(self._shown) == MAX_SUBJECTS:
                break
            if spot_id not in self._shown:
                self._shown.append(spot_id)
        for spot_id in self._shown:
            yield Condition(self._kind, spot_id, wrong[spot_id])
        rest = len(wrong) - len(self._shown) + nameless
        if rest:
            yield Condition(self._kind, OTHERS, {"spots": str(rest)})
