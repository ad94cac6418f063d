"""What is to be shown, and to whom."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from p5_monitor.controls import Controls
from p5_monitor.rules import Heard, Picture
from p5_monitor.rules.picture import Alarm
from p5_monitor.words import Words


class Place(NamedTuple):
    """Where we are: the broker with its prefix, our API (empty: we serve none), the log, and who we are beside a P5."""

    broker: str
    api: str
    log: str
    name: str = ""


class Seen(NamedTuple):
    """What P5 knows now, and what was said last (the latest first)."""

    picture: Picture
    latest: Sequence[Heard]


class Look(NamedTuple):
    """What stays the same from picture to picture.

    ``explain``: an alarm in words, and a hint what to do. ``has_keys``: whether keys are read.
    """

    place: Place
    words: Words
    explain: Callable[[Alarm], tuple[str, str]]
    has_keys: bool = True


@dataclass(frozen=True)
class Scene:
    """One picture."""

    seen: Seen
    look: Look
    controls: Controls = field(default_factory=Controls)

    @property
    def picture(self) -> Picture:
        """What P5 knows."""
        return self.seen.picture

    @property
    def words(self) -> Words:
        """What people read."""
        return self.look.words
