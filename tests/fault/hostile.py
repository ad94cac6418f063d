"""What strangers say on a broker that anybody may use: nothing that the contract allows, and what some parsers do."""

import json
from collections.abc import Iterator
from typing import NamedTuple

from tests.fault.quiet_lot import COMMAND, COUNT, OVERRIDE, PLACES, STATE, spot, status
from tests.system.lot import PREFIX

NEW_SPOT = PREFIX + "parking/config/new_spot"

# Each as JSON would have it, or nearly, where a number or a word stands.
WRONG_VALUES = ["true", "1.0", "1e0", "1e400", "-1", "NaN", "Infinity", "null", "05", "[5]", '"5"', '"\\ud800"', "{}"]
HUGE_NUMBERS = ["1000000", "9223372036854775808", "9" * 4000]

# Messages that reach only who records: the others tell the broker to keep what is larger.
LARGEST_HEARD = 128 * 1024


class Word(NamedTuple):
    """A message of a stranger."""

    topic: str
    payload: bytes


def forms(right: str, wrong: str, name: str) -> Iterator[bytes]:
    """The wrong forms of a right message (C04).

    Args:
        right: what would have an effect.
        wrong: the same with another value, so that a field can stand twice.
        name: the field that decides.
    """
    fields = json.loads(right)
    inside = right[1:-1]
    yield from (json.dumps({**fields, name: None}).replace("null", value).encode() for value in WRONG_VALUES)
    yield f"[{right}]".encode()
    yield json.dumps(fields[name]).encode()
    yield right.replace(f'"{name}"', f'"{name.title()}"').encode()
    yield right.encode() + b"x"
    yield right.replace('"', "'").encode()
    yield f"{{{wrong[1:-1]}, {inside}}}".encode()
    yield f"{{{inside}, {wrong[1:-1]}}}".encode()
    yield b"\xef\xbb\xbf" + right.encode()
    yield right.encode("utf-16")
    yield f'{{{inside}, "x": {"[" * 1900}{"]" * 1900}}}'.encode()
    yield right.encode().ljust(4097)
    yield f'{{{inside}, "x": "é"}}'.encode("latin-1")


def everything() -> list[Word]:
    """All of it; none of it is anything that a service may act on."""
    return [*on_the_topics(), *unstorable(), *off_the_topics()]


def on_the_topics() -> Iterator[Word]:
    """C04 on each topic on which somebody acts."""
    numbers = (f'{{"count": {number}}}'.encode() for number in HUGE_NUMBERS)
    yield from (Word(COUNT, payload) for payload in (*forms('{"count": 5}', '{"count": 0}', "count"), *numbers))
    for place in ("A1", "ENTRY"):
        said = forms(status(place, "FREE"), status(place, "OCCUPIED"), "status")
        yield from (Word(spot(place), payload) for payload in said)
    yield Word(spot("A1"), status("A2", "FREE").encode())
    yield from (Word(COMMAND, said) for said in forms('{"action": "OPEN"}', '{"action": "SHUT"}', "action"))
    yield from (Word(OVERRIDE, said) for said in forms('{"cmd": "FORCE_OPEN"}', '{"cmd": "RELEASE"}', "cmd"))
    right, wrong = (f'{{"cmd": "{cmd}", "id": "A1"}}' for cmd in ("REMOVE", "ADD"))
    yield from (Word(NEW_SPOT, said) for said in forms(right, wrong, "cmd"))
    yield from (Word(STATE, said) for said in forms('{"state": "OPENED"}', '{"state": "CLOSED"}', "state"))


def unstorable() -> Iterator[Word]:
    """C01: what a database may refuse, or what may be too much for it."""
    yield Word(spot("A1"), b'{"id": "A1", "status": "OCCUPIED", "note": "\\ud800"}')
    yield Word(spot("A1"), b'{"id": "A1", "status": "OCCUPIED", "note": "a\\u0000b"}')
    yield Word(spot("A1"), b"{\0}")
    yield Word(spot("A1"), b"\xff\xfe\0\x01")
    yield Word(spot("A1"), b"x" * 1024 * 1024)
    yield from (Word(topic, b"") for topic in (spot("A2"), COMMAND, OVERRIDE, NEW_SPOT))


def off_the_topics() -> Iterator[Word]:
    """What would be right elsewhere."""
    parking = PREFIX + "parking/"
    topics = (
        parking + "x" * 30_000,
        parking,
        parking + "spots/A1/status/",
        parking + "spots//status",
        parking + "spots/A 1/status",
        parking + "Spots/A1/status",
        parking + "spots/" + "A" * 33 + "/status",
        parking + "spots/A1\u200b/status",
        parking + "/display/available",
        parking + "barriers/exit/cmd",
        parking + "barriers/entry/cmd/cmd",
        PREFIX + "monitor/presence/P8",
    )
    for topic in topics:
        yield Word(topic, b'{"id": "A1", "status": "FREE", "count": 5, "action": "OPEN", "cmd": "FORCE_OPEN"}')


def flood(ids: int) -> Iterator[Word]:
    """So many spots that nobody has built, all of them taken; a third of them where no spot is."""
    for number in range(ids):
        name = f"{PLACES[0]}-{number}"
        topic = spot(name) if number % 3 else f"{PREFIX}parking/{name}"
        yield Word(topic, status(name, "OCCUPIED").encode())
