"""Who is told of an alarm."""

from typing import Protocol

from p5_monitor.rules import AlarmCleared, AlarmRaised


class Teller(Protocol):
    """Tells people of alarms, and does not keep whoever rings."""

    def alarm_raised(self, raised: AlarmRaised, now: float) -> None:
        """Something is wrong."""

    def alarm_cleared(self, cleared: AlarmCleared, now: float) -> None:
        """It is over."""


class Bell:
    """Rings once for each alarm, and once when it is over, at each of the tellers."""

    def __init__(self, *tellers: Teller) -> None:
        self._tellers = tellers

    def alarm_raised(self, raised: AlarmRaised, now: float) -> None:
        """Something is wrong."""
        for teller in self._tellers:
            teller.alarm_raised(raised, now)

    def alarm_cleared(self, cleared: AlarmCleared, now: float) -> None:
        """It is over."""
        for teller in self._tellers:
            teller.alarm_cleared(cleared, now)
