"""``python -m p2_logic``."""

from common.contract import Role
from common.program import Given, main
from common.remembered import Remembered
from common.runtime import monotonic
from common.service import Service
from p2_logic.rules import Admission, Memory
from p2_logic.service import build
from p2_logic.settings import LogicSettings


def start(given: Given[LogicSettings]) -> Service:
    """P2 decides, from what it hears alone, whether to open."""
    memory = Remembered(given.state, Memory)
    admission = Admission(
        given.common.detectors,
        retry_seconds=given.own.retry_seconds,
        transit_seconds=given.own.transit_seconds,
        memory=memory.load(),
        now=monotonic(),
    )
    return build(admission, memory, given.own.count_max_age_seconds)


if __name__ == "__main__":
    main(Role.P2, LogicSettings, start)
