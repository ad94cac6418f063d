"""A value that outlives a restart: a rule's own frozen dataclass in a state file."""

from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

from common.state_file import StateFile

T = TypeVar("T")


class Remembered(Generic[T]):
    """Keeps one kind of value; made without arguments, it is what is known at the very first start.

    Args:
        file: where.
        kind: the dataclass.
    """

    def __init__(self, file: StateFile, kind: type[T]) -> None:
        self._file = file
        self._kind = kind
        self._form: TypeAdapter[T] = TypeAdapter(kind)

    def load(self) -> T:
        """What was remembered; the first of its kind, if nothing was or if it cannot be understood."""
        try:
            return self._form.validate_python(self._file.load())
        except ValidationError:
            return self._kind()

    def save(self, value: T, _: float) -> None:
        """Remembers it. As the deed of a ``Performs`` line it is told the time."""
        fields: dict[str, Any] = self._form.dump_python(value, mode="json")
        self._file.save(fields)
