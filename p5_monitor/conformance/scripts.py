"""What the seven scripts have in common."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from common.contract import find, topic_of
from common.messages import Message
from common.spots import Detectors
from p5_monitor.conformance.finding import Finding
from p5_monitor.conformance.form import form_of, is_of
from p5_monitor.conformance.hold import Hold
from p5_monitor.conformance.lot import kinds_of
from p5_monitor.conformance.module_api import ModuleApi
from p5_monitor.conformance.rubbish import rubbish_for
from p5_monitor.conformance.stage import Stage
from p5_monitor.mqtt_probe import Sent
from p5_monitor.rules.alarms.right_topic import RightTopic
from p5_monitor.service import ADDRESSES

ANSWER_SECONDS = 2.5
QUIET_SECONDS = 1.0

# Between two pieces of rubbish: what is done about one is seen before the next.
RUBBISH_PAUSE_SECONDS = 0.03

# Spots that no lot has.
SPOT, SECOND_SPOT = "CHECK1", "CHECK2"


@dataclass(frozen=True)
class Play:
    """What a script plays with: where, who cuts the connection, the lot's detectors, and the modules' interfaces."""

    stage: Stage
    hold: Hold
    detectors: Detectors
    api: ModuleApi

    @property
    def entry(self) -> str:
        """The detector before the barrier."""
        return "ENTRY" if "ENTRY" in self.detectors else min(self.detectors)


def form(play: Play, heard: Sequence[Sent] | None = None) -> Iterator[Finding]:
    """How the module wrote and sent all that it said."""
    stage = play.stage
    right_topic = RightTopic(ADDRESSES, play.detectors)
    for kind in kinds_of(stage.role):
        came = stage.heard if heard is None else heard
        yield from form_of(kind, came, right_topic, stage.shows)


def throw_rubbish(stage: Stage, kind: type[Message], topic: str) -> list[Sent]:
    """Says rubbish on a topic where ``kind`` is expected; returns what came of it."""
    before = len(stage.heard)
    found = find(topic)
    for payload in rubbish_for(kind, found[1] if found else ""):
        stage.say_bytes(topic, payload)
        stage.listen(RUBBISH_PAUSE_SECONDS)
    stage.listen(QUIET_SECONDS)
    return stage.heard[before:]


def said(kind: type[Message], came: Sequence[Sent]) -> list[Sent]:
    """What was said on the topics of this kind, empty payloads left out."""
    return [sent for sent in came if is_of(kind, sent) and sent.payload]


def address(kind: type[Message]) -> str:
    """The one topic of a kind that names no spot."""
    return topic_of(kind).address
