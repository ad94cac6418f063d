"""Why does it not work? An examination of the way to the broker, the broker, and the lot on it."""

from p5_monitor.doctor.doctor import BURST, doctor

__all__ = ["BURST", "doctor"]
