"""The figures for Prometheus, under the names that its conventions ask for.

A label has as many values as there are roles, states or kinds of alarm, whatever strangers publish: no topic is one.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import get_args

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, StateSetMetricFamily
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from common.messages import State
from p5_monitor.address import Notified
from p5_monitor.rules import Picture
from p5_monitor.rules.picture import Kind, Latency, Module

PREFIX = "smartparking"

THERE = {"online": 1, "heard": 1, "offline": 0, "silent": 0}

COUNTERS: dict[str, tuple[str, Callable[[Module], float]]] = {
    "messages": ("Messages that a module published.", lambda module: module.messages),
    "received_bytes": ("Bytes of payload that a module published.", lambda module: module.bytes),
    "rejected_messages": ("Messages that broke the contract.", lambda module: module.rejected),
    "module_returns": ("Times that a module came back, as after a restart.", lambda module: module.returned.times),
    "missing_messages": ("Numbers that were given to messages which never came.", lambda module: module.missing),
}

GAUGES: dict[str, tuple[str, Callable[[Module], float | None]]] = {
    "module_up": (
        "Whether a module is there, as it says or as its traffic tells; absent while nobody knows.",
        lambda module: THERE.get(module.standing.presence),
    ),
    "messages_per_second": ("Messages per second over the last minute.", lambda module: module.per_second),
    "heard_age_seconds": ("Seconds since a module spoke last.", lambda module: module.heard_seconds),
}


class Metrics:
    """Writes the present picture as text.

    Args:
        picture: what P5 knows now.
        notified: what became of the notes about alarms.
    """

    def __init__(self, picture: Callable[[], Picture], notified: Callable[[], Notified] = Notified) -> None:
        self._registry = CollectorRegistry(auto_describe=False)
        self._registry.register(_Figures(picture, notified))

    def text(self, accept: str) -> tuple[bytes, str]:
        """The figures, and their content type. ``accept``: the formats that the reader takes."""
        try:
            encode, content_type = choose_encoder(accept)
        except (TypeError, ValueError):
            # The library stumbles over a version such as 1..0: then the plain format is right.
            encode, content_type = choose_encoder("")
        return encode(self._registry), content_type


class _Figures(Collector):
    def __init__(self, picture: Callable[[], Picture], notified: Callable[[], Notified]) -> None:
        self._picture = picture
        self._notified = notified

    def collect(self) -> Iterator[Metric]:
        picture = self._picture()
        yield from _of_modules(picture)
        yield from _of_the_lot(picture)
        yield from _of_topics(picture)
        yield from _alarms(picture)
        yield from _of_notes(self._notified())
        yield from _latencies("status_to_count", "From a place that changes to the new count", picture.status_to_count)
        yield from _latencies("arrival_to_open", "From a vehicle at the detector to OPEN", picture.arrival_to_open)
        yield from _latencies("open_to_opened", "From OPEN to OPENED", picture.open_to_opened)


def _of_modules(picture: Picture) -> Iterator[Metric]:
    for name, (text, count) in COUNTERS.items():
        counter = CounterMetricFamily(f"{PREFIX}_{name}", text, labels=["role"])
        for role, module in picture.modules.items():
            counter.add_metric([role], count(module))
        yield counter
    for name, (text, figure) in GAUGES.items():
        gauge = GaugeMetricFamily(f"{PREFIX}_{name}", text, labels=["role"])
        for role, module in picture.modules.items():
            value = figure(module)
            if value is not None:
                gauge.add_metric([role], value)
        yield gauge


def _of_the_lot(picture: Picture) -> Iterator[Metric]:
    yield _gauge("connected", "Whether the monitor is connected to the broker.", picture.connected)
    yield _gauge("subscribed", "Whether the broker granted all that the monitor wants to hear.", picture.hears)
    yield _gauge("free_places", "Free places as announced; absent while the count is not known.", picture.count)
    states = {state: state == picture.barrier for state in get_args(State)} if picture.barrier else None
    yield StateSetMetricFamily(
        f"{PREFIX}_barrier", "Where the arm is; absent while nobody knows, as when P3 is gone.", states
    )


def _of_topics(picture: Picture) -> Iterator[Metric]:
    yield _counter("outside_messages", "Messages on topics outside the contract.", picture.outside.messages)
    yield _gauge("watched_topics", "Topics whose numbers are looked after.", picture.topics_watched)
    for name, what, dropped in (
        ("topics", "Topics", picture.topics_dropped),
        ("spots", "Spots", picture.spots_dropped),
    ):
        text = f"{what} that were no longer looked after, because there were too many."
        yield _counter(f"dropped_{name}", text, dropped)


def _alarms(picture: Picture) -> Iterator[Metric]:
    """Each kind is there, whether or not one stands: else a rule could not tell what is well from what is not known.

    They are counted as well: one that is over before anybody asks would else never have been.
    """
    standing = Counter(alarm.kind for alarm in picture.alarms)
    gauge = GaugeMetricFamily(f"{PREFIX}_alarms", "Alarms that stand.", labels=["kind"])
    for kind in Kind:
        gauge.add_metric([kind.value], standing[kind])
    yield gauge
    counter = CounterMetricFamily(f"{PREFIX}_raised_alarms", "Alarms that were raised.", labels=["kind"])
    for kind, number in picture.alarms_raised.items():
        counter.add_metric([kind.value], number)
    yield counter


def _of_notes(notified: Notified) -> Iterator[Metric]:
    yield _counter("sent_notifications", "Notes about alarms that an address took.", notified.sent)
    yield _counter("failed_notifications", "Notes about alarms that an address did not take.", notified.failed)
    yield _counter(
        "dropped_notifications", "Notes about alarms for which there was no room to wait, or no time.", notified.dropped
    )


def _latencies(name: str, text: str, latency: Latency) -> Iterator[Metric]:
    yield _gauge(f"{name}_seconds", f"{text}, the last time.", latency.last_seconds)
    yield _gauge(f"{name}_worst_seconds", f"{text}, the longest of the last minute.", latency.worst_seconds)


def _counter(name: str, text: str, value: float) -> CounterMetricFamily:
    return CounterMetricFamily(f"{PREFIX}_{name}", text, value)


def _gauge(name: str, text: str, value: float | None) -> GaugeMetricFamily:
    """A figure that is not known is absent, and not 0."""
    return GaugeMetricFamily(f"{PREFIX}_{name}", text, value)
