"""P3 moves the barrier; we are P2, and for a moment P7."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import ceil

from common.messages import BarrierCommand, BarrierState, Override
from p5_monitor.conformance.finding import Finding, Verdict, fails_unless, noted_unless
from p5_monitor.conformance.form import is_of
from p5_monitor.conformance.hold import AT_LAST_SECONDS, SETTLE_SECONDS
from p5_monitor.conformance.reading import word_in
from p5_monitor.conformance.scripts import (
    ANSWER_SECONDS,
    SLOW_SECONDS,
    Play,
    address,
    form,
    throw_rubbish,
    with_more_fields,
)
from p5_monitor.mqtt_probe import Sent

OPEN = BarrierCommand(action="OPEN")
FORCE_OPEN, RELEASE = Override(cmd="FORCE_OPEN"), Override(cmd="RELEASE")
COMMAND, OVERRIDE = address(BarrierCommand), address(Override)

RISES = ("OPENING", "OPENED")
FALLS = ("CLOSING", "CLOSED")

# When the second OPEN comes the arm is on its way, or up if it is very fast.
MOVING_SECONDS = 0.3

# An arm takes two seconds at most (P3_TRAVEL_SECONDS), and is given some more.
TRAVEL_SECONDS = 3.0

# Up, the hold, and down. Ours holds for ten seconds, and may be told to hold for long (P3_HOLD_SECONDS).
CLOSED_SECONDS = 60.0

# A second sequence that was waiting begins at once.
SECOND_SEQUENCE_SECONDS = 1.5

# It must still be there for whoever comes back last, who was asked in vain meanwhile. Should we be killed, the broker
# forgets it by itself.
KEPT_ORDER_SECONDS = ceil(AT_LAST_SECONDS + TRAVEL_SECONDS + SETTLE_SECONDS + SLOW_SECONDS)


def check(play: Play) -> Iterator[Finding]:
    """The whole script."""
    barrier = Barrier(play)
    opens = barrier.is_opened()
    if opens.verdict is Verdict.FAILS:
        if not play.hold.is_there(play.stage):
            yield play.stage.finding("absent", Verdict.FAILS)
            return
        # It may have been up, where an OPEN shows nothing.
        barrier.is_down()
        opens = barrier.is_opened()
    yield opens
    if opens.verdict is Verdict.FAILS:
        return
    yield from barrier.goes_through_it_once()
    yield barrier.hears_rubbish()
    survived, reads = barrier.hears_more_than_it_needs()
    yield from (survived, reads)
    if survived.verdict is Verdict.FITS:
        yield barrier.is_forced()
        barrier.is_down()
        returns = play.hold.come_back(
            play.stage, barrier.rises, meanwhile=barrier.leave_orders, returned=barrier.finds_the_orders
        )
        yield from map(barrier.excused, returns)
        barrier.takes_the_orders_away()
        yield barrier.left_order
    yield from form(play)


class Barrier:
    """The barrier, and who orders it.

    Args:
        play: what it plays with.
    """

    def __init__(self, play: Play) -> None:
        self._stage = play.stage
        self._hold = play.hold
        self._says_when_down = True
        self._was_down = True
        self.left_order = Finding("p3.kept_order", Verdict.NOTE, hint="p3.kept_order_untried")

    def is_opened(self) -> Finding:
        """A vehicle is let in; the second OPEN comes while the arm is on its way."""
        self._stage.begin()
        self._stage.say(OPEN)
        self._stage.answer(is_rising, MOVING_SECONDS)
        self._stage.say(OPEN)
        opened = self._stage.answer(is_opened, TRAVEL_SECONDS)
        return self._stage.finding("p3.opens", fails_unless(opened is not None), hint="deaf")

    def goes_through_it_once(self) -> Iterator[Finding]:
        """It was told twice."""
        closed = self._stage.answer(is_closed, CLOSED_SECONDS)
        self._says_when_down = closed is not None
        self._stage.listen(SECOND_SEQUENCE_SECONDS)
        words = [word_of(sent) for sent in self._stage.answers if not met_something(sent)]
        yield self._stage.finding("p3.second_open", fails_unless(times_raised(words) == 1))
        missing = [word for word in (*RISES, *FALLS) if word not in words]
        yield self._stage.finding("p3.states", noted_unless(not missing), details={"missing": ", ".join(missing)})

    def hears_rubbish(self) -> Finding:
        """Somebody says nonsense, and the arm is down."""
        self.is_down()
        self._stage.begin()
        throw_rubbish(self._stage, BarrierCommand, COMMAND)
        return self._stage.finding("rubbish", fails_unless(not self._risen()))

    def hears_more_than_it_needs(self) -> tuple[Finding, Finding]:
        """An order with more fields, and if that does nothing, one without."""
        self._stage.begin()
        self._stage.say_bytes(COMMAND, with_more_fields(OPEN))
        if self._stage.answer(is_rising, TRAVEL_SECONDS):
            return self._stage.finding("survives", Verdict.FITS), self._stage.finding("p3.extra", Verdict.FITS)
        reads = self._stage.finding("p3.extra", Verdict.FAILS)
        self._stage.begin()
        survived = self._stage.finding("survives", fails_unless(self.rises()))
        return self.excused(survived), self.excused(reads)

    def rises(self) -> bool:
        """It is told to, unless it has found an order that was left, which it should not have."""
        if self._risen():
            return True
        self._stage.say(OPEN)
        return self._stage.answer(is_rising, TRAVEL_SECONDS) is not None

    def is_down(self) -> None:
        """Waits for it, if it is one that says so."""
        if self._says_when_down and not self._is_said_to_be_down():
            self._stage.begin()
            self._stage.answer(is_closed, CLOSED_SECONDS)
        self._was_down = self._is_said_to_be_down()

    def excused(self, finding: Finding) -> Finding:
        """Whoever does not say CLOSED may have been up, where an OPEN shows nothing."""
        if finding.verdict is Verdict.FAILS and finding.hint != "reconnect_away" and not self._was_down:
            return replace(finding, verdict=Verdict.NOTE, hint="p3.not_down")
        return finding

    def leave_orders(self) -> None:
        """Somebody left orders with the broker while the module was away; they are for a vehicle that is gone."""
        for topic, order in ((COMMAND, OPEN), (OVERRIDE, FORCE_OPEN)):
            self._stage.say_bytes(topic, order.payload(), retain=True, expiry_seconds=KEPT_ORDER_SECONDS)

    def finds_the_orders(self) -> None:
        """The module is back, and gets them."""
        self._stage.listen(SLOW_SECONDS)
        has_risen = bool(self._risen())
        if self._hold.was_alone and has_risen:
            self.left_order = self._stage.finding("p3.kept_order", Verdict.FAILS)
        elif self._hold.was_alone:
            verdict, hint = (Verdict.FITS, "") if self._was_down else (Verdict.NOTE, "p3.not_down")
            self.left_order = self._stage.finding("p3.kept_order", verdict, hint=hint)
        self.takes_the_orders_away()
        if has_risen:
            self._stage.say(RELEASE)
            self.is_down()

    def takes_the_orders_away(self) -> None:
        """Nobody else shall find them."""
        for topic in (COMMAND, OVERRIDE):
            self._stage.say_bytes(topic, b"", retain=True)

    def is_forced(self) -> Finding:
        """The operator opens it. It is up already; whoever says nothing then is told again when it is down."""
        self._stage.answer(is_opened, TRAVEL_SECONDS)
        self._stage.begin()
        self._stage.undo_with(RELEASE)
        if not self._obeys_force():
            self.is_down()
            self._stage.begin()
            finding = self._stage.finding("p3.forced", noted_unless(self._obeys_force()))
        else:
            finding = self._stage.finding("p3.forced", Verdict.FITS)
        self._stage.say(RELEASE)
        return finding

    def _obeys_force(self) -> bool:
        self._stage.say(FORCE_OPEN)
        return self._stage.answer(is_rising, ANSWER_SECONDS) is not None

    def _is_said_to_be_down(self) -> bool:
        said = [sent for sent in (*self._stage.kept, *self._stage.heard) if word_of(sent)]
        return not said or is_closed(said[-1])

    def _risen(self) -> list[Sent]:
        return [sent for sent in self._stage.answers if is_rising(sent)]


def word_of(sent: Sent) -> str:
    """Where the arm is, as far as it can be read."""
    return word_in(sent.payload, "state") if is_of(BarrierState, sent) else ""


def is_rising(sent: Sent) -> bool:
    """Whether it says that the arm goes up, or is up."""
    return word_of(sent) in RISES


def is_opened(sent: Sent) -> bool:
    """Whether it says that the arm is up."""
    return word_of(sent) == "OPENED"


def is_closed(sent: Sent) -> bool:
    """Whether it says that the arm is down."""
    return word_of(sent) == "CLOSED"


def met_something(sent: Sent) -> bool:
    """Whether the arm went up because something was under it: nobody ordered that."""
    return sent.properties.get("reason") == "obstacle"


def times_raised(words: Sequence[str]) -> int:
    """How often the arm went up; a word that is repeated is no movement."""
    times, before = 0, ""
    for word in words:
        is_another = before not in RISES or (before == "OPENED" and word == "OPENING")
        if word in RISES and is_another:
            times += 1
        if word:
            before = word
    return times
