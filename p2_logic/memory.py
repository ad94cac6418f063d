"""P2's state file: who was let in."""

from pydantic import TypeAdapter, ValidationError

from common.state_file import StateFile
from p2_logic.rules import Memory

_FORM = TypeAdapter(Memory)


class MemoryFile:
    """Keeps a Memory in a state file."""

    def __init__(self, file: StateFile) -> None:
        self._file = file

    def load(self) -> Memory:
        """What was remembered; nothing, if nothing was or if it cannot be understood."""
        try:
            return _FORM.validate_python(self._file.load())
        except ValidationError:
            return Memory()

    def save(self, memory: Memory, _: float) -> None:
        """Remembers it."""
        self._file.save(vars(memory))
