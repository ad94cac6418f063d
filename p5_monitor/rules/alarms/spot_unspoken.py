"""A spot that the broker keeps, and of which nobody speaks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from common.spots import MAX_SPOTS, PATIENCE
from p5_monitor.rules.alarms.alarm import Condition
from p5_monitor.rules.alarms.listened import Listened
from p5_monitor.rules.alarms.spots import Said, SpotRule
from p5_monitor.rules.alarms.told_again import ToldAgain
from p5_monitor.rules.recent import Recent


@dataclass(frozen=True)
class Kept:
    """Since when (seconds listened), and since which round, a copy is known."""

    since: float
    round: int


class SpotUnspoken(SpotRule):
    """No alarm of its own: it tells ``SpotSilent`` the kept spots of which nobody speaks while another is repeated.

    Another must have been repeated three times since, saying the same: where spots are said only when they change, a
    silent spot is a quiet one. So the spots of a sensor that had other names are found, although they never promised
    anything (those that did: ``SpotSilent``). It is over when somebody speaks, or when it is forgotten, as ``purge``
    makes it.

    Args:
        seconds: how long nobody spoke of it, at least.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._listened = Listened()
        self._kept: dict[str, Kept] = {}
        self._unspoken: dict[str, dict[str, str]] = {}
        self._repeated: Recent[int] = Recent(MAX_SPOTS)
        # How often the spot that is repeated most was repeated.
        self._round = 0
        self._told_again = ToldAgain()

    @property
    def unspoken(self) -> Mapping[str, Mapping[str, str]]:
        """These, with their details: the ``cause``: ``kept``, and the ``seconds``."""
        return self._unspoken

    def connected(self, now: float) -> None:
        """The broker tells what it keeps."""
        self._listened.connected(now)
        self._told_again.connected(self._kept)

    def disconnected(self, now: float) -> None:
        """We cannot hear."""
        self._listened.disconnected(now)

    def spot_said(self, said: Said, now: float) -> None:
        """Somebody speaks of a spot, or did some time ago."""
        self._told_again.told(said.id, None if said.live else now)
        if said.live:
            self.spot_forgotten(said.id)
            self._count(said)
        elif said.refresh is None and said.id not in self._kept and self._is_new(said):
            self._kept[said.id] = Kept(self._listened.seconds(now), self._round)

    def spot_forgotten(self, spot_id: str) -> None:
        """It does not exist any more."""
        self._kept.pop(spot_id, None)
        self._unspoken.pop(spot_id, None)

    def conditions(self, now: float) -> Iterable[Condition]:
        """No alarm; but now it is known which spots nobody speaks of."""
        if not self._listened.settled(now):
            return ()
        for spot_id in self._told_again.gone(now):
            self.spot_forgotten(spot_id)
        latest = self._listened.seconds(now) - self._seconds
        for spot_id, kept in self._kept.items():
            if kept.since > latest or kept.round > self._round - PATIENCE:
                break
            self._unspoken.setdefault(spot_id, {"cause": "kept", "seconds": f"{self._seconds:g}"})
        return ()

    def _is_new(self, said: Said) -> bool:
        """One of which somebody spoke since we began is no relic, however long it is quiet."""
        return said.before is None and self._repeated.get(said.id) is None and len(self._kept) < MAX_SPOTS

    def _count(self, said: Said) -> None:
        repeated = (self._repeated.get(said.id) or 0) + (said.before == said.status)
        self._repeated.put(said.id, repeated)
        self._round = max(self._round, repeated)
