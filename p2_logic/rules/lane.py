"""Who stands before the barrier: one lane for each detector."""

from dataclasses import dataclass

from common.messages import Status

# Less than this between two vehicles, and it is one vehicle whose echo was lost for a moment.
GAP_SECONDS = 1.0


@dataclass(eq=False)
class Vehicle:
    """One that stands before the barrier, or that was let in.

    ``lane``: where it came. ``let_in``: an OPEN was given for it. ``retry_at``: when it gets another one.
    ``said_stuck``: that it stands there for long was said.
    """

    lane: str
    came_at: float
    let_in: bool = False
    retry_at: float = 0.0
    retries: int = 0
    said_stuck: bool = False


class Lane:
    """A detector and the vehicle before it."""

    def __init__(self, name: str, vehicle: Vehicle | None = None) -> None:
        self.vehicle = vehicle
        self._name = name
        self._status: Status = "UNKNOWN"
        self._free_since = 0.0

    @property
    def is_occupied(self) -> bool:
        """Whether a vehicle stands there now."""
        return self._status == "OCCUPIED"

    def changed(self, status: Status, now: float) -> None:
        """The detector reports; one that says the same again changes nothing.

        A new vehicle is OCCUPIED after at least ``GAP_SECONDS`` of FREE; less, or UNKNOWN between, is the same one.
        """
        if status == self._status:
            return
        if self._status == "FREE" and now - self._free_since >= GAP_SECONDS:
            self.vehicle = None
        if status == "FREE":
            self._free_since = now
        elif status == "OCCUPIED" and self.vehicle is None:
            self.vehicle = Vehicle(self._name, came_at=now)
        self._status = status
