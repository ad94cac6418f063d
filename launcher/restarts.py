"""When a program that ended is started again. Pure: time is an argument."""

import signal
from collections.abc import Collection

from common.errors import EXIT_STOPPED, ClientIdInUse, RefusedForGood, SettingsError

FIRST_DELAY_SECONDS = 1.0
LONGEST_DELAY_SECONDS = 30.0
HEALTHY_SECONDS = 60.0

# Two seconds are enough to tell a broker that was killed from one that cannot start.
BROKER_HEALTHY_SECONDS = 2.0

# A person has to change something first.
HOPELESS = frozenset({SettingsError.exit_code, ClientIdInUse.exit_code, RefusedForGood.exit_code})

_MEANINGS = {
    EXIT_STOPPED: "it was stopped",
    SettingsError.exit_code: "wrong settings",
    ClientIdInUse.exit_code: "its ClientID is in use",
    RefusedForGood.exit_code: "the broker refuses it for good",
}


class Restarts:
    """Keeps count of how one program fares.

    Args:
        first_delay_seconds: how long to wait after it ended; doubled from one second on, up to thirty.
        healthy_seconds: it ran for so long: the next delay is the first one again.
        hopeless: the exit codes after which starting it again cannot help.
    """

    def __init__(self, first_delay_seconds: float, healthy_seconds: float, hopeless: Collection[int]) -> None:
        self._first_delay_seconds = first_delay_seconds
        self._healthy_seconds = healthy_seconds
        self._hopeless = hopeless
        self._delay_seconds = first_delay_seconds
        self._started_at = 0.0

    def started(self, now: float) -> None:
        """It runs."""
        self._started_at = now

    def ended(self, exit_code: int, now: float) -> float | None:
        """It ended, or could not be started. Returns when to start it again; None: not.

        Args:
            exit_code: of the process; below zero for the signal that ended it.
            now: monotonic seconds.
        """
        if exit_code in self._hopeless:
            return None
        if now - self._started_at >= self._healthy_seconds:
            self._delay_seconds = self._first_delay_seconds
        due = now + self._delay_seconds
        self._delay_seconds = min(LONGEST_DELAY_SECONDS, max(FIRST_DELAY_SECONDS, 2 * self._delay_seconds))
        return due


def restarts_of_a_service() -> Restarts:
    """A service that keeps dying is given ever more time."""
    return Restarts(FIRST_DELAY_SECONDS, HEALTHY_SECONDS, HOPELESS)


def restarts_of_the_broker() -> Restarts:
    """Everybody waits for the broker: the first restart is at once, and nothing is hopeless."""
    return Restarts(0.0, BROKER_HEALTHY_SECONDS, ())


def how_it_ended(exit_code: int) -> str:
    """An exit code in words.

    Args:
        exit_code: of the process; below zero for the signal that ended it.
    """
    if exit_code < 0:
        return f"ended by {_signal_name(-exit_code)}"
    meaning = _MEANINGS.get(exit_code)
    return f"ended with exit code {exit_code} ({meaning})" if meaning else f"ended with exit code {exit_code}"


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
