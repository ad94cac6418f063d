"""All that can be wrong, each as it comes about: what the rules say of it is what the words must tell."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from common.messages import BarrierState, Connected, Disconnected, Listening, Message, SentRetained
from p5_monitor.rules.alarms import DEFAULT
from p5_monitor.rules.picture import Alarm
from tests.p5_monitor.desk import A1, CLOSED, OPEN, OPENED, Desk, count, free, gone, here, settled, taken
from tests.p5_monitor.program import Program

COMMAND = "parking/barriers/entry/cmd"
OPEN_BYTES = b'{"action": "OPEN"}'
MANY = [f"X{number}" for number in range(30)]


def heard(*messages: Message, wait: float = 0.0) -> Desk:
    """A settled desk that hears this, and waits."""
    desk = settled()
    desk.hears(*messages)
    desk.passes(wait)
    return desk


def cut_off() -> Desk:
    desk = settled()
    desk.senses(Disconnected())
    desk.passes(10)
    return desk


def deaf() -> Desk:
    desk = Desk()
    desk.senses(Connected(), Listening(refused=("smart_parking_2026/parking/#",)))
    desk.passes(10)
    return desk


def flips() -> Desk:
    return heard(*[here("P2"), gone("P2")] * 3, here("P2"))


def two_programs(restarts: int) -> Desk:
    desk = settled()
    older = Program(desk, OPENED, number=57)
    older.says()
    for _ in range(restarts):
        Program(desk, OPENED).says()
        older.says()
    return desk


def works_no_more() -> Desk:
    desk = settled()
    desk.hears(here("P4"), count(3, refresh=10))
    for _ in range(5):
        desk.passes(10)
        desk.hears(here("P4"))
    return desk


def deaf_counter() -> Desk:
    return heard(count(1), free("A1"), taken("A1"), wait=11)


def unspoken() -> Desk:
    desk = settled()
    desk.hears(free("P01"), retained=True)
    for _ in range(5):
        desk.hears(free("A1"))
        desk.passes(5)
    return desk


def silent(spots: int) -> Desk:
    return heard(*(free(f"A{number}", refresh=1) for number in range(1, spots + 1)), wait=10)


def flapping(*spots: str) -> Desk:
    return heard(*[*map(free, spots), *map(taken, spots)] * 11)


def stuck(*spots: str) -> Desk:
    desk = settled(replace(DEFAULT, spot_stuck_hours=1))
    desk.hears(*map(taken, spots))
    for _ in range(35):
        desk.hears(taken("B1"))
        desk.passes(60)
        desk.hears(free("B1"))
        desk.passes(60)
    return desk


def waits(seconds: float) -> Desk:
    desk = heard(free("ENTRY"), count(2), wait=5)
    desk.hears(taken("ENTRY"))
    desk.passes(seconds)
    return desk


def sent(topic: str, payload: bytes, times: int = 1) -> Desk:
    desk = settled()
    for number in range(times):
        desk.receives(topic.format(number), payload)
    return desk


def kept(payload: bytes, **beside: str) -> Desk:
    desk = settled()
    desk.senses(SentRetained(COMMAND, payload, beside))
    return desk


def barrier(state: str, reason: str | None = None, by: str | None = None, wait: float = 0.0) -> Desk:
    return heard(BarrierState(state=state, reason=reason, by=by), wait=wait)  # type: ignore[arg-type]


TROUBLES: Mapping[str, Callable[[], Desk]] = {
    "cut off": cut_off,
    "deaf": deaf,
    "module offline": lambda: heard(gone("P3"), wait=6),
    "module silent though it is here": works_no_more,
    "module silent": lambda: heard(count(3, refresh=1), wait=10),
    "counts no more": deaf_counter,
    "comes and goes": flips,
    "counts anew": lambda: two_programs(3),
    "spot silent": lambda: silent(1),
    "spots silent": lambda: silent(12),
    "spot unspoken": unspoken,
    "spot flaps": lambda: flapping("A1"),
    "spots flap": lambda: flapping(*MANY),
    "spot stuck": lambda: stuck("A1"),
    "spots stuck": lambda: stuck(*MANY),
    "a pair": lambda: heard(free("A1"), free("A01")),
    "pairs": lambda: heard(free("A1"), free("A01"), free("A2"), free("A02")),
    "detector stuck": lambda: waits(200),
    "no OPEN": lambda: waits(11),
    "does not open": lambda: heard(CLOSED, OPEN, wait=13),
    "no barrier": lambda: heard(OPEN, wait=13),
    "open too long": lambda: barrier("OPENED", "order", wait=301),
    "open too long, nobody knows why": lambda: barrier("OPENED", wait=301),
    "forced open": lambda: barrier("OPENED", "forced", "Ada"),
    "forced open by nobody": lambda: barrier("OPENED", "forced"),
    "obstacle": lambda: barrier("FAULT", "obstacle"),
    "timeout": lambda: barrier("FAULT", "timeout"),
    "started in FAULT": lambda: barrier("FAULT", "started"),
    "FAULT": lambda: barrier("FAULT"),
    "two publishers": lambda: two_programs(2),
    "ill-formed": lambda: sent(A1, b'{"spot_id": "A1", "status": "FREE"}'),
    "ill-formed, and says nothing": lambda: sent(A1, b"?"),
    "all ill-formed": lambda: sent("parking/spots/A{}/status", b"?", 30),
    "outside, with an id": lambda: sent("parking/entry_sensor/status", b'{"status": "OCCUPIED"}'),
    "outside": lambda: sent("parking/display", b'{"count": 3}'),
    "far outside": lambda: sent("parking/weather/today", b"sun"),
    "all outside": lambda: sent("parking/weather/{}", b"sun", 30),
    "retained order": lambda: kept(OPEN_BYTES, by="Ada"),
    "retained order of nobody": lambda: kept(OPEN_BYTES),
    "retained nonsense": lambda: kept(b"?"),
}


def all_alarms() -> Iterator[Alarm]:
    """Every alarm that stands in any of these."""
    for trouble in TROUBLES.values():
        yield from trouble().picture.alarms
