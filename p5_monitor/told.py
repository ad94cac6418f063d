"""An alarm as others read it: in words, in both languages, and with the time of day at which it was raised."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from p5_monitor.alarm_words import ENGLISH, FRENCH
from p5_monitor.rules import Picture
from p5_monitor.rules.gravity import Gravity, gravest_first, gravity_of
from p5_monitor.rules.picture import Alarm, Kind

# Two readings of two clocks differ by less; a clock that was set, by more.
CLOCK_SET = timedelta(seconds=1)


@dataclass(frozen=True)
class InBoth:
    """The same in English and in French."""

    en: str
    fr: str


@dataclass(frozen=True)
class ToldAlarm:
    """Something that is wrong: ``kind`` and ``subject`` tell it from others.

    ``gravity``: as in ``deploy/alerts.yml``. ``since``: when it was raised, RFC 3339; ``hint``: what to do about it.
    """

    kind: Kind
    subject: str
    gravity: Gravity
    since: str
    age_seconds: float
    text: InBoth
    hint: InBoth
    details: Mapping[str, str]


@dataclass(frozen=True)
class Alarms:
    """Those that stand, the gravest first, of these the oldest."""

    alarms: tuple[ToldAlarm, ...]


@dataclass(frozen=True)
class Status(Picture):
    """The picture, its alarms in words."""

    alarms: tuple[ToldAlarm, ...]  # type: ignore[assignment]


class Telling:
    """Puts the alarms of a picture into words.

    Args:
        monotonic: the clock of the rules, in seconds.
        utc: the time of day.
    """

    def __init__(self, monotonic: Callable[[], float], utc: Callable[[], datetime]) -> None:
        self._monotonic = monotonic
        self._utc = utc
        self._zero = self._zero_now()

    def alarms(self, picture: Picture) -> Alarms:
        """Those that stand."""
        return Alarms(tuple(self._told(alarm) for alarm in gravest_first(picture.alarms)))

    def status(self, picture: Picture) -> Status:
        """All that is known."""
        return Status(**{**vars(picture), "alarms": self.alarms(picture).alarms})

    def _told(self, alarm: Alarm) -> ToldAlarm:
        english, french = ENGLISH.tell(alarm), FRENCH.tell(alarm)
        return ToldAlarm(
            kind=alarm.kind,
            subject=alarm.subject,
            gravity=gravity_of(alarm.kind),
            since=self._time_of_day(alarm.raised_at).isoformat(timespec="seconds").replace("+00:00", "Z"),
            age_seconds=max(0.0, self._monotonic() - alarm.raised_at),
            text=InBoth(english.text, french.text),
            hint=InBoth(english.hint, french.hint),
            details=alarm.details,
        )

    def _time_of_day(self, moment: float) -> datetime:
        """The same each time it is asked of a moment, unless somebody sets the clock."""
        zero = self._zero_now()
        if abs(zero - self._zero) > CLOCK_SET:
            self._zero = zero
        return self._zero + timedelta(seconds=moment)

    def _zero_now(self) -> datetime:
        """When the clock of the rules stood at 0."""
        return self._utc() - timedelta(seconds=self._monotonic())
