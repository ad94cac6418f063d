"""``python -m p3_barrier``."""

from common.command_line import Usage
from common.contract import Role
from common.program import Described, Given, main
from common.service import Service
from p3_barrier.assembly import assemble
from p3_barrier.exercise import exercise
from p3_barrier.settings import BarrierSettings

EXERCISE = Usage(
    exit_codes={
        0: "the arm went up and down, or nobody wanted it to",
        1: "it was refused, or did not end closed",
        2: "wrong settings",
    }
)


def start(given: Given[BarrierSettings]) -> Service:
    """P3 moves the barrier's arm: up on an order, down after the hold, never onto anything."""
    return assemble(given).service


if __name__ == "__main__":
    main(Role.P3, BarrierSettings, start, tools={"exercise": Described(exercise, EXERCISE)})
