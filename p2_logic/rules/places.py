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
        self._standing: dict[Vehicle, None] = {}
        # Until when the place is held; all are held for the same time, so the first is the first to be given back.
        self._driving: dict[Vehicle, float] = {}

    @property
    def on_their_way(self) -> int:
        """How many vehicles have a place that the count does not know of."""
        return len(self._standing) + len(self._driving)

    @property
    def standing(self) -> tuple[str, ...]:
        """The lanes in which a vehicle stands that has a place."""
        return tuple(vehicle.lane for vehicle in self._standing)

    @property
    def driving(self) -> int:
        """How many vehicles with a place have left the barrier."""
        return len(self._driving)

    def left(self) -> int:
        """Places that nobody has been given; 0 if the count is unknown."""
        return 0 if self.count is None else self.count - self.on_their_way

    def is_held_for(self, vehicle: Vehicle) -> bool:
        """Whether a vehicle has a place that the count does not know of."""
        return vehicle in self._standing or vehicle in self._driving

    def hold_for(self, vehicle: Vehicle) -> None:
        """Gives a place to a vehicle that stands before the barrier."""
        self._standing[vehicle] = None

    def drove_on(self, vehicle: Vehicle, now: float) -> None:
        """A vehicle left the detector, or nobody can tell any more whether it stands there."""
        if vehicle in self._standing:
            del self._standing[vehicle]
            self._driving[vehicle] = now + self._transit_seconds

    def came_back(self, vehicle: Vehicle) -> None:
        """A vehicle still stands there after all."""
        if vehicle in self._driving:
            del self._driving[vehicle]
            self._standing[vehicle] = None

    def announced(self, count: int, now: float) -> None:
        """The count was announced, or remembered by the broker."""
        change = 0 if self._last_count is None else count - self._last_count
        self.count = self._last_count = count
        # More falls than that belong to nobody on his way; and a stranger's 999 999 must cost nothing.
        explained = self.on_their_way + len(self._lost)
        self._falls.extend([now] * min(-change, explained - len(self._falls)))
        for _ in range(min(change, len(self._falls))):
            self._falls.pop()

    def forgotten(self) -> None:
        """Nobody knows the count any more."""
        self.count = None

    def place_taken(self, now: float) -> None:
        """A free place turned OCCUPIED. With nobody on his way, somebody else parked there."""
        if len(self._taken) < self.on_their_way:
            self._taken.append(now)

    def place_lost(self, now: float) -> None:
        """A free place turned UNKNOWN or was forgotten: the count falls, and nobody has parked."""
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
        while (until := self.next_deadline()) is not None and until <= now:
            del self._driving[next(iter(self._driving))]

    def next_deadline(self) -> float | None:
        """When the next vehicle has been on its way for too long."""
        return next(iter(self._driving.values()), None)

    def _one_is_counted(self) -> None:
        """Those that drove on park first; nobody can know which of them it was."""
        on_their_way = self._driving or self._standing
        if on_their_way:
            del on_their_way[next(iter(on_their_way))]
