"""P3's state file: where the arm is."""

from pydantic import TypeAdapter, ValidationError

from common.state_file import StateFile
from p3_barrier.rules import Position

_FORM = TypeAdapter(Position)


class PositionFile:
    """Keeps a Position in a state file."""

    def __init__(self, file: StateFile) -> None:
        self._file = file

    def load(self) -> Position:
        """What was remembered; closed, if nothing was or if it cannot be understood: from there nothing is lowered."""
        try:
            return _FORM.validate_python(self._file.load())
        except ValidationError:
            return Position()

    def save(self, position: Position, _: float) -> None:
        """Remembers it."""
        self._file.save(vars(position))
