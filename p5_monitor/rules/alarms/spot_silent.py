"""A spot of which nobody speaks as was promised."""

from collections.abc import Callable, Iterable, Mapping

from p5_monitor.rules.alarms.alarm import Condition
from p5_monitor.rules.alarms.debtors import Debtors
from p5_monitor.rules.alarms.first_few import FirstFew
from p5_monitor.rules.alarms.listened import Listened
from p5_monitor.rules.alarms.spots import Said, SpotRule
from p5_monitor.rules.alarms.told_again import ToldAgain
from p5_monitor.rules.picture import Kind

# Nobody speaks of the lot, if nothing came within this: two repetitions, as promised with the latest word or, where
# nothing was promised, as they would be usual.
REPETITIONS = 2
UNPROMISED_SECONDS = 30.0

# After a silence all spots are said anew, one after the other.
ANEW_SECONDS = 3.0


class SpotSilent(SpotRule):
    """Raised for a spot whose sender broke his promise to repeat it; cleared when he does, or when it is forgotten.

    If he breaks it again soon, it is cleared only after he kept it for a while (``Debtors``).

    A spot has an alarm of its own while others are spoken of, or if it is the only one. When the whole lot falls silent
    its sender is gone, and the spots have one alarm together, with the subject ``*``. A copy that the broker kept
    starts the clock as well, and is no repetition: so the spots of a sensor that is gone for good are found too. The
    ``details`` are the ``cause``: ``promise``, and the ``seconds`` in which nothing was said; together: how many
    ``spots``.

    Args:
        unspoken: the spots that promised nothing and are silent all the same, with their details (``SpotUnspoken``).
    """

    def __init__(self, unspoken: Callable[[], Mapping[str, Mapping[str, str]]]) -> None:
        self._unspoken = unspoken
        self._first_few = FirstFew(Kind.SPOT_SILENT)
        self._listened = Listened()
        self._debtors = Debtors()
        self._named: set[str] = set()
        self._told_again = ToldAgain()
        self._spoken_since = self._spoken_until = 0.0

    def connected(self, now: float) -> None:
        """From now on silence counts."""
        self._listened.connected(now)
        self._debtors.connected(now)
        self._told_again.connected(self._debtors.known)

    def disconnected(self, now: float) -> None:
        """We cannot hear."""
        self._listened.disconnected(now)
        self._debtors.disconnected(now)

    def spot_said(self, said: Said, now: float) -> None:
        """Somebody speaks of a spot, or did some time ago."""
        self._told_again.told(said.id, None if said.live else now)
        self._debtors.said(said, now)
        if said.live:
            self._spoke(said.refresh, now)

    def spot_forgotten(self, spot_id: str) -> None:
        """It does not exist any more: nothing is owed."""
        self._debtors.forget(spot_id)

    def conditions(self, now: float) -> Iterable[Condition]:
        """Which spots are silent."""
        if not self._listened.settled(now):
            return []
        for spot_id in self._told_again.gone(now):
            self.spot_forgotten(spot_id)
        self._debtors.time_passed(now)
        owing = self._debtors.owing
        self._named &= owing.keys()
        if self._others_are_spoken_of(now) or len(self._debtors.known) == 1:
            self._named.update(self._debtors.silent)
        wrong = {
            spot_id: {"cause": "promise", "seconds": f"{seconds:g}"}
            for spot_id, seconds in owing.items()
            if spot_id in self._named
        }
        # Not before each of them owes: they fall silent one after the other.
        together = len(owing) - len(wrong) if len(owing) == len(self._debtors.known) else 0
        return self._first_few.conditions({**self._unspoken(), **wrong}, together)

    def _spoke(self, refresh: float | None, now: float) -> None:
        listened = self._listened.seconds(now)
        if listened > self._spoken_until:
            self._spoken_since = listened
        self._spoken_until = max(self._spoken_until, listened + REPETITIONS * (refresh or UNPROMISED_SECONDS))

    def _others_are_spoken_of(self, now: float) -> bool:
        return self._spoken_since + ANEW_SECONDS <= self._listened.seconds(now) <= self._spoken_until
