"""How an alarm becomes a sentence, whatever of its details is known."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from string import Formatter
from typing import NamedTuple, Protocol

from p5_monitor.reason_words import english_reason
from p5_monitor.rules.alarms.lately import OTHERS
from p5_monitor.rules.picture import Kind
from p5_monitor.typography import plain

# What the rules say of a detail that nobody told them.
UNKNOWN = {"", "?"}

# A detail may be a stranger's words; a topic of ours is shorter.
LONGEST_DETAIL = 100


class AboutTrouble(Protocol):
    """What an alarm and the condition that raised it have in common."""

    @property
    def kind(self) -> Kind:
        """What is wrong."""

    @property
    def subject(self) -> str:
        """With which module, spot or topic."""

    @property
    def details(self) -> Mapping[str, str]:
        """What else is known."""


class Told(NamedTuple):
    """What is wrong, and what to do."""

    text: str
    hint: str


@dataclass(frozen=True)
class Phrase:
    """What is wrong and what to do, with details in braces; it fits only where all of these are known.

    ``when``: it fits only where these details are so. The ``cause`` of an alarm about all the spots or topics that have
    none of their own is ``others``.
    """

    text: str
    hint: str
    when: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> set[str]:
        """The details that it tells."""
        return {name for part in (self.text, self.hint) for _, name, _, _ in Formatter().parse(part) if name}

    def fits(self, known: Mapping[str, str]) -> bool:
        """Whether it can be said of what is known."""
        return self.names <= known.keys() and self.when.items() <= known.items()


def english_detail(name: str, value: str) -> str:
    """As it came."""
    return english_reason(value) if name == "reason" else value


@dataclass(frozen=True)
class AlarmWords:
    """One language: the ``phrases`` of each kind, the most telling first; the last needs to know nothing.

    ``typeset``: makes a sentence as it is read of one as it is written; ``detail``: tells one, by its name.
    """

    raised: str
    cleared: str
    phrases: Mapping[Kind, Sequence[Phrase]]
    typeset: Callable[[str], str] = plain
    detail: Callable[[str, str], str] = english_detail

    def tell(self, alarm: AboutTrouble) -> Told:
        """In the first phrase that fits."""
        known = _known(alarm)
        phrase = self._fitting(alarm.kind, known)
        told = {name: self.detail(name, value) for name, value in known.items()}
        return Told(self.typeset(phrase.text).format_map(told), self.typeset(phrase.hint).format_map(told))

    def phrase_for(self, alarm: AboutTrouble) -> Phrase:
        """Which phrase that is."""
        return self._fitting(alarm.kind, _known(alarm))

    def _fitting(self, kind: Kind, known: Mapping[str, str]) -> Phrase:
        return next(phrase for phrase in self.phrases[kind] if phrase.fits(known))


def _known(alarm: AboutTrouble) -> dict[str, str]:
    known = {name: _legible(value) for name, value in alarm.details.items() if value not in UNKNOWN}
    known["subject"] = _legible(alarm.subject)
    if alarm.subject == OTHERS:
        known["cause"] = "others"
    return known


def _legible(text: str) -> str:
    """Nothing that moves a cursor or turns the direction of writing, and no more than a person would read."""
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode() for c in text)
    return shown if len(shown) <= LONGEST_DETAIL else shown[: LONGEST_DETAIL - 1] + "…"
