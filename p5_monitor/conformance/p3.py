"""P3 moves the barrier; we are P2, and for a moment P7."""

from collections.abc import Iterator, Sequence

from common.messages import BarrierCommand, BarrierState, Override
from p5_monitor.conformance.finding import Finding, Verdict, fails_unless, noted_unless
from p5_monitor.conformance.form import is_of
from p5_monitor.conformance.reading import word_in
from p5_monitor.conformance.scripts import ANSWER_SECONDS, QUIET_SECONDS, Play, address, form, throw_rubbish
from p5_monitor.mqtt_probe import Sent

OPEN = BarrierCommand(action="OPEN")
COMMAND = address(BarrierCommand)

# As an old module would send it: what it says of the time is nobody's business.
OPEN_WITH_TS = b'{"action": "OPEN", "ts": "2026-01-29T17:25:30"}'

RISES = ("OPENING", "OPENED")
FALLS = ("CLOSING", "CLOSED")

# When the second OPEN comes the arm is on its way, or up if it is very fast.
MOVING_SECONDS = 0.3

# An arm takes two seconds at most (P3_TRAVEL_SECONDS), and is given some more.
TRAVEL_SECONDS = 3.0

# Up, ten seconds of hold, and down.
CYCLE_SECONDS = 16.0

# A second sequence that was waiting begins at once.
SECOND_SEQUENCE_SECONDS = 1.5

# Should we be killed, the broker forgets it by itself.
KEPT_ORDER_SECONDS = 10


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
        barrier.is_down()
        returns = play.hold.come_back(
            play.stage, barrier.rises, meanwhile=barrier.leave_an_order, returned=barrier.finds_the_order
        )
        yield from returns
        barrier.takes_the_order_away()
        yield barrier.left_order
        yield barrier.is_forced()
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
        closed = self._stage.answer(is_closed, CYCLE_SECONDS)
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
        """An order with one field more, and if that does nothing, one without."""
        self._stage.begin()
        self._stage.say_bytes(COMMAND, OPEN_WITH_TS)
        if self._stage.answer(is_rising, TRAVEL_SECONDS):
            return self._stage.finding("survives", Verdict.FITS), self._stage.finding("p3.extra", Verdict.FITS)
        reads = self._stage.finding("p3.extra", Verdict.FAILS)
        self._stage.begin()
        survived = self._stage.finding("survives", fails_unless(self.rises()))
        return survived, reads

    def rises(self) -> bool:
        """It is told to, unless it has found an order that was left, which it should not have."""
        if self._risen():
            return True
        self._stage.say(OPEN)
        return self._stage.answer(is_rising, TRAVEL_SECONDS) is not None

    def is_down(self) -> None:
        """Waits for it, if it is one that says so."""
        last = next((sent for sent in reversed([*self._stage.kept, *self._stage.heard]) if word_of(sent)), None)
        if self._says_when_down and last is not None and not is_closed(last):
            self._stage.begin()
            self._stage.answer(is_closed, CYCLE_SECONDS)

    def leave_an_order(self) -> None:
        """Somebody left an order with the broker while the module was away; it is for a vehicle that is gone."""
        self._stage.say_bytes(COMMAND, OPEN.payload(), retain=True, expiry_seconds=KEPT_ORDER_SECONDS)

    def finds_the_order(self) -> None:
        """The module is back, and gets it."""
        self._stage.listen(QUIET_SECONDS)
        if self._hold.was_alone:
            self.left_order = self._stage.finding("p3.kept_order", fails_unless(not self._risen()))
        self.takes_the_order_away()
        if self._risen():
            self.is_down()

    def takes_the_order_away(self) -> None:
        """Nobody else shall find it."""
        self._stage.say_bytes(COMMAND, b"", retain=True)

    def is_forced(self) -> Finding:
        """The operator opens it. It is up already; whoever says nothing then is told again when it is down."""
        self._stage.answer(is_opened, TRAVEL_SECONDS)
        self._stage.begin()
        self._stage.undo_with(Override(cmd="RELEASE"))
        self._stage.say(Override(cmd="FORCE_OPEN"))
        answered = self._stage.answer(is_rising, ANSWER_SECONDS)
        if answered is None:
            self.is_down()
            self._stage.say(Override(cmd="FORCE_OPEN"))
            answered = self._stage.answer(is_rising, ANSWER_SECONDS)
        finding = self._stage.finding("p3.forced", noted_unless(answered is not None))
        self._stage.say(Override(cmd="RELEASE"))
        return finding

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
