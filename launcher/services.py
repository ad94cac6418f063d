"""Which services the launcher starts, in this order: one line for each."""

from typing import NamedTuple

from common.contract import Role


class ServiceModule(NamedTuple):
    """A service: ``module`` is what follows ``python -m``, ``colour`` what its lines begin with (ECMA-48 SGR)."""

    role: Role
    module: str
    colour: int


# P6 first: what is said before it listens is not in the history.
SERVICES = (
    ServiceModule(Role.P6, "p6_backend", 34),
    ServiceModule(Role.P1, "p1_sensors", 36),
    ServiceModule(Role.P2, "p2_logic", 33),
    ServiceModule(Role.P3, "p3_barrier", 35),
    ServiceModule(Role.P4, "p4_display", 32),
    ServiceModule(Role.P5, "p5_monitor", 96),
    ServiceModule(Role.P7, "p7_dashboard", 94),
)
