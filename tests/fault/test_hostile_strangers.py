"""Strangers say what no contract allows, and much of it: nobody falls, nobody goes deaf, and the arm stays down."""

import base64
import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import paho.mqtt.client as paho
import pytest
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from common.contract import find
from common.testing import Mosquitto, wait_for
from tests.fault.hostile import LARGEST_HEARD, Word, everything, flood
from tests.fault.quiet_lot import COMMAND, COUNT, STATE, quiet, spot, status
from tests.system.lot import ADDRESSES, PREFIX, Pis
from tests.system.observer import Observer
from tests.system.park import Park
from tests.system.sites import Site

# FAULT_FLOOD=100000 is as many as the design names.
FLOOD = int(os.environ.get("FAULT_FLOOD", "3000"))

# What the history is of.
PARKING = PREFIX + "parking/"

OPEN = b'{"action": "OPEN"}'
PROTOCOLS = (MQTTProtocolVersion.MQTTv311, MQTTProtocolVersion.MQTTv5)

# Twenty lines of 300 characters a field and ten seconds, from the few places that speak of strangers.
LARGEST_LOG_BYTES = 200_000
LARGEST_GROWTH_BYTES = 50 * 1024 * 1024
BEGINNING = 60


@pytest.fixture
def broker() -> Iterator[Mosquitto]:
    # A service that is slower than the flood still hears all of it: what is asked is whether it can bear that.
    with Mosquitto(["max_queued_messages 0"], addresses=("127.0.0.1", *ADDRESSES.values())) as broker:
        yield broker


@pytest.fixture
def park(broker: Mosquitto, tmp_path: Path, pis: Pis) -> Park:
    """A full lot, before which a vehicle waits."""
    settings = {
        **quiet(tmp_path, free=(), entry="OCCUPIED"),
        "P2": {"P2_RETRY_SECONDS": "300"},
        "P3": {"P3_TRAVEL_SECONDS": "0.1", "P3_HOLD_SECONDS": "0.3"},
    }
    park = Park(Site(broker.host, broker.port, ADDRESSES), pis, settings)
    for role in ("P5", "P7"):
        park.answers(role, "/readyz", lambda _: True)
    return park


@pytest.fixture
def watcher(park: Park, broker: Mosquitto) -> Iterator[Observer]:
    """Hears all that is said from now on."""
    with Observer(broker.host, broker.port) as observer:
        observer.wait_for_payload(COUNT, b'{"count": 0}', 30)
        observer.wait(lambda _: observer.on(STATE) and observer.on(spot("ENTRY")), "the lot to be there", 30)
        everybody_has_heard(park, observer, "A12")
        yield observer


@contextmanager
def stranger(broker: Mosquitto, protocol: MQTTProtocolVersion) -> Iterator[paho.Client]:
    client = paho.Client(CallbackAPIVersion.VERSION2, f"stranger{protocol}", protocol=protocol)
    client.connect(broker.host, broker.port)
    client.loop_start()
    try:
        yield client
    finally:
        client.disconnect()
        client.loop_stop()


def says(client: paho.Client, words: Iterable[Word]) -> None:
    """Returns when the broker has all of it."""
    said = [client.publish(word.topic, word.payload, qos=1) for word in words]
    for message in said:
        message.wait_for_publish(60)


def everybody_has_heard(park: Park, observer: Observer, place: str) -> None:
    """The pages, the history and the count answer something that was said after all that was said before."""
    topic, before = spot(place).removeprefix(PREFIX), len(observer.on(COUNT))
    with httpx.stream("GET", park.urls["P7"] + "/api/v1/stream", timeout=60) as stream:
        lines = stream.iter_lines()
        next(line for line in lines if line.startswith("data: "))
        observer.say(COUNT, '{"count": 0}')
        observer.say(spot(place), json.dumps({"id": place, "status": "UNKNOWN", "note": before}), retain=True)
        next(line for line in lines if line.startswith("data: ") and f'"{place}":{{"status":"UNKNOWN"' in line)
    marker = str(before)
    park.answers(
        "P6",
        f"/api/v1/events?topic={topic}&limit=1",
        lambda answer: f'"note": {marker}' in (answer["events"][0]["payload"] or ""),
    )
    httpx.get(park.urls["P5"] + "/metrics", timeout=30).raise_for_status()
    observer.say(spot(place), status(place, "OCCUPIED"), retain=True)


