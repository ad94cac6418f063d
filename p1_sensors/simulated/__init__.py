"""A small closed world, so that the whole system can be shown without hardware: a street, a barrier, a lot."""

from p1_sensors.simulated.world import World

__all__ = ["World"]
