"""A set-up under examination, and what the doctor finds there."""

import io
from collections.abc import Iterable, Iterator

from common.connection import Broker, Connection
from common.contract import Completions
from common.spots import Detectors
from common.testing import Mosquitto
from p5_monitor.doctor.doctor import run, tell
from p5_monitor.doctor.examination import SECONDS, Case, examine
from p5_monitor.doctor.patience import Patience
from p5_monitor.doctor.report import Report
from p5_monitor.doctor.words import ENGLISH
from p5_monitor.rules.diagnosis import Cause, Finding, Level
from tests.p5_monitor.authority import Authority

PREFIX = "lot/"

# Whatever hangs (DESIGN, P5).
LONGEST_SECONDS = 20.0

# What mosquitto needs in order to be healthy.
ROOM_FOR_ALL = "max_queued_messages 1000000"

RIGHT, WRONG = "right", "wrong"


def case(
    broker: Broker,
    *,
    listen_seconds: float = 0.2,
    completions: Completions = Completions.LISTEN,
    loads_it: bool = False,
) -> Case:
    connection = Connection(broker, "unused", PREFIX, completions)
    return Case(connection, Detectors(["ENTRY"]), loads_it, listen_seconds)


def here(port: int, **settings: object) -> Case:
    return case(Broker("127.0.0.1", port, **settings))  # type: ignore[arg-type]


def wrong(examined: Case) -> list[Cause]:
    """What failed. The exit code says the same, all can be said in words, and it did not take too long."""
    patience = Patience(SECONDS)
    found: list[Finding] = []
    code = tell(noted(examine(examined, patience), found), Report(ENGLISH, io.StringIO()), patience)
    failed = [finding.cause for finding in found if finding.level is Level.FAIL]
    assert code == (1 if failed else 0)
    assert patience.used < LONGEST_SECONDS
    return failed


def noted(findings: Iterable[Finding], found: list[Finding]) -> Iterator[Finding]:
    for finding in findings:
        found.append(finding)
        yield finding


def printed(examined: Case) -> tuple[int, list[str]]:
    stream = io.StringIO()
    code = run(examined, ENGLISH, stream)
    return code, stream.getvalue().splitlines()


def tls(mosquitto: Mosquitto, authority: Authority, host: str = "127.0.0.1") -> Case:
    return case(Broker(host, mosquitto.port, tls=True, ca_file=authority.certificate))
