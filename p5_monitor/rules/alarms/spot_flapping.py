"""A spot changes more often than vehicles can come and go."""

from collections.abc import Iterable

from p5_monitor.rules.alarms.alarm import Condition
from p5_monitor.rules.alarms.first_few import first_few
from p5_monitor.rules.alarms.spots import MAX_SPOTS, Said, SpotRule
from p5_monitor.rules.picture import Kind
from p5_monitor.rules.recent import Recent

# So many spots at once are remembered to flap; the rest is noticed when there is room.
MAX_FLAPPING = 1_000


class SpotFlapping(SpotRule):
    """Raised when a spot changes so many times within so many seconds; cleared when it did not for as many seconds.

    Its ``details``: the latest so many ``changes`` took so many ``seconds``.

    Args:
        changes: how many.
        seconds: within how many seconds.
    """

    def __init__(self, changes: int, seconds: float) -> None:
        self._changes = changes
        self._seconds = seconds
        self._changed_at: Recent[tuple[float, ...]] = Recent(MAX_SPOTS)
        self._flapping: dict[str, tuple[float, float]] = {}

    def spot_said(self, said: Said, now: float) -> None:
        """A spot may have changed."""
        if not said.changed:
            return
        times = (*(self._changed_at.get(said.id) or ()), now)[-self._changes :]
        self._changed_at.put(said.id, times)
        took = now - times[0]
        has_room = said.id in self._flapping or len(self._flapping) < MAX_FLAPPING
        if len(times) == self._changes and took <= self._seconds and has_room:
            self._flapping[said.id] = took, now

    def spot_forgotten(self, spot_id: str) -> None:
        """It does not exist any more."""
        self._flapping.pop(spot_id, None)
        if self._changed_at.get(spot_id):
            self._changed_at.put(spot_id, ())

    def conditions(self, now: float) -> Iterable[Condition]:
        """Which spots do."""
        since = now - self._seconds
        self._flapping = {spot_id: (took, at) for spot_id, (took, at) in self._flapping.items() if at > since}
        wrong = {
            spot_id: {"changes": str(self._changes), "seconds": f"{took:.1f}"}
            for spot_id, (took, _) in self._flapping.items()
        }
        return first_few(Kind.SPOT_FLAPPING, wrong)
