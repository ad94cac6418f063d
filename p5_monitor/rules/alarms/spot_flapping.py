"""A spot changes more often than vehicles can come and go."""

from collections.abc import Iterable

from common.spots import MAX_SPOTS
from p5_monitor.rules.alarms.alarm import Condition
from p5_monitor.rules.alarms.first_few import FirstFew
from p5_monitor.rules.alarms.spots import Said, SpotRule
from p5_monitor.rules.picture import Kind
from p5_monitor.rules.recent import Recent

Times = tuple[float, ...]


class SpotFlapping(SpotRule):
    """Raised when a spot changes so many times within so many seconds; cleared when it is less than half as often.

    So one that changes about as often as is too often has one alarm, and not one after the other. Its ``details``: the
    latest so many ``changes`` took so many ``seconds``.

    Args:
        changes: how many.
        seconds: within how many seconds.
    """

    def __init__(self, changes: int, seconds: float) -> None:
        self._changes = changes
        self._seconds = seconds
        self._changed_at: Recent[Times] = Recent(MAX_SPOTS)
        self._first_few = FirstFew(Kind.SPOT_FLAPPING)
        self._flapping: dict[str, Times] = {}

    def spot_said(self, said: Said, now: float) -> None:
        """A spot may have changed."""
        if not said.changed:
            return
        times = (*self._lately(said.id, now), now)[-self._changes :]
        self._changed_at.put(said.id, times)
        if len(times) == self._changes:
            self._flapping[said.id] = times

    def spot_forgotten(self, spot_id: str) -> None:
        """It does not exist any more."""
        self._flapping.pop(spot_id, None)
        if self._changed_at.get(spot_id):
            self._changed_at.put(spot_id, ())

    def conditions(self, now: float) -> Iterable[Condition]:
        """Which spots do."""
        self._changed_at.forget_oldest(lambda times: not times or times[-1] < now - self._seconds)
        lately = {spot_id: self._lately(spot_id, now) for spot_id in self._flapping}
        self._flapping = {spot_id: times for spot_id, times in lately.items() if 2 * len(times) >= self._changes}
        wrong = {
            spot_id: {"changes": str(len(times)), "seconds": f"{times[-1] - times[0]:.1f}"}
            for spot_id, times in self._flapping.items()
        }
        return self._first_few.conditions(wrong)

    def _lately(self, spot_id: str, now: float) -> Times:
        return tuple(at for at in self._changed_at.get(spot_id) or () if at >= now - self._seconds)
