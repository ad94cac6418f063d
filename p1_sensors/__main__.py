"""``python -m p1_sensors``."""

import logging
import random
from collections.abc import Iterable
from pathlib import Path

from common.command_line import Usage
from common.contract import Completions, Role
from common.errors import SettingsError
from common.pins import opening
from common.program import Described, Given, main
from common.remembered import Remembered
from common.service import Service
from p1_sensors.calibrate import calibrate
from p1_sensors.reader import Reader
from p1_sensors.recording import Row, read_recording
from p1_sensors.replay import Replay
from p1_sensors.round import Round
from p1_sensors.rules import Memory, Roster
from p1_sensors.service import build, build_simulated
from p1_sensors.settings import SensorSettings
from p1_sensors.simulated import World
from p1_sensors.wired import WiredSensors

log = logging.getLogger(__name__)

CALIBRATE = Usage(
    form="SPOT",
    word=("SPOT", "one of those in P1_PINS, such as A1"),
    exit_codes={0: "thresholds are proposed", 1: "it could not be calibrated", 2: "wrong settings, or no such spot"},
)


def start(given: Given[SensorSettings]) -> Service:
    """P1 tells whether each place is free, and whether a vehicle stands before the barrier."""
    own = given.own
    log.info("sensors: %s", own.sensors, extra={"speed": own.speed, "refresh_seconds": own.refresh_seconds})
    match own.sensors:
        case "simulated":
            return _simulated(given)
        case "gpio":
            return _wired(given)
        case "replay":
            return _replay(given)


def _simulated(given: Given[SensorSettings]) -> Service:
    detectors, places = given.common.detectors, given.own.places
    _check_places(given, places)
    memory = Remembered(given.state, Memory)
    roster = _roster(given, memory, (*sorted(detectors), *places))
    world = World(
        sorted(detectors),
        filter(detectors.is_place, roster.spots),
        speed=given.own.speed,
        chance=random.Random(given.own.seed),  # noqa: S311  no secret
        sees_barrier=given.common.completions.include(Completions.LISTEN),
    )
    return build_simulated(roster, memory, world)


def _wired(given: Given[SensorSettings]) -> Service:
    own, detectors = given.own, given.common.detectors
    pins, places = own.pins or {}, own.wired_places(detectors)
    _check_places(given, places)
    with opening("P1_SENSORS=gpio", "p1"):
        from p1_sensors.gpio import open_sensors  # noqa: PLC0415

        mounted = open_sensors(pins, own.active_level, own.pull, given.closing)
    turns = Round(
        mounted.rangers,
        mounted.contacts,
        thresholds={spot_id: own.thresholds_of(spot_id) for spot_id in mounted.rangers},
        detectors=detectors,
        confirm_seconds=own.confirm_seconds,
    )
    memory = Remembered(given.state, Memory)
    roster = _roster(given, memory, (*sorted(detectors), *places))
    for spot_id in pins.keys() - roster.spots:
        log.warning("not sensed until it is added: it has pins but is not in P1_SPOTS", extra={"id": spot_id})
    reader = Reader(turns, given.inbox.put)
    given.closing.callback(reader.end)
    return build(roster, memory, WiredSensors(turns, reader, roster.spots))


def _check_places(given: Given[SensorSettings], places: Iterable[str]) -> None:
    for place in places:
        if not given.common.detectors.is_place(place):
            raise SettingsError(f"P1_SPOTS: {place} is a detector (ENTRY_IDS) and no place; name it in one of the two")


def _replay(given: Given[SensorSettings]) -> Service:
    rows = _recording(given.own.replay_file)
    memory = Remembered(given.state, Memory)
    roster = _roster(given, memory, dict.fromkeys(row.id for row in rows))
    return build(roster, memory, Replay(rows, roster.spots, speed=given.own.speed))


def _recording(path: Path | None) -> list[Row]:
    try:
        return read_recording(path) if path else []
    except ValueError as error:
        raise SettingsError(f"P1_REPLAY_FILE: {error}") from None


def _roster(given: Given[SensorSettings], memory: Remembered[Memory], spots: Iterable[str]) -> Roster:
    return Roster(given.common.detectors, spots, refresh_seconds=given.own.refresh_seconds, memory=memory.load())


if __name__ == "__main__":
    main(Role.P1, SensorSettings, start, tools={"calibrate": Described(calibrate, CALIBRATE)})
