"""Any order of arrivals, parking, dying sensors, lost connections and restarts: never two vehicles for one place."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from common.messages import Connected, Disconnected
from common.state_file import StateFile
from tests.p2_logic.lot import ARRIVES, DRIVES_ON, OPEN, TRANSIT_SECONDS, Lot, free, taken, unknown

PLACES = ["A1", "A2", "A3"]


class DayAtTheEntry(RuleBasedStateMachine):
    """The true world beside P2's picture of it.

    A vehicle that was let in parks before its place is given back, as ``P2_TRANSIT_SECONDS`` is chosen for.
    """

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.places: list[str] = []
        self.free: set[str] = set()
        self.dead: set[str] = set()
        self.stands = False
        self.stands_let_in = False
        self.driving: list[float] = []
        self.announced = 0

    def teardown(self) -> None:
        self.folder.cleanup()

    @initialize(places=st.integers(1, len(PLACES)))
    def opens(self, places: int) -> None:
        self.places = PLACES[:places]
        self.free = set(self.places)
        self.announced = places
        self.lot = self.start()

    def start(self) -> Lot:
        lot = Lot(None, file=StateFile(Path(self.folder.name) / "p2.json"))
        lot.hears(*(self.status_of(place) for place in self.places), retained=True)
        self.hear(lot.hears(ARRIVES if self.stands else DRIVES_ON, retained=True))
        self.hear(lot.counts(self.announced))
        return lot

    def status_of(self, place: str) -> object:
        if place in self.dead:
            return unknown(place)
        return free(place) if place in self.free else taken(place)

    def hear(self, said: Sequence[object]) -> None:
        if OPEN in said:
            assert self.stands, "an OPEN for nobody"
            self.stands_let_in = True

    @precondition(lambda self: not self.stands)
    @rule(gap=st.floats(1.0, 10.0))
    def a_vehicle_arrives(self, gap: float) -> None:
        self.time_passes(gap)
        self.stands, self.stands_let_in = True, False
        self.hear(self.lot.hears(ARRIVES))

    @precondition(lambda self: self.stands)
    @rule()
    def it_drives_on(self) -> None:
        if self.stands_let_in:
            self.driving.append(self.lot.now + TRANSIT_SECONDS)
        self.stands = self.stands_let_in = False
        self.hear(self.lot.hears(DRIVES_ON))

    @precondition(lambda self: self.driving and self.free)
    @rule(data=st.data())
    def it_parks(self, data: st.DataObject) -> None:
        place = data.draw(st.sampled_from(sorted(self.free)))
        self.driving.pop(0)
        self.free.discard(place)
        self.hear(self.lot.hears(self.status_of(place)))

    @rule()
    def p4_counts(self) -> None:
        self.announced = len(self.free - self.dead)
        self.hear(self.lot.counts(self.announced))

    @precondition(lambda self: len(self.free) < len(self.places))
    @rule(data=st.data())
    def one_leaves(self, data: st.DataObject) -> None:
        place = data.draw(st.sampled_from(sorted(set(self.places) - self.free)))
        self.free.add(place)
        self.hear(self.lot.hears(self.status_of(place)))

    @rule(data=st.data())
    def a_sensor_dies_or_recovers(self, data: st.DataObject) -> None:
        place = data.draw(st.sampled_from(self.places))
        self.dead ^= {place}
        self.hear(self.lot.hears(self.status_of(place)))

    @rule(seconds=st.floats(0.1, 30.0))
    def time_passes(self, seconds: float) -> None:
        # P4 counts within 50 ms.
        self.p4_counts()
        self.driving = [until for until in self.driving if until > self.lot.now + seconds]
        self.hear(self.lot.passes(seconds))

    @rule()
    def the_connection_is_lost_and_returns(self) -> None:
        self.lot.senses(Disconnected())
        self.lot.senses(Connected())
        for said in (ARRIVES if self.stands else DRIVES_ON, *map(self.status_of, self.places)):
            self.hear(self.lot.hears(said, retained=True))
        self.hear(self.lot.counts(self.announced))

    @rule()
    def p2_is_killed_and_started(self) -> None:
        self.driving = [TRANSIT_SECONDS for _ in self.driving]
        self.lot = self.start()

    @invariant()
    def nobody_is_without_a_place(self) -> None:
        assert len(self.driving) + self.stands_let_in <= len(self.free)


DayAtTheEntry.TestCase.settings = settings(max_examples=200, stateful_step_count=60, deadline=None, derandomize=True)
TestAnyDayAtTheEntry = DayAtTheEntry.TestCase
