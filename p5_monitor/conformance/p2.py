"""P2 lets vehicles in; we are P1 and P4, and the drivers."""

from collections.abc import Iterator

from common.contract import address_of
from common.messages import Available, BarrierCommand, Forgotten, Message, SpotStatus, Status
from p5_monitor.conformance.finding import Finding, Verdict, fails_unless, noted_unless
from p5_monitor.conformance.form import is_of
from p5_monitor.conformance.scripts import (
    ANSWER_SECONDS,
    QUIET_SECONDS,
    SLOW_SECONDS,
    SPOT,
    Play,
    address,
    form,
    throw_rubbish,
    with_more_fields,
)
from p5_monitor.conformance.stage import Stage
from p5_monitor.mqtt_probe import Sent

# Less than a second of FREE between two vehicles is one vehicle whose echo was lost.
GAP_SECONDS = 1.2

# A driver waits no longer. Together with what else is waited for, whoever calls nobody knows it within 15 s.
FIRST_SECONDS = 2.0

# More than any earlier check has left on their way.
PLENTY = 20


def check(play: Play) -> Iterator[Finding]:
    """The whole script."""
    entry = Entry(play)
    no_vehicle = entry.stands_empty()
    opens = entry.first_vehicle()
    if opens.verdict is Verdict.FAILS:
        yield from play.hold.unanswered(play.stage, opens)
        return
    yield no_vehicle
    yield opens
    yield entry.stands_there_for_long()
    yield from entry.second_vehicle()
    yield entry.is_full()
    yield entry.hears_rubbish()
    waited, survived = entry.gets_a_place()
    yield from (waited, survived)
    if survived.verdict is Verdict.FITS:
        yield entry.hears_more_than_it_needs()
        yield entry.does_not_know_the_count()
        yield from play.hold.come_back(play.stage, entry.lets_one_in)
        entry.all_park()
    yield from form(play)