def everybody_is_alive(park: Park, observer: Observer) -> None:
    """Each does what it is there for, and nobody opened for what was said before."""
    everybody_has_heard(park, observer, "A12")
    assert observer.payloads(COMMAND).count(OPEN) == 0
    assert b'{"state": "OPENING"}' not in observer.payloads(STATE)
    observer.say(COUNT, '{"count": -0}')
    observer.say(COUNT, '{"count": 5, "x": "é"}')
    observer.wait_for_payload(COMMAND, OPEN)
    for state in ("OPENING", "OPENED", "CLOSING", "CLOSED"):
        observer.wait_for_payload(STATE, f'{{"state": "{state}"}}'.encode())
    observer.say(COUNT, '{"count": 1}')
    observer.heard[:] = [heard for heard in observer.heard if heard.topic != COUNT]
    for word, count in (("FREE", 1), ("OCCUPIED", 0)):
        observer.say(spot("A1"), status("A1", word), retain=True)
        observer.wait_for_payload(COUNT, f'{{"count": {count}}}'.encode())
    assert observer.payloads(COMMAND).count(OPEN) == 1
    assert {role: park.pis[role].process.poll() for role in ADDRESSES} == dict.fromkeys(ADDRESSES)
    assert [role for role in ADDRESSES if "Traceback" in park.pis[role].log] == []


def logs(park: Park) -> dict[str, str]:
    return {role: park.pis[role].log for role in ADDRESSES}


def warnings_since(park: Park, before: dict[str, str]) -> dict[str, int]:
    return {role: log[len(before[role]) :].count(" WARNING ") for role, log in logs(park).items()}


def memory_bytes(park: Park) -> dict[str, int]:
    """What each has in memory (VmRSS)."""
    return {role: rss(park.pis[role].process.pid) for role in ADDRESSES}


def rss(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS"))


def rejected(park: Park) -> int:
    """How many P5 has seen that broke the contract on a topic of it."""
    return sum(int(module["rejected"]) for module in park.get("P5", "/api/v1/status")["modules"].values())


def history(park: Park) -> Counter[tuple[str, int, bytes]]:
    """How often P6 has each message: topic, size, the beginning."""
    kept: Counter[tuple[str, int, bytes]] = Counter()
    cursor: Any = 0
    while cursor is not None:
        page = park.get("P6", f"/api/v1/events?order=oldest&limit=500&cursor={cursor}")
        kept.update((event["topic"], event["size"], beginning(event)) for event in page["events"])
        cursor = page["next"]
    return kept


def beginning(event: Any) -> bytes:
    payload = event["payload"]
    shown = base64.b64decode(event["payload_base64"]) if payload is None else payload.encode()
    return bytes(shown[:BEGINNING])


def key(word: Word) -> tuple[str, int, bytes]:
    return word.topic.removeprefix(PREFIX), len(word.payload), word.payload[:BEGINNING]


def is_broken(word: Word) -> bool:
    """Whether P5 hears it, on a topic of the contract, and must count it."""
    if not word.topic.startswith(PARKING) or find(word.topic.removeprefix(PREFIX)) is None:
        return False
    return 0 < len(word.payload) <= LARGEST_HEARD and b'"note"' not in word.payload


def test_what_no_contract_allows_opens_for_nobody_and_each_of_it_is_recorded_once(
    park: Park, broker: Mosquitto, watcher: Observer
) -> None:
    words = everything()
    rejected_before, logs_before, history_before = rejected(park), logs(park), history(park)
    with ExitStack() as stack:
        for protocol in PROTOCOLS:
            says(stack.enter_context(stranger(broker, protocol)), words)
    everybody_has_heard(park, watcher, "A11")
    recorded = history(park) - history_before
    expected = Counter(key(word) for word in len(PROTOCOLS) * words if word.topic.startswith(PARKING))
    assert {name: recorded[name] for name in expected} == dict(expected)
    wait_for(
        lambda: rejected(park) - rejected_before == len(PROTOCOLS) * sum(map(is_broken, words)),
        "P5 to have counted each once",
    )
    assert max(warnings_since(park, logs_before).values()) <= len(PROTOCOLS) * len(words)
    everybody_is_alive(park, watcher)


def test_a_flood_of_spots_that_nobody_has_built_takes_little_memory_and_few_lines(
    park: Park, broker: Mosquitto, watcher: Observer, record_property: Callable[[str, object], None]
) -> None:
    memory_before, logs_before = memory_bytes(park), logs(park)
    with stranger(broker, MQTTProtocolVersion.MQTTv5) as client:
        says(client, flood(FLOOD))
    everybody_is_alive(park, watcher)
    memory, written = memory_bytes(park), logs(park)
    grown = {role: memory[role] - memory_before[role] for role in ADDRESSES}
    lines = {role: len(written[role]) - len(logs_before[role]) for role in ADDRESSES}
    record_property("memory", f"before {memory_before} grown {grown} log {lines}")
    assert max(grown.values()) < LARGEST_GROWTH_BYTES, grown
    assert max(lines.values()) < LARGEST_LOG_BYTES, lines
