"""Arrival → OPEN → OPENED: three hops through P2 and P3 (travel 0), beside two bare relays."""

import queue
import socket
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

import paho.mqtt.client as paho

from bench.bare_relay import client
from bench.lot import NODELAY, STOCK, bare_relays, services
from bench.report import Figure
from common.testing import Mosquitto

# A detector must be FREE for a second before its next vehicle is a new one, so the arrivals take turns on many lanes.
LANES = 24
OURS, BARE = "ours/", "bare/"
ROUNDS = 5
WARM_UP = 5


class Latency(NamedTuple):
    """Milliseconds."""

    p50: float
    p99: float


class Observer:
    """Says that a vehicle arrives, and waits until the barrier is OPENED."""

    def __init__(self, broker: Mosquitto, prefix: str) -> None:
        self._prefix = prefix
        self._opened: queue.Queue[float] = queue.Queue()
        self._lane = 0
        self._client = client(f"observer-{prefix.strip('/')}")
        self._client.on_message = self._heard
        self._client.on_publish = lambda client, *_: _acknowledge_at_once(client)
        self._client.connect(broker.host, broker.port)
        self._client.subscribe(f"{prefix}parking/barriers/entry/state", qos=1)
        self._client.loop_start()

    def prepare(self) -> None:
        """There is room for everybody, and no vehicle at any detector."""
        self._say("display/available", '{"count": 999999}')
        for lane in range(LANES):
            self._say(f"spots/L{lane}/status", f'{{"id": "L{lane}", "status": "FREE"}}')
        time.sleep(1.5)

    def measure(self, arrivals: int, per_second: float) -> list[float]:
        """The seconds from each arrival to its OPENED."""
        started = time.monotonic()
        return [self._arrive(started + number / per_second) for number in range(arrivals)]

    def close(self) -> None:
        """Leaves."""
        self._client.disconnect()
        self._client.loop_stop()

    def _arrive(self, at: float) -> float:
        time.sleep(max(0.0, at - time.monotonic()))
        lane, self._lane = self._lane, (self._lane + 1) % LANES
        said = time.monotonic()
        self._say(f"spots/L{lane}/status", f'{{"id": "L{lane}", "status": "OCCUPIED"}}')
        seconds = self._opened.get(timeout=10) - said
        self._say(f"spots/L{lane}/status", f'{{"id": "L{lane}", "status": "FREE"}}')
        return seconds

    def _say(self, topic: str, payload: str) -> None:
        self._client.publish(f"{self._prefix}parking/{topic}", payload, qos=1, retain=True)

    def _heard(self, client: paho.Client, _: object, message: paho.MQTTMessage) -> None:
        _acknowledge_at_once(client)
        if b"OPENED" in message.payload and not message.retain:
            self._opened.put(time.monotonic())


def _acknowledge_at_once(client: paho.Client) -> None:
    """Or the stall that is measured would be the observer's own: a broker without nodelay waits for each TCP ack."""
    sock: Any = client.socket()
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)


def latency(seconds: list[float]) -> Latency:
    """The median and the 99th percentile of some seconds."""
    milliseconds = sorted(second * 1000 for second in seconds)
    return Latency(
        statistics.median(milliseconds), milliseconds[min(len(milliseconds) - 1, len(milliseconds) * 99 // 100)]
    )


def rounds(broker: Mosquitto, per_second: float, arrivals: int) -> tuple[Latency, Latency]:
    """Ours and bare take turns on one broker; the medians of the rounds."""
    lanes = ",".join(f"L{lane}" for lane in range(LANES))
    settings = {"ENTRY_IDS": lanes, "P3_TRAVEL_SECONDS": "0", "P3_HOLD_SECONDS": "0.01"}
    with (
        tempfile.TemporaryDirectory() as folder,
        services(("p2_logic", "p3_barrier"), broker, OURS, Path(folder), settings),
        bare_relays(broker, BARE),
    ):
        observers = [Observer(broker, prefix) for prefix in (OURS, BARE)]
        time.sleep(1.5)
        for observer in observers:
            observer.prepare()
            observer.measure(WARM_UP, per_second)
        taken: list[list[Latency]] = [[], []]
        for _ in range(ROUNDS):
            for observer, latencies in zip(observers, taken, strict=True):
                latencies.append(latency(observer.measure(arrivals, per_second)))
        for observer in observers:
            observer.close()
    ours, bare = (Latency(*map(statistics.median, zip(*latencies, strict=True))) for latencies in taken)
    return ours, bare


def chain() -> list[Figure]:
    """Goal: p50 ≤ 1.25 × and p99 ≤ 2 × the bare relays, on a broker with nodelay."""
    figures = []
    with Mosquitto(NODELAY) as broker:
        for per_second, arrivals in ((2.0, 10), (20.0, 100)):
            ours, bare = rounds(broker, per_second, arrivals)
            name = f"arrival to OPENED at {per_second:.0f}/s"
            figures += [
                Figure(f"{name}, p50", ours.p50, bare.p50, "ms", at_most_times=1.25),
                Figure(f"{name}, p99", ours.p99, bare.p99, "ms", at_most_times=2.0),
            ]
    return figures


def stock() -> list[Figure]:
    """Goal: no stall on a mosquitto as it is installed: p99 ≤ p50 + 10 ms (a bare relay: 43 ms)."""
    figures = []
    with Mosquitto(STOCK) as broker:
        for per_second, arrivals in ((2.0, 10), (20.0, 100)):
            ours, bare = rounds(broker, per_second, arrivals)
            name = f"arrival to OPENED on a stock mosquitto at {per_second:.0f}/s"
            figures += [
                Figure(f"{name}, p50", ours.p50, bare.p50, "ms"),
                Figure(f"{name}, p99", ours.p99, bare.p99, "ms", at_most=ours.p50 + 10),
            ]
    return figures
