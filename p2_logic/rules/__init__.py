"""The decisions of P2: who stands before the barrier, how many places are left, and who is let in."""

from p2_logic.rules.admission import Admission, Memory

__all__ = ["Admission", "Memory"]
