"""``python -m p5_monitor purge A13``: what the broker keeps of a spot that is gone, or of an order, is cleared.

The one way to be rid of a retained message is to publish an empty one on its topic (MQTT 5, section 3.3.1.3), and
whoever hears that takes the spot for forgotten. So it looks first, and asks.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TextIO

from common.contract import TOOLS, Role, address_of, find, topic_of
from common.errors import SettingsError
from common.messages import BarrierCommand, Forgotten, NewSpot, Override, SpotStatus
from common.program import Given
from common.runtime import utc
from common.spots import is_spot_id
from p5_monitor.language import language
from p5_monitor.mqtt_probe import Probe, Sent, Unreachable
from p5_monitor.purge_words import PurgeWords, purge_words
from p5_monitor.settings import MonitorSettings
from p5_monitor.words import printable

DONE, FAILED = 0, 1

ORDERS = "--orders"

YES = ("y", "o", "yes", "oui")

# A kept message comes at once. Whoever speaks of it each second is heard as well; whoever does each minute is known by
# his promise.
LISTEN_SECONDS = 2.0

# As everywhere: three promises broken in a row.
PATIENCE = 3

LONGEST_PAYLOAD = 60


@dataclass(frozen=True)
class Kept:
    """What the broker keeps on a topic (without the prefix), and whether somebody still speaks of it."""

    topic: str
    payload: bytes
    is_live: bool


def topics_of(arguments: Sequence[str], words: PurgeWords) -> list[str]:
    """The topics, without the prefix, that are to be cleared.

    Raises:
        SettingsError: what was typed is neither spot ids nor ``--orders``.
    """
    if not arguments:
        raise SettingsError(f"purge: {words.usage}")
    if list(arguments) == [ORDERS]:
        return [topic_of(message).address for message in (BarrierCommand, Override, NewSpot)]
    for word in arguments:
        if not is_spot_id(word):
            raise SettingsError(f"purge: {words.no_spot_id.format(word=printable(word, LONGEST_PAYLOAD))}")
    return [address_of(Forgotten(SpotStatus, spot_id)) for spot_id in dict.fromkeys(arguments)]


def purge(given: Given[MonitorSettings]) -> int:
    """Clears what the broker keeps of spots that are gone, or of orders (--orders); asks first."""
    words = purge_words(language())
    topics = topics_of(given.arguments, words)
    common = given.common
    connection = common.connection(Role.P5)
    with Probe(connection.broker, TOOLS.client_id("purge")) as probe:
        try:
            answer = probe.connect()
            reason = answer.text if answer.refused else ""
        except Unreachable as error:
            reason = str(error)
        if reason:
            sys.stderr.write(words.unreachable.format(broker=f"{common.mqtt_host}:{common.mqtt_port}", reason=reason))
            sys.stderr.write("\n")
            return FAILED
        return Purge(probe, connection.prefix, words, lambda: typed(sys.stdin, sys.stdout), sys.stdout).run(topics)


def typed(keyboard: TextIO, screen: TextIO) -> str:
    """The line that a person types; whatever is said next stands on a line of its own.

    Args:
        keyboard: what is read; only a terminal shows the Enter with which a line ends.
        screen: where the question stands.
    """
    line = keyboard.readline()
    if not (keyboard.isatty() and line.endswith("\n")):
        screen.write("\n")
    return line


def judge(heard: Sequence[Sent], prefix: str, at: datetime) -> list[Kept]:
    """What was heard until ``at`` (aware), by topic: the first retained one is what the broker keeps."""
    by_topic: dict[str, list[Sent]] = {}
    for sent in heard:
        by_topic.setdefault(sent.topic, []).append(sent)
    return [
        Kept(topic.removeprefix(prefix), first.payload, bool(later) or _keeps_its_promise(first.properties, at))
        for topic, (first, *later) in by_topic.items()
        if first.retained and first.payload
    ]


def spot_of(topic: str) -> str:
    """The id of the spot whose status is said on a topic (without the prefix); empty for any other topic."""
    found = find(topic)
    return found[1] if found and found[0].message is SpotStatus else ""


def _keeps_its_promise(properties: Mapping[str, str], at: datetime) -> bool:
    """Whether its sender promised to repeat it, and would not have had to do so by now."""
    try:
        sent, refresh = datetime.fromisoformat(properties["sent"]), float(properties["refresh"])
        return (at - sent).total_seconds() <= PATIENCE * refresh
    except (KeyError, ValueError, TypeError, OverflowError):
        return False


class Purge:
    """Looks, asks, clears, and looks again.

    Args:
        probe: the conversation with the broker; not connected yet.
        prefix: what every topic begins with.
        words: what is said.
        read_line: what the person types.
        stream: where to say it.
        listen_seconds: how long it listens, before and after.
    """

    def __init__(
        self,
        probe: Probe,
        prefix: str,
        words: PurgeWords,
        read_line: Callable[[], str],
        stream: TextIO,
        listen_seconds: float = LISTEN_SECONDS,
    ) -> None:
        self._probe = probe
        self._prefix = prefix
        self._words = words
        self._read_line = read_line
        self._stream = stream
        self._listen_seconds = listen_seconds

    def run(self, topics: Sequence[str]) -> int:
        """Clears what the broker keeps on these topics.

        Returns:
            0, also if there was nothing to clear or nobody wanted it; 1 if it could not be cleared.
        """
        kept = self._look(topics)
        for topic in topics:
            self._report(topic, kept.get(topic))
        if not kept:
            return DONE
        self._say(self._words.question.format(number=len(kept)), end="")
        if self._read_line().strip().lower() not in YES:
            self._say(self._words.nothing_done)
            return DONE
        cleared = [self._clear(each) for each in kept.values()]
        return DONE if all(cleared) else FAILED

    def _look(self, topics: Sequence[str]) -> dict[str, Kept]:
        self._probe.subscribe([self._prefix + topic for topic in topics])
        return {kept.topic: kept for kept in judge(self._probe.hear(self._listen_seconds), self._prefix, utc())}

    def _report(self, topic: str, kept: Kept | None) -> None:
        if kept is None:
            self._say(self._words.nothing_kept.format(topic=topic))
            return
        payload = printable(kept.payload.decode(errors="replace"), LONGEST_PAYLOAD)
        self._say(self._words.kept.format(topic=topic, payload=payload))
        if kept.is_live:
            spot_id = spot_of(topic)
            words = self._words.still_sensed if spot_id else self._words.still_spoken_of
            self._say(words.format(topic=topic, spot_id=spot_id))

    def _clear(self, kept: Kept) -> bool:
        topic = kept.topic
        whole = self._prefix + topic
        answer = self._probe.publish(whole, b"", retain=True)
        if answer is None or answer.refused:
            reason = answer.text if answer else "-"
            self._say(self._words.refused.format(topic=topic, reason=reason))
            return False
        if self._probe.hear_one(lambda sent: sent.topic == whole and sent.payload != b"", self._listen_seconds):
            self._say(self._words.still_there.format(topic=topic))
            return False
        words = self._words.cleared_for_now if kept.is_live else self._words.cleared
        self._say(words.format(topic=topic))
        return True

    def _say(self, text: str, end: str = "\n") -> None:
        self._stream.write(text + end)
        self._stream.flush()
