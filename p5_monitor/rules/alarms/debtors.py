"""Who owes a word: spots whose senders promised to repeat them, and did not."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from common.spots import MAX_SPOTS, PATIENCE, Promises
from p5_monitor.rules.alarms.listened import Listened
from p5_monitor.rules.alarms.spots import Said

# A promise is broken after three silent periods. Whoever is on trial keeps it if one repetition at most is lost.
TRIAL_PATIENCE = 2


class _Trial(NamedTuple):
    """Since when a sender keeps his promise, and until when the next word must come, in seconds listened."""

    since: float
    due: float


class Debtors:
    """A debt is paid by the next word; but whoever comes to owe again soon owes until he kept his promise for a while.

    Else a sender that repeats himself a little less often than he promised would owe, and pay, again and again. A while
    is as long as the silence that broke the promise, with no more than one repetition lost in a row.
    """

    def __init__(self) -> None:
        self._listened = Listened()
        self._promises = Promises()
        self._known: set[str] = set()
        self._owing: dict[str, float] = {}
        self._silent: set[str] = set()
        self._trials: dict[str, _Trial] = {}

    @property
    def known(self) -> Collection[str]:
        """All that promised something."""
        return self._known

    @property
    def owing(self) -> Mapping[str, float]:
        """Who owes a word, and for how many seconds nothing was said when the promise was last broken."""
        return self._owing

    @property
    def silent(self) -> Collection[str]:
        """Those of them of which nothing was said since; the others are on trial."""
        return self._silent

    def connected(self, now: float) -> None:
        """From now on silence counts."""
        self._listened.connected(now)
        self._promises.connected(now)

    def disconnected(self, now: float) -> None:
        """We cannot hear."""
        self._listened.disconnected(now)
        self._promises.disconnected(now)

    def said(self, said: Said, now: float) -> None:
        """Somebody speaks of a spot, or did some time ago; a copy starts the clock, and pays no debt."""
        if not said.refresh:
            if said.live:
                self.forget(said.id)
        elif said.id in self._known or len(self._known) < MAX_SPOTS:
            self._known.add(said.id)
            if said.live:
                self._promises.heard(said.id, said.refresh, now)
                self._pay(said.id, said.refresh, self._listened.seconds(now))
            else:
                self._promises.remembered(said.id, said.refresh, now)

    def forget(self, spot_id: str) -> None:
        """Nothing is owed."""
        self._promises.forget(spot_id)
        self._known.discard(spot_id)
        self._silent.discard(spot_id)
        self._owing.pop(spot_id, None)
        self._trials.pop(spot_id, None)

    def time_passed(self, now: float) -> None:
        """Some promises are broken by now."""
        for spot_id in self._promises.broken(now):
            self._silent.add(spot_id)
            self._owing[spot_id] = self._promises.patience(spot_id)

    def _pay(self, spot_id: str, refresh: float, listened: float) -> None:
        trial = self._trials.pop(spot_id, None)
        due = listened + TRIAL_PATIENCE * refresh
        if trial is None:
            if self._owing.pop(spot_id, None):
                self._trials[spot_id] = _Trial(listened, due)
        else:
            since = trial.since if listened <= trial.due else listened
            if listened - since < PATIENCE * refresh:
                self._trials[spot_id] = _Trial(since, due)
            else:
                self._owing.pop(spot_id, None)
        self._silent.discard(spot_id)
