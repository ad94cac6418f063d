"""P4 counts the free places; we are P1."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from common.contract import address_of
from common.messages import Available, Forgotten, SpotStatus, Status
from p5_monitor.conformance.finding import Finding, Verdict, fails_unless
from p5_monitor.conformance.form import is_of
from p5_monitor.conformance.reading import number_in
from p5_monitor.conformance.scripts import (
    ANSWER_SECONDS,
    SECOND_SPOT,
    SLOW_SECONDS,
    SPOT,
    Play,
    form,
    throw_rubbish,
    with_more_fields,
)
from p5_monitor.mqtt_probe import Sent

SECOND_TOPIC = address_of(Forgotten(SpotStatus, SECOND_SPOT))

# Places that some signs hold back, such as ours with P4_RESERVE.
HELD_BACK = [f"CHECK{number}" for number in range(11, 21)]

# Two places each, though they look alike; a sign may know no ids but a letter and digits. And one place that is named
# in two ways.
ALIKE = ("CHECK3", "CHECK03", "Z9", "Z09")
LOWER_CASE_TOPIC = "parking/spots/check4/status"
UPPER_CASE_FREE, UPPER_CASE_OCCUPIED = (SpotStatus(id="CHECK4", status=word).payload() for word in ("FREE", "OCCUPIED"))

# A count is the last one when none has followed for so long.
SETTLED_SECONDS = 0.4

TOGGLES = 20

# At most 20 counts a second, or a sign that flickers is read by nobody.
COALESCING_SECONDS = 0.05


def check(play: Play) -> Iterator[Finding]:
    """The whole script."""
    counting = Counting(play)
    counts = counting.first_place()
    if counts.verdict is Verdict.FAILS and not counts.came:
        yield from play.hold.unanswered(play.stage, counts)
        return
    yield counts
    # Of a count that nobody can read the form says all there is to say.
    if counts.verdict is Verdict.FITS and counting.is_read:
        yield from _counts_on(play, counting)
    yield from form(play)


def _counts_on(play: Play, counting: "Counting") -> Iterator[Finding]:
    frees = counting.second_place()
    yield frees
    if frees.hint == "p4.ignored":
        # Where ours do not count, what follows could only fail as well.
        return
    yield counting.second_place_again()
    yield counting.reads_more_fields()
    yield counting.at_the_barrier()
    yield counting.nobody_knows()
    yield counting.names_alike()
    yield counting.named_in_two_ways()
    yield counting.is_forgotten()
    yield counting.many_at_once()
    yield counting.hears_rubbish()
    survived = counting.survives()
    yield survived
    if survived.verdict is Verdict.FITS:
        yield from play.hold.come_back(play.stage, counting.changes)


class Counting:
    """The places that we say, and what the sign makes of them.

    After each row the first place is free and the second one taken, so that whatever a row found the next begins anew.

    Args:
        play: what it plays with.
    """

    def __init__(self, play: Play) -> None:
        self._stage = play.stage
        self._clock = play.clock
        self._entry = play.entry
        self._one = 0

    @property
    def is_read(self) -> bool:
        """Whether its last count is a number."""
        return self._last_count() is not None

    def first_place(self) -> Finding:
        """Two places, and one of them comes free; if that shows nothing, so many that one may be held back."""
        self._stage.begin()
        self._spot(SPOT, "OCCUPIED")
        self._spot(SECOND_SPOT, "OCCUPIED")
        self._stage.listen(SLOW_SECONDS)
        # What it said before anybody asked; who says only what changes may have said nothing.
        before = self._last_count()

        def is_another(count: int | None) -> bool:
            return before is None or count != before

        self._spot(SPOT, "FREE")
        if not self._comes(is_another, ANSWER_SECONDS):
            for spot_id in HELD_BACK:
                self._spot(spot_id, "FREE")
            if not self._comes(is_another, SLOW_SECONDS):
                hint = "p4.ignored" if self._counted() else "p4.deaf"
                return self._stage.finding("p4.counts", Verdict.FAILS, hint=hint)
        self._stage.listen(SLOW_SECONDS)
        # What else is free here was so before.
        self._one = self._last_count() or 0
        return self._stage.finding("p4.counts", Verdict.FITS)

    def second_place(self) -> Finding:
        """The other one comes free."""
        finding = self._counts("p4.free", self._one + 1, "FREE")
        is_unmoved = self._last_count() == self._one
        return replace(finding, hint="p4.ignored") if finding.verdict is Verdict.FAILS and is_unmoved else finding

    def second_place_again(self) -> Finding:
        """And is taken."""
        return self._counts("p4.taken", self._one, "OCCUPIED")

    def reads_more_fields(self) -> Finding:
        """It comes free once more, with more fields than the table has."""
        self._stage.begin()
        self._stage.say_bytes(SECOND_TOPIC, with_more_fields(SpotStatus(id=SECOND_SPOT, status="FREE")), retain=True)
        finding = self._count_is("p4.extra", self._one + 1)
        self._spot(SECOND_SPOT, "OCCUPIED")
        self._rest()
        return finding

    def at_the_barrier(self) -> Finding:
        """A vehicle comes to the detector and drives on; what is FREE then is no place."""
        self._stage.begin()
        self._spot(self._entry, "OCCUPIED", retain=False)
        self._spot(self._entry, "FREE", retain=False)
        finding = self._unchanged("p4.detector", {"entry": self._entry})
        self._spot(self._entry, "OCCUPIED", retain=False)
        self._rest()
        return finding

    def nobody_knows(self) -> Finding:
        """A sensor dies, and the driver cannot count on its place."""
        self._counts("p4.free", self._one + 1, "FREE")
        finding = self._counts("p4.unknown", self._one, "UNKNOWN")
        self._spot(SECOND_SPOT, "OCCUPIED")
        self._rest()
        return finding

    def names_alike(self) -> Finding:
        """Ids are compared as they are written; whoever has a place of that name keeps the copy of its status."""
        self._stage.begin()
        for spot_id in ALIKE:
            self._spot(spot_id, "FREE", retain=False)
        finding = self._count_is("p4.ids", self._one + len(ALIKE))
        for spot_id in ALIKE:
            self._spot(spot_id, "OCCUPIED", retain=False)
        self._rest()
        return finding

    def named_in_two_ways(self) -> Finding:
        """The topic says one thing, the message another: nobody knows which place it would be."""
        self._stage.begin()
        self._stage.say_bytes(LOWER_CASE_TOPIC, UPPER_CASE_FREE)
        finding = self._unchanged("p4.mismatch")
        self._stage.say_bytes(LOWER_CASE_TOPIC, UPPER_CASE_OCCUPIED)
        self._rest()
        return finding

    def is_forgotten(self) -> Finding:
        """A place is taken out of the lot while it is free."""
        self._counts("p4.free", self._one + 1, "FREE")
        self._stage.begin()
        self._stage.say(Forgotten(SpotStatus, SECOND_SPOT), retain=True)
        finding = self._count_is("p4.forgets", self._one)
        self._spot(SECOND_SPOT, "OCCUPIED")
        self._rest()
        return finding

    def many_at_once(self) -> Finding:
        """A bus unloads; what matters is the last count."""
        self._stage.begin()
        began = self._clock()
        for number in range(TOGGLES):
            self._spot(SECOND_SPOT, "OCCUPIED" if number % 2 else "FREE")
        was_quick = self._clock() - began < TOGGLES * COALESCING_SECONDS / 2
        self._stage.listen(SLOW_SECONDS)
        counted = self._counted()
        right = not counted or count_of(counted[-1]) == self._one
        details = {"count": str(self._one)}
        if right and was_quick and len(counted) >= TOGGLES:
            return self._stage.finding(
                "p4.last_of_many", Verdict.NOTE, counted[-1:], hint="p4.each_of_many", details=details
            )
        return self._stage.finding("p4.last_of_many", fails_unless(right), counted[-1:], details=details)

    def hears_rubbish(self) -> Finding:
        """Somebody says nonsense about a place that is taken."""
        self._stage.begin()
        throw_rubbish(self._stage, SpotStatus, SECOND_TOPIC)
        more = [sent for sent in self._counted() if (count_of(sent) or 0) > self._one]
        finding = self._stage.finding("rubbish", fails_unless(not more), more[:1])
        self._spot(SECOND_SPOT, "OCCUPIED")
        self._rest()
        return finding

    def survives(self) -> Finding:
        """It goes on counting."""
        self._stage.begin()
        return self._stage.finding("survives", fails_unless(self.changes()))

    def changes(self) -> bool:
        """A place comes free and is taken, and the count follows: who says the same number for ever is right once."""
        self._spot(SECOND_SPOT, "FREE")
        is_counted = self._comes(lambda count: count == self._one + 1, ANSWER_SECONDS)
        self._spot(SECOND_SPOT, "OCCUPIED")
        if not is_counted:
            self._rest()
            return False
        return self._comes(lambda count: count == self._one, ANSWER_SECONDS)

    def _counts(self, row: str, right: int, status: Status) -> Finding:
        self._stage.begin()
        self._spot(SECOND_SPOT, status)
        return self._count_is(row, right)

    def _count_is(self, row: str, right: int) -> Finding:
        """Whether the count becomes this, and stays so."""
        self._stage.answer(lambda sent: is_count(sent) and count_of(sent) == right, ANSWER_SECONDS)
        self._rest()
        last = self._counted()[-1:]
        is_right = bool(last) and count_of(last[0]) == right
        return self._stage.finding(row, fails_unless(is_right), last, details={"count": str(right)})

    def _unchanged(self, row: str, details: dict[str, str] | None = None) -> Finding:
        self._stage.listen(SLOW_SECONDS)
        wrong = [sent for sent in self._counted() if count_of(sent) != self._one]
        details = {**(details or {}), "count": str(self._one)}
        return self._stage.finding(row, fails_unless(not wrong), wrong[:1], details=details)

    def _rest(self) -> None:
        """What was said last has its effect before the next row."""
        self._stage.listen(SETTLED_SECONDS)

    def _comes(self, is_wanted: Callable[[int | None], bool], seconds: float) -> bool:
        """Whether such a count is said from now on."""
        earlier = self._counted()

        def is_it(sent: Sent) -> bool:
            return is_count(sent) and sent not in earlier and is_wanted(count_of(sent))

        return self._stage.answer(is_it, seconds) is not None

    def _last_count(self) -> int | None:
        """The number that it said last since we came."""
        return next((count_of(sent) for sent in reversed(self._stage.heard) if is_count(sent)), None)

    def _counted(self) -> list[Sent]:
        return [sent for sent in self._stage.answers if is_count(sent)]

    def _spot(self, spot_id: str, status: Status, *, retain: bool = True) -> None:
        self._stage.say(SpotStatus(id=spot_id, status=status), retain=retain)


def is_count(sent: Sent) -> bool:
    """Anything that is said where the count is."""
    return is_of(Available, sent) and sent.payload != b""


def count_of(sent: Sent) -> int | None:
    """The number, as far as it can be read."""
    return number_in(sent.payload, "count")