class Entry:
    """The lane before the barrier, and the one place that is free.

    Args:
        play: what it plays with.
    """

    def __init__(self, play: Play) -> None:
        self._stage: Stage = play.stage
        self._clock = play.clock
        self._detector = play.entry
        self._places = 1
        self._has_earlier_vehicles = False
        self._second_waits = False
        # How long an OPEN may take: as long as the first one, and some more.
        self._quiet_seconds = SLOW_SECONDS

    def stands_empty(self) -> Finding:
        """A place is free, and nobody wants it."""
        self._stage.begin()
        self._spot(SPOT, "FREE")
        self._spot(self._detector, "FREE")
        self._count(self._places)
        self._stage.listen(GAP_SECONDS)
        return self._quiet("p2.no_vehicle")

    def first_vehicle(self) -> Finding:
        """A vehicle comes, and a place is free."""
        self._stage.begin()
        self._spot(self._detector, "OCCUPIED")
        opened = self._first_order()
        if opened is None:
            # Whoever let vehicles in a minute ago keeps their places free.
            self._has_earlier_vehicles = True
            self._places = PLENTY
            self._count(self._places)
            opened = self._first_order()
        return self._stage.finding("p2.opens", fails_unless(opened is not None), hint="deaf")

    def stands_there_for_long(self) -> Finding:
        """It has got its OPEN, and P1 repeats what it said."""
        for _ in range(2):
            self._spot(self._detector, "OCCUPIED")
        self._stage.listen(self._quiet_seconds)
        return self._stage.finding("p2.one_open", fails_unless(len(self._orders()) == 1))

    def second_vehicle(self) -> Iterator[Finding]:
        """The first one drives on, and another one comes before it has parked; then it parks."""
        self._stage.begin()
        self._comes()
        self._stage.listen(self._quiet_seconds)
        self._second_waits = not self._orders()
        if self._has_earlier_vehicles:
            yield self._stage.finding("p2.one_place", Verdict.NOTE, [], hint="p2.one_place_untried")
        else:
            yield self._quiet("p2.one_place")
        self._stage.begin()
        self._spot(SPOT, "OCCUPIED")
        self._stage.listen(self._quiet_seconds)
        yield self._stage.finding("p2.parked", noted_unless(not self._orders()))

    def is_full(self) -> Finding:
        """No place is left, and a vehicle waits."""
        self._stage.begin()
        self._count(0)
        if not self._second_waits:
            self._comes()
        self._stage.listen(self._quiet_seconds)
        return self._quiet("p2.full")

    def hears_rubbish(self) -> Finding:
        """Somebody says nonsense about the count."""
        self._stage.begin()
        throw_rubbish(self._stage, Available, address(Available))
        self._stage.listen(self._quiet_seconds - QUIET_SECONDS)
        return self._quiet("rubbish")

    def gets_a_place(self) -> tuple[Finding, Finding]:
        """A place comes free for the one who waits; whoever does not see that may see the next one come."""
        self._stage.begin()
        self._spot(SPOT, "FREE")
        self._count(self._places)
        opened = self._stage.answer(is_order, ANSWER_SECONDS)
        waited = self._stage.finding("p2.waits", noted_unless(opened is not None))
        if opened is None:
            self._stage.begin()
            self.lets_one_in()
        return waited, self._stage.finding("survives", fails_unless(bool(self._orders())))

    def hears_more_than_it_needs(self) -> Finding:
        """A place comes free and a vehicle comes, told with more fields than the table has."""
        self._stage.begin()
        self._count(0)
        self._say_more(Available(count=PLENTY))
        self._say_more(SpotStatus(id=self._detector, status="FREE"))
        self._stage.listen(GAP_SECONDS)
        self._say_more(SpotStatus(id=self._detector, status="OCCUPIED"))
        opened = self._stage.answer(is_order, ANSWER_SECONDS)
        return self._stage.finding("p2.extra", fails_unless(opened is not None))

    def does_not_know_the_count(self) -> Finding:
        """There were places for everybody, until nobody vouched for it any more."""
        self._stage.begin()
        self._count(PLENTY)
        self._spot(self._detector, "FREE")
        self._stage.listen(GAP_SECONDS)
        self._stage.begin()
        self._stage.say(Forgotten(Available))
        self._spot(self._detector, "OCCUPIED")
        self._stage.listen(self._quiet_seconds)
        return self._quiet("p2.no_count")

    def lets_one_in(self) -> bool:
        """Another vehicle comes while there are places for everybody."""
        self._count(PLENTY)
        self._comes()
        return self._stage.answer(is_order, ANSWER_SECONDS) is not None

    def all_park(self) -> None:
        """Whoever was let in parks, or P2 would hold places for them for minutes."""
        self._spot(self._detector, "FREE")
        left = PLENTY
        for _ in [sent for sent in self._stage.heard if is_order(sent)]:
            left = max(0, left - 1)
            self._spot(SPOT, "FREE")
            self._spot(SPOT, "OCCUPIED")
            self._count(left)

    def _first_order(self) -> Sent | None:
        """How long this one took is how long others may take."""
        began = self._clock()
        opened = self._stage.answer(is_order, FIRST_SECONDS)
        self._quiet_seconds = self._clock() - began + SLOW_SECONDS
        return opened

    def _comes(self) -> None:
        self._spot(self._detector, "FREE")
        self._stage.listen(GAP_SECONDS)
        self._spot(self._detector, "OCCUPIED")

    def _spot(self, spot_id: str, status: Status) -> None:
        self._stage.say(SpotStatus(id=spot_id, status=status))

    def _say_more(self, message: Message) -> None:
        self._stage.say_bytes(address_of(message), with_more_fields(message))

    def _count(self, count: int) -> None:
        self._stage.say(Available(count=count))

    def _orders(self) -> list[Sent]:
        return [sent for sent in self._stage.answers if is_order(sent)]

    def _quiet(self, row: str) -> Finding:
        return self._stage.finding(row, fails_unless(not self._orders()))


def is_order(sent: Sent) -> bool:
    """Anything that is said to the barrier."""
    return is_of(BarrierCommand, sent) and sent.payload != b""
