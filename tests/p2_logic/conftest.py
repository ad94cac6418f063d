from collections.abc import Callable
from pathlib import Path

import pytest

from common.state_file import StateFile
from tests.p2_logic.lot import Lot


@pytest.fixture
def lot_with(tmp_path: Path) -> Callable[..., Lot]:
    """Builds a lot; two built in one test share a state file, as before and after a restart."""

    def build_lot(places: int | None, **options: object) -> Lot:
        return Lot(places, file=StateFile(tmp_path / "p2.json"), **options)  # type: ignore[arg-type]

    return build_lot
