"""Modules under check, each on a broker of its own: there is one ClientID for all who check."""

import io
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from itertools import takewhile
from typing import NamedTuple

from common.connection import Broker, Connection
from common.contract import Completions, Role
from common.spots import Detectors
from common.testing import Mosquitto
from p5_monitor.conformance.check import Kit, report_on, run
from p5_monitor.conformance.finding import Finding, Verdict
from p5_monitor.conformance.words import ENGLISH
from p5_monitor.mqtt_probe import Probe

PREFIX = "smart_parking_2026/"

# Nobody else is on the broker; how long a person would be listened for is another test's matter.
LOOK_SECONDS = 0.3


class Checked(NamedTuple):
    """How a check came out, what it printed, how long it took, and which topics the broker keeps afterwards."""

    code: int
    findings: list[Finding]
    printed: str
    seconds: float
    kept: set[str]

    def rows(self, verdict: Verdict) -> set[str]:
        """The rows that came out so."""
        return {finding.row for finding in self.findings if finding.verdict is verdict}

    def verdict(self, row: str) -> Verdict:
        """How a row came out."""
        return next(finding.verdict for finding in self.findings if finding.row == row)

    def text_of(self, row: str) -> str:
        """What was printed of a row."""
        title = ENGLISH.rows[row].title
        lines = iter(self.printed.splitlines())
        first = next(line for line in lines if line[6:] == title)
        return "\n".join([first, *takewhile(lambda line: line.startswith(" "), lines)])


class Case(NamedTuple):
    """A module: its role, how it is started on a broker (None: not at all), and where its API is."""

    role: Role
    start: Callable[[Mosquitto], AbstractContextManager[object]] | None
    url: str = "http://127.0.0.1:9"


def check_all(cases: Mapping[str, Case]) -> dict[str, Checked]:
    """Checks all of them at the same time: most of it is waiting."""
    with ThreadPoolExecutor(len(cases)) as pool:
        return dict(zip(cases, pool.map(checked, cases.values()), strict=True))


def checked(case: Case) -> Checked:
    """Starts a module, and checks it."""
    with ExitStack() as stack:
        broker = stack.enter_context(Mosquitto())
        if case.start:
            stack.enter_context(case.start(broker))
        connection = Connection(Broker(broker.host, broker.port), "unused", PREFIX, Completions.LISTEN)
        kit = Kit(case.role, connection, Detectors(["ENTRY"]), case.url, LOOK_SECONDS)
        printed = io.StringIO()
        report = report_on(kit, ENGLISH, printed)
        began = time.monotonic()
        code = run(kit, report)
        seconds = time.monotonic() - began
        return Checked(code, report.findings, printed.getvalue(), seconds, set(kept_by(broker)))


def kept_by(broker: Mosquitto) -> Iterator[str]:
    """The topics on which the broker keeps something."""
    with Probe(Broker(broker.host, broker.port), "looks") as probe:
        probe.connect()
        probe.subscribe(["#"])
        yield from (sent.topic.removeprefix(PREFIX) for sent in probe.hear(0.2) if sent.retained)
