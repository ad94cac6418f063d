from collections.abc import Callable
from pathlib import Path

import pytest

from common.state_file import StateFile
from tests.p3_barrier.gate import Gate


@pytest.fixture
def new_gate(tmp_path: Path) -> Callable[..., Gate]:
    """Builds a gate with a state file of its own; closed."""
    number = iter(range(1_000_000))

    def build_gate(**options: object) -> Gate:
        return Gate(StateFile(tmp_path / f"p3-{next(number)}.json"), **options)  # type: ignore[arg-type]

    return build_gate


@pytest.fixture
def gate(new_gate: Callable[..., Gate]) -> Gate:
    """A closed gate."""
    return new_gate()
