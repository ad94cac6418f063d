"""``python -m p5_monitor purge A13``: what the broker keeps of a spot that is gone, or of an order, is cleared.

The one way to be rid of a retained message is to publish an empty one on its topic (MQTT 5, section 3.3.1.3), and
whoever hears that takes the spot for forgotten. So it looks first, and asks. The topics for orders are emptied also if
the broker keeps nothing: what P5 saw flagged may be gone without a word, and only an empty payload tells P5 so.
"""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
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

DONE, FAILED, INTERRUPTED = 0, 1, 130

ORDERS = "--orders"
ORDER_TOPICS = [topic_of(message).address for message in (BarrierCommand, Override, NewSpot)]

YES = ("y", "o", "yes", "oui")

# A kept message comes at once. Whoever speaks of it each second is heard as well; whoever does each minute is known by
# his promise.
LISTEN_SECONDS = 2.0

# As everywhere: three promises broken in a row.
PATIENCE = 3

LONGEST_PAYLOAD = 60
LONGEST_PLACE = 200


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
        return ORDER_TOPICS
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

    def open_probe() -> Probe:
        return Probe(connection.broker, TOOLS.client_id("purge"))

    tool = Purge(open_probe, connection.prefix, words, lambda: typed(sys.stdin, sys.stdout), sys.stdout)
    try:
        return tool.run(topics)
    except Unreachable as error:
        broker = printable(f"{common.mqtt_host}:{common.mqtt_port}", LONGEST_PLACE)
        sys.stderr.write(words.unreachable.format(broker=broker, reason=printable(str(error), LONGEST_PLACE)) + "\n")
        return FAILED
    except SystemExit:  # Ctrl-C, as common.program takes it; the terminal has put its ^C behind the question
        sys.stdout.write(f"\n{words.interrupted}\n")
        return INTERRUPTED


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


def _keeps_its_promise(properties: Mapping[str, str], at: datetime) -> bool:
    """Whether its sender promised to repeat it, and would not have had to do so by now."""
    try:
        sent, refresh = datetime.fromisoformat(properties["sent"]), float(properties["refresh"])
        return (at - sent).total_seconds() <= PATIENCE * refresh
    except (KeyError, ValueError, TypeError, OverflowError):
        return False


def spot_of(topic: str) -> str:
    """The id of the spot whose status is said on a topic (without the prefix); empty for any other topic."""
    found = find(topic)
    return found[1] if found and found[0].message is SpotStatus else ""


class Unheard(Exception):
    """What the broker keeps could not be heard; the text says why."""


class Purge:
    """Looks, asks, clears, and looks again.

    Args:
        open_probe: makes a conversation with the broker; not connected yet.
        prefix: what every topic begins with.
        words: what is said.
        read_line: what the person types.
        stream: where to say it.
        listen_seconds: how long it listens, before and after.
    """

    def __init__(
        self,
        open_probe: Callable[[], Probe],
        prefix: str,
        words: PurgeWords,
        read_line: Callable[[], str],
        stream: TextIO,
        listen_seconds: float = LISTEN_SECONDS,
    ) -> None:
        self._open_probe = open_probe
        self._prefix = prefix
        self._words = words
        self._read_line = read_line
        self._stream = stream
        self._listen_seconds = listen_seconds

    def run(self, topics: Sequence[str]) -> int:
        """Clears what the broker keeps on these topics.

        Returns:
            0, also if there was nothing to clear or nobody wanted it; 1 if it could not be heard or cleared.

        Raises:
            Unreachable: there is no broker, or it does not let us in.
        """
        try:
            return self._run(topics)
        except Unheard as error:
            self._say(str(error))
            return FAILED

    def _run(self, topics: Sequence[str]) -> int:
        with self._connected() as probe:
            kept = self._look(probe, topics)
        for topic in topics:
            self._report(topic, kept.get(topic))
        if list(topics) == ORDER_TOPICS:
            return self._clear_after_a_yes(topics, kept, self._words.orders_question)
        return self._clear_after_a_yes(list(kept), kept, self._words.question) if kept else DONE

    def _clear_after_a_yes(self, topics: Sequence[str], kept: Mapping[str, Kept], question: str) -> int:
        # Nobody is connected meanwhile: a person may think for longer than a broker waits for a sign of life.
        self._say(question.format(number=len(topics)), end="")
        if self._read_line().strip().lower() not in YES:
            self._say(self._words.nothing_done)
            return DONE
        with self._connected() as probe:
            return self._clear_all(probe, topics, {topic for topic in kept if kept[topic].is_live})

    @contextmanager
    def _connected(self) -> Iterator[Probe]:
        with self._open_probe() as probe:
            answer = probe.connect()
            if not probe.is_connected:
                raise Unreachable(answer.text)
            yield probe

    def _look(self, probe: Probe, topics: Sequence[str]) -> dict[str, Kept]:
        answers = probe.subscribe([self._prefix + topic for topic in topics])
        refusals = [
            self._words.unheard.format(topic=topic, reason=answer.text)
            for topic, answer in zip(topics, answers, strict=False)
            if answer.refused
        ]
        if refusals:
            raise Unheard("\n".join(refusals))
        heard = probe.hear(self._listen_seconds) if answers else []
        if not probe.is_connected:
            raise Unheard(self._words.cut_off.format(reason=probe.ending))
        if not answers:
            raise Unheard(self._words.unanswered)
        return {kept.topic: kept for kept in judge(heard, self._prefix, utc())}

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

    def _clear_all(self, probe: Probe, topics: Sequence[str], live: set[str]) -> int:
        taken = [topic for topic in topics if self._clear(probe, topic)]
        still_there = self._look(probe, taken) if taken else {}
        for topic in taken:
            cleared = self._words.cleared_for_now if topic in live else self._words.cleared
            said = self._words.still_there if topic in still_there else cleared
            self._say(said.format(topic=topic))
        return DONE if taken == list(topics) and not still_there else FAILED

    def _clear(self, probe: Probe, topic: str) -> bool:
        """Whether the broker took the empty message."""
        answer = probe.publish(self._prefix + topic, b"", retain=True)
        if answer is None or answer.refused:
            reason = answer.text if answer else probe.ending or "-"
            self._say(self._words.refused.format(topic=topic, reason=reason))
            return False
        return True

    def _say(self, text: str, end: str = "\n") -> None:
        self._stream.write(text + end)
        self._stream.flush()
