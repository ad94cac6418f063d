"""P1 with sensors on mock pins, in virtual time."""

from contextlib import ExitStack

from gpiozero.pins.mock import MockFactory

from common.messages import Connected, Forgotten, Message, SpotStatus
from common.remembered import Remembered
from common.spots import Detectors
from common.state_file import StateFile
from common.testing import Rehearsal
from p1_sensors.gpio import Contact, Ranger
from p1_sensors.reader import Reader
from p1_sensors.round import Round
from p1_sensors.rules import Memory, Roster, Thresholds
from p1_sensors.service import build
from p1_sensors.wired import WiredSensors
from p1_sensors.wiring import ContactPin, RangerPins, Wiring
from tests.p1_sensors.hc_sr04 import SimulatedHcSr04, Timeline

THRESHOLDS = Thresholds(60, 90)
FREE_CM, TAKEN_CM = 200.0, 30.0

DETECTORS = Detectors(["ENTRY"])


class SteppedReader(Reader):
    """Reads when the test says so."""

    starts = 0

    def start(self) -> None:
        self.starts += 1
        self.turned_at = self._clock()


class WiredLot:
    """P1 with these sensors. Every place is free at first, and so is every lane.

    ``says`` lets time pass and returns what P1 said meanwhile, as ``A1 FREE``.
    """

    def __init__(
        self, wiring: Wiring, file: StateFile, closing: ExitStack, *, spots: tuple[str, ...] = (), confirm: float = 1.0
    ) -> None:
        self.timeline = Timeline()
        self.factory = MockFactory()
        self.modules: dict[str, SimulatedHcSr04] = {}
        # None: there is no room in the inbox.
        self.inbox: list[object] | None = []
        self._closing = closing
        self.turns = Round(
            {name: self._ranger(name, pins) for name, pins in wiring.items() if isinstance(pins, RangerPins)},
            {name: self._contact(pins) for name, pins in wiring.items() if isinstance(pins, ContactPin)},
            thresholds=dict.fromkeys(wiring, THRESHOLDS),
            detectors=DETECTORS,
            confirm_seconds=confirm,
            clock=self.timeline.clock,
        )
        self.reader = SteppedReader(self.turns, self._put, clock=self.timeline.clock, pause=self.timeline.passes)
        memory = Remembered(file, Memory)
        own = spots or tuple(filter(DETECTORS.is_place, wiring))
        roster = Roster(DETECTORS, (*DETECTORS, *own), refresh_seconds=60, memory=memory.load())
        sensors = WiredSensors(self.turns, self.reader, roster.spots)
        self.service = Rehearsal(build(roster, memory, sensors), connected=False)
        self.said_at_start = words(self.service.senses(Connected()))

    def says(self, seconds: float) -> list[str]:
        said: list[Message | Forgotten] = []
        end = self.timeline.now + seconds
        while self.timeline.now < end - 1e-9:
            before = self.timeline.now
            self.reader.take_turn()
            said += self.service.passes(self.timeline.now - before)
            if self.inbox is not None:
                facts, self.inbox = self.inbox, []
                said += self.service.senses(*facts)
        return words(said)

    def hangs(self, seconds: float) -> list[str]:
        """A driver does not come back for so long; returns what P1 said meanwhile."""
        self.timeline.passes(seconds)
        return words(self.service.passes(seconds))

    def hears(self, message: Message) -> list[str]:
        return words(self.service.hears(message))

    def sees(self, distance_cm: float | str | None, *spot_ids: str) -> None:
        """The sensors of these spots see this from now on; without spots, all of them."""
        for spot_id in spot_ids or self.modules:
            self.modules[spot_id].sees = distance_cm

    def contact(self, pin: int, level: str) -> None:
        """Something drives the pin of a digital detector."""
        mock = self.factory.pin(pin)
        (mock.drive_high if level == "high" else mock.drive_low)()

    def pings(self, spot_id: str) -> list[float]:
        return self.modules[spot_id].pinged_at

    def _ranger(self, spot_id: str, pins: RangerPins) -> Ranger:
        self.modules[spot_id] = module = SimulatedHcSr04(pins, self.factory, self.timeline)
        module.sees = FREE_CM
        ranger = Ranger(pins, self.factory, wait=self.timeline.wait, hold=self.timeline.passes)
        self._closing.callback(ranger.close)
        return ranger

    def _contact(self, pins: ContactPin) -> Contact:
        contact = Contact(pins.pin, "low", "up", self.factory)
        self._closing.callback(contact.close)
        return contact

    def _put(self, fact: object) -> bool:
        if self.inbox is None:
            return False
        self.inbox.append(fact)
        return True


def words(said: list[Message | Forgotten]) -> list[str]:
    return [
        f"{spot.id} {spot.status}" if isinstance(spot, SpotStatus) else f"{spot.id} forgotten"  # type: ignore[union-attr]
        for spot in said
    ]
