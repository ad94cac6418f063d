"""How many places are left once the vehicles on their way are taken off."""

from collections import deque

from p2_logic.rules.lane import Vehicle

# P4 counts a place within 50 ms; a word and a fall further apart than this speak of two vehicles.
PAIR_SECONDS = 5.0


class Places:
    """The announced count, and who was let in and is not counted yet.

    A vehicle is on its way until it is counted, which takes both a place that turned OCCUPIED and a fall of the count,
    in either order, one of each for one vehicle. Not the place's word alone: between it and the count the last place
    would be given twice. Not the fall alone: a sensor that dies makes one too. Or, if it never parks, until
    ``transit_seconds`` after it left the detector. When in doubt late, never twice.
    """

    def __init__(self, transit_seconds: float) -> None:
        self.count: int | None = None
        self._transit_seconds = transit_seconds
        self._last_count: int | None = None
        self._taken: deque[float] = deque()
        self._lost: deque[float] = deque()
        self._falls: deque[float] = deque()
        # Whose place is held, and until when; None while it stands before the barrier.
        self._on_their_way: dict[Vehicle, float | None] = {}

    @property
    def on_their_way(self) -> int:
        """How many vehicles have a place that the count does not know of."""
        return len(self._on_their_way)

    def left(self) -> int:
        """Places that nobody has been given; 0 if the count is unknown."""
        return 0 if self.count is None else self.count - len(self._on_their_way)

    def is_held_for(self, vehicle: Vehicle) -> bool:
        """Whether a vehicle has a place that the count does not know of."""
        return vehicle in self._on_their_way

    def hold_for(self, vehicle: Vehicle) -> None:
        """Gives a place to a vehicle that stands before the barrier."""
        self._on_their_way[vehicle] = None

    def drove_on(self, vehicle: Vehicle, now: float) -> None:
        """A vehicle left the detector, or nobody can tell any more whether it stands there."""
        if vehicle in self._on_their_way and self._on_their_way[vehicle] is None:
            self._on_their_way[vehicle] = now + self._transit_seconds

    def came_back(self, vehicle: Vehicle) -> None:
        """A vehicle still stands there after all."""
        if vehicle in self._on_their_way:
            self._on_their_way[vehicle] = None

    def announced(self, count: int, now: float) -> None:
        """The count was announced, or remembered by the broker."""
        change = 0 if self._last_count is None else count - self._last_count
        self.count = self._last_count = count
        # More falls than that belong to nobody on his way; and a stranger's 999 999 must cost nothing.
        explained = len(self._on_their_way) + len(self._lost)
        self._falls.extend([now] * min(-change, explained - len(self._falls)))
        for _ in range(min(change, len(self._falls))):
            self._falls.pop()

    def forgotten(self) -> None:
        """Nobody knows the count any more."""
        self.count = None

    def place_taken(self, now: float) -> None:
        """A free place turned OCCUPIED. With nobody on his way, somebody else parked there."""
        if len(self._taken) < len(self._on_their_way):
            self._taken.append(now)

    def place_lost(self, now: float) -> None:
        """A free place turned UNKNOWN or was forgotten: the count falls, and nobody has parked."""
        if self._on_their_way:
            self._lost.append(now)

    def settle(self, now: float) -> None:
        """Takes off the vehicles that are counted by now, and those that never parked."""
        for marks in (self._taken, self._lost, self._falls):
            while marks and marks[0] < now - PAIR_SECONDS:
                marks.popleft()
        while self._lost and self._falls:
            self._lost.popleft()
            self._falls.popleft()
        while self._taken and self._falls:
            self._taken.popleft()
            self._falls.popleft()
            self._one_is_counted()
        overdue = [vehicle for vehicle, until in self._on_their_way.items() if until is not None and until <= now]
        for vehicle in overdue:
            del self._on_their_way[vehicle]

    def next_deadline(self) -> float | None:
        """When the next vehicle has been on its way for too long."""
        return min((until for until in self._on_their_way.values() if until is not None), default=None)

    def _one_is_counted(self) -> None:
        """Those that drove on park first; nobody can know which of them it was."""
        driving = [vehicle for vehicle, until in self._on_their_way.items() if until is not None]
        counted = next(iter(driving or self._on_their_way), None)
        if counted is not None:
            del self._on_their_way[counted]
