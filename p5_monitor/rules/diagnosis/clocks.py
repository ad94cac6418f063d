"""Whether the clocks of the modules agree with ours, by the times of sending that they give."""

from p5_monitor.rules.diagnosis.finding import Cause, Check, Finding, Level

# More than a message needs on a slow link.
DIFFERS_SECONDS = 2.0

# Signed orders are valid for so long: with SIGNATURES=require a clock this far off keeps the barrier shut.
SIGNATURE_SECONDS = 5.0


class Clocks:
    """Collects how far each module's clock is ahead of ours, as far as its messages tell.

    A message that comes live is as old as its way was long, so that the youngest one tells most. A copy that the broker
    kept is of unknown age, and tells only of a clock that is ahead.
    """

    def __init__(self) -> None:
        self._ahead: dict[str, float] = {}

    def heard(self, role: str, ahead_seconds: float, *, kept: bool) -> None:
        """A module's message gave a time of sending so much later than it was here (negative: earlier)."""
        if not kept or ahead_seconds > DIFFERS_SECONDS:
            self._ahead[role] = max(self._ahead.get(role, ahead_seconds), ahead_seconds)

    def compared(self) -> Finding:
        """What came of it."""
        if not self._ahead:
            return Finding(Level.WARN, Check.CLOCKS, Cause.CLOCKS_UNKNOWN)
        off = {role: ahead for role, ahead in self._ahead.items() if abs(ahead) > DIFFERS_SECONDS}
        details = {"modules": _listed(off or self._ahead), "window": f"{SIGNATURE_SECONDS:.0f}"}
        if not off:
            return Finding(Level.OK, Check.CLOCKS, Cause.CLOCKS_AGREE, details)
        level = Level.FAIL if any(abs(ahead) > SIGNATURE_SECONDS for ahead in off.values()) else Level.WARN
        cause = Cause.OWN_CLOCK_DIFFERS if self._are_together(off) else Cause.CLOCKS_DIFFER
        return Finding(level, Check.CLOCKS, cause, details)

    def _are_together(self, off: dict[str, float]) -> bool:
        """Whether all others agree among themselves, so that it is ours that is wrong."""
        return len(off) > 1 and len(off) == len(self._ahead) and max(off.values()) - min(off.values()) < DIFFERS_SECONDS


def _listed(ahead: dict[str, float]) -> str:
    # Without the addition a small negative figure is shown as -0.00.
    return ", ".join(f"{role} {round(seconds, 2) + 0.0:+.2f} s" for role, seconds in sorted(ahead.items()))
