"""Twelve places on which nothing happens, so that whatever is said after a fault is said because of the fault."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.system.lot import ADDRESSES, PREFIX
from tests.system.observer import Heard

FREE = ("A1", "A5", "A7", "A8", "A12")
PLACES = tuple(f"A{number}" for number in range(1, 13))

COUNT = PREFIX + "parking/display/available"
COMMAND = PREFIX + "parking/barriers/entry/cmd"
STATE = PREFIX + "parking/barriers/entry/state"
OVERRIDE = PREFIX + "parking/admin/override"

RIGHT_COUNT = f'{{"count": {len(FREE)}}}'.encode()


def spot(spot_id: str) -> str:
    """A spot's topic."""
    return f"{PREFIX}parking/spots/{spot_id}/status"


def presence(role: str) -> str:
    """A module's topic of its own."""
    return f"{PREFIX}monitor/presence/{role}"


def status(spot_id: str, word: str) -> str:
    """What P1 says of a spot."""
    return f'{{"id": "{spot_id}", "status": "{word}"}}'


def quiet(folder: Path, free: tuple[str, ...] = FREE, entry: str = "FREE") -> Mapping[str, Mapping[str, str]]:
    """The settings of a lot that is replayed from a recording without a change."""
    words = {"ENTRY": entry, **{place: "FREE" if place in free else "OCCUPIED" for place in PLACES}}
    rows = [f"2026-11-25T08:00:00Z,{spot_id},{word}" for spot_id, word in words.items()]
    folder.mkdir(parents=True, exist_ok=True)
    recording = folder / "quiet.csv"
    recording.write_text("\n".join(["time,id,status", *rows, ""]))
    return {"P1": {"P1_SENSORS": "replay", "P1_REPLAY_FILE": str(recording)}}


def everything_is_right(heard: Sequence[Heard]) -> bool:
    """Whether, by the last words, every module is online and every state is said, with the right count."""
    said = {one.topic: one.payload for one in heard}
    states = {STATE, spot("ENTRY"), *map(spot, PLACES)}
    online = all(b"true" in said.get(presence(role), b"") for role in ADDRESSES)
    return online and said.keys() >= states and said.get(COUNT) == RIGHT_COUNT
