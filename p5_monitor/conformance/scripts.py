"""What the seven scripts have in common."""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from common.contract import find, topic_of
from common.messages import Message
from common.spots import Detectors
from p5_monitor.conformance.finding import Finding
from p5_monitor.conformance.form import form_of, is_of
from p5_monitor.conformance.hold import Hold
from p5_monitor.conformance.lot import kinds_of
from p5_monitor.conformance.module_api import ModuleApi
from p5_monitor.conformance.reading import words_in
from p5_monitor.conformance.rubbish import rubbish_for
from p5_monitor.conformance.stage import Stage
from p5_monitor.mqtt_probe import Sent
from p5_monitor.rules.alarms.right_topic import RightTopic
from p5_monitor.service import ADDRESSES

ANSWER_SECONDS = 2.5
QUIET_SECONDS = 1.0

# Many a module decides, or speaks, once a second.
SLOW_SECONDS = 1.2

# Between two pieces of rubbish: what is done about one is seen before the next.
RUBBISH_PAUSE_SECONDS = 0.03

# Spots that no lot has.
SPOT, SECOND_SPOT = "CHECK1", "CHECK2"

# As old modules send it: what it says of the time is nobody's business.
MORE_FIELDS = {"distance_cm": 19.8, "ts": "2026-01-29T17:25:30"}


@dataclass(frozen=True)
class Play:
    """What a script plays with.

    Where, who cuts the connection, the lot's detectors, the modules' interfaces, and monotonic seconds.
    """

    stage: Stage
    hold: Hold
    detectors: Detectors
    api: ModuleApi
    clock: Callable[[], float] = time.monotonic

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


def with_more_fields(message: Message) -> bytes:
    """The message, and beside what it needs two fields that it does not."""
    return json.dumps({**words_in(message.payload()), **MORE_FIELDS}).encode()


def said(kind: type[Message], came: Sequence[Sent]) -> list[Sent]:
    """What was said on the topics of this kind, empty payloads left out."""
    return [sent for sent in came if is_of(kind, sent) and sent.payload]


def address(kind: type[Message]) -> str:
    """The one topic of a kind that names no spot."""
    return topic_of(kind).address
