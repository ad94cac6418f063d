"""What the rules must know of the contract."""

from collections.abc import Sequence
from dataclasses import dataclass

from common.spots import Detectors


@dataclass(frozen=True)
class Contract:
    """``roles``: the seven. ``detectors``: the spots that are no places. ``addresses``: of the table, with ``{id}``."""

    roles: Sequence[str]
    detectors: Detectors
    addresses: Sequence[str]
