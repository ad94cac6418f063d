"""Places are taken or come free, and no count follows."""

from collections.abc import Callable, Iterable

from common.messages import Available, Forgotten, SpotStatus
from common.spots import MAX_SPOTS, Detectors
from p5_monitor.rules.alarms.alarm import AlarmRule, Condition
from p5_monitor.rules.facts import Heard
from p5_monitor.rules.picture import Kind, Standing
from p5_monitor.rules.recent import Recent


class CountSilent(AlarmRule):
    """Raised when whoever counts is there and deaf, as a module is that subscribed once and lost it in a reconnect.

    Only for one that makes no promise to repeat its count: one that does is held to that, and may know better than we
    which places are UNKNOWN by now. And only after a count above 0: one that holds places back counts 0 before there is
    none, and says nothing when one of them comes free.

    Its ``details`` are the module's ``presence`` and the ``cause``: ``count``.

    Args:
        detectors: the spots that are no places.
        standing_of: whether a module is there.
        seconds: how long a count may take.
    """

    def __init__(self, detectors: Detectors, standing_of: Callable[[str], Standing], seconds: float) -> None:
        self._detectors = detectors
        self._standing_of = standing_of
        self._seconds = seconds
        self._free: Recent[bool] = Recent(MAX_SPOTS)
        self._counts: str | None = None
        self._change = 0
        self._since: float | None = None

    def disconnected(self, now: float) -> None:
        """What is counted meanwhile we do not hear."""
        self._free.clear()
        self._counts = None
        self._counted()

    def heard(self, heard: Heard, now: float) -> None:
        """A count, or what should be followed by one."""
        match heard.message:
            case Available(count=count, refresh=refresh):
                self._counts = heard.role if count and not refresh else None
                self._counted()
            case SpotStatus(id=spot_id, status=status) if self._detectors.is_place(spot_id):
                self._place_said(spot_id, free=status == "FREE", now=None if heard.retained else now)
            case Forgotten(message=kind, id=spot_id) if kind is SpotStatus and self._detectors.is_place(spot_id):
                self._place_said(spot_id, free=False, now=None if heard.retained else now)

    def conditions(self, now: float) -> Iterable[Condition]:
        """Whether one is missing for too long."""
        if self._counts is None or self._since is None or now - self._since < self._seconds:
            return
        presence = self._standing_of(self._counts).presence
        if presence in {"online", "heard"}:
            yield Condition(Kind.MODULE_SILENT, self._counts, {"presence": presence, "cause": "count"})

    def _counted(self) -> None:
        self._change = 0
        self._since = None

    def _place_said(self, spot_id: str, *, free: bool, now: float | None) -> None:
        """``now``: None for a copy of unknown age."""
        before = self._free.get(spot_id)
        self._free.put(spot_id, free)
        if now is None or before is None or before == free:
            return
        self._change += 1 if free else -1
        if self._change == 0:
            self._since = None
        elif self._since is None:
            self._since = now
