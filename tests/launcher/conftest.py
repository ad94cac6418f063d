import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.launcher.lot import Launched

Launch = Callable[..., Launched]


@pytest.fixture
def launch(tmp_path: Path) -> Iterator[Launch]:
    """Starts the launcher in an empty folder; nothing of it outlives the test."""
    if sys.platform != "linux":
        pytest.skip("what is left of a launch is looked up in /proc")
    with ExitStack() as stack:

        def start(*arguments: str, **options: dict[str, str]) -> Launched:
            return stack.enter_context(Launched(tmp_path, *arguments, **options))  # type: ignore[arg-type]

        yield start
