"""P1's state file: which places were added and which were taken out."""

from dataclasses import asdict

from pydantic import TypeAdapter, ValidationError

from common.state_file import StateFile
from p1_sensors.rules import Memory

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
        self._file.save(asdict(memory))
