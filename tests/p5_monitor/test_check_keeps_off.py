"""``check`` and the lots of others: it gives no order to them, and moves no barrier that it was not asked to move."""

import io
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from common.connection import Broker, Connection
from common.contract import Completions, Role
from common.spots import Detectors
from common.testing import Mosquitto, free_port, stopping, wait_for
from p5_monitor.conformance.check import Kit, report_on, run
from p5_monitor.conformance.finding import Verdict
from p5_monitor.conformance.words import ENGLISH
from p5_monitor.mqtt_probe import Probe
from tests.p5_monitor.checked import PREFIX, Case, check_all
from tests.p5_monitor.team_modules import Backend, Logic, RetainingDashboard, Sensors
from tests.system.lot import pis_in

ELSEWHERE = "other_lot/"
OVERRIDE = "parking/admin/override"
ORDERS = {Role.P7: OVERRIDE, Role.P6: "parking/config/new_spot"}
STATE = "parking/barriers/entry/state"

LISTENS = {"COMPLETIONS": "listen"}


class Outcome(NamedTuple):
    """What a check returned, said, and found."""

    code: int
    printed: str
    rows: Mapping[str, Verdict]


def check(
    role: Role, broker: Mosquitto, *, prefix: str = PREFIX, url: str = "http://127.0.0.1:9", look_seconds: float = 0.3
) -> Outcome:
    connection = Connection(Broker(broker.host, broker.port), "unused", prefix, Completions.LISTEN)
    kit = Kit(role, connection, Detectors(["ENTRY"]), url, look_seconds)
    printed = io.StringIO()
    report = report_on(kit, ENGLISH, printed)
    code = run(kit, report)
    return Outcome(code, printed.getvalue(), {finding.row: finding.verdict for finding in report.findings})


@pytest.fixture
def mosquitto() -> Iterator[Mosquitto]:
    with Mosquitto() as broker:
        yield broker


@contextmanager
def ours(role: Role, folder: Path, broker: Mosquitto, settings: Mapping[str, str]) -> Iterator[str]:
    """One of ours, subscribed; yields where its interface is, if it has one."""
    port = free_port()
    own = {f"{role}_HTTP_PORT": str(port)} if role in (Role.P6, Role.P7) else {}
    with pis_in(folder) as pis:
        pis.start(broker.port, {role: {**own, **settings}}, dict.fromkeys(Role, broker.host))
        wait_for(lambda: f"{role.client_id} 1 {PREFIX}" in broker.log, f"{role} to subscribe")
        yield f"http://127.0.0.1:{port}"


def said_by(role: Role, topic: str, broker: Mosquitto) -> int:
    """How often it said something there."""
    said = f"Received PUBLISH from {role.client_id} "
    return sum(line.count(said) for line in broker.log.splitlines() if topic in line)


class Asked(NamedTuple):
    """One of ours with an interface was checked: what came of it, where it is, and how often it gave an order."""

    outcome: Outcome
    url: str
    orders: int


def asked(role: Role, folder: Path, completions: str, prefix: str) -> Asked:
    """Checks it, on a broker of its own."""
    with Mosquitto() as broker, ours(role, folder, broker, {"COMPLETIONS": completions}) as url:
        outcome = check(role, broker, prefix=prefix, url=url)
        return Asked(outcome, url, said_by(role, ORDERS[role], broker))


@pytest.fixture(scope="module")
def everybody_asked(tmp_path_factory: pytest.TempPathFactory) -> Mapping[tuple[Role, str], Asked]:
    """All at the same time: a person would have 20 s to act."""
    cases = {
        (role, completions): (role, tmp_path_factory.mktemp("asked"), completions, prefix)
        for role in ORDERS
        for completions, prefix in (("listen", ELSEWHERE), ("none", PREFIX))
    }
    with ThreadPoolExecutor() as pool:
        return dict(zip(cases, pool.map(lambda case: asked(*case), cases.values()), strict=True))


@pytest.mark.parametrize("role", ORDERS)
def test_the_interface_of_another_lot_is_asked_for_nothing(
    everybody_asked: Mapping[tuple[Role, str], Asked], role: Role
) -> None:
    outcome, url, orders = everybody_asked[role, "listen"]
    assert f"{url} answers, but for another lot" in outcome.printed
    assert (orders, outcome.code) == (0, 1)


def test_an_interface_that_refuses_is_quoted_and_a_dashboard_that_did_nothing_does_not_pass(
    everybody_asked: Mapping[tuple[Role, str], Asked],
) -> None:
    outcome, url, _ = everybody_asked[Role.P7, "none"]
    assert f"{url} answers 409. with COMPLETIONS=none P3 does not hear orders" in outcome.printed
    assert (outcome.code, outcome.rows["unjudged"]) == (1, Verdict.FAILS)


def test_a_history_is_judged_where_no_place_can_be_asked_for(
    everybody_asked: Mapping[tuple[Role, str], Asked],
) -> None:
    outcome, url, _ = everybody_asked[Role.P6, "none"]
    assert f"{url} answers 409. with COMPLETIONS=none P1 does not hear of new spots" in outcome.printed
    assert (outcome.code, outcome.rows["p6.records"], outcome.rows["p6.new_spot"]) == (0, Verdict.FITS, Verdict.NOTE)


def test_a_check_that_is_interrupted_gives_the_barrier_back(mosquitto: Mosquitto, tmp_path: Path) -> None:
    with ours(Role.P7, tmp_path, mosquitto, LISTENS) as url:
        settings = {"MQTT_HOST": mosquitto.host, "MQTT_PORT": str(mosquitto.port), "P7_URL": url}
        command = [sys.executable, "-m", "p5_monitor", "check", "P7"]
        with stopping(subprocess.Popen(command, cwd=tmp_path, env=settings, stdout=subprocess.PIPE)) as process:
            wait_for(lambda: said_by(Role.P7, OVERRIDE, mosquitto) == 1, "FORCE_OPEN")
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=20)
            assert process.returncode == 130
        wait_for(lambda: said_by(Role.P7, OVERRIDE, mosquitto) == 2, "RELEASE")


@pytest.mark.parametrize("role", [Role.P2, Role.P7])
def test_an_idle_barrier_that_says_nothing_is_not_moved(mosquitto: Mosquitto, tmp_path: Path, role: Role) -> None:
    with ours(Role.P3, tmp_path / "P3", mosquitto, LISTENS):
        wait_for(lambda: said_by(Role.P3, STATE, mosquitto) > 0, "the barrier to be down")
        states = said_by(Role.P3, STATE, mosquitto)
        if role is Role.P2:
            with Logic(mosquitto):
                outcome = check(role, mosquitto)
        else:
            with ours(role, tmp_path / "P7", mosquitto, LISTENS) as url:
                outcome = check(role, mosquitto, url=url)
        assert last_state(mosquitto) == b'{"state": "CLOSED"}'
        # At its return it may say again that it is down.
        assert said_by(Role.P3, STATE, mosquitto) <= states + 1
    assert outcome.code == 2, outcome.printed
    assert "at work here: P3 (SmartPark2026_P3)" in outcome.printed


def last_state(broker: Mosquitto) -> bytes:
    with Probe(Broker(broker.host, broker.port), "looks") as probe:
        probe.connect()
        probe.subscribe([PREFIX + STATE])
        kept = probe.hear_one(lambda _: True, 5)
    assert kept is not None
    return kept.payload


def test_a_state_that_a_former_barrier_left_forbids_no_check(mosquitto: Mosquitto) -> None:
    with Probe(Broker(mosquitto.host, mosquitto.port), "former") as former:
        former.connect()
        former.publish(PREFIX + STATE, b'{"state": "CLOSED"}', retain=True)
    with Logic(mosquitto):
        assert check(Role.P2, mosquitto).code == 0


def test_a_barrier_for_which_the_broker_keeps_orders_is_somebodys(mosquitto: Mosquitto) -> None:
    with Probe(Broker(mosquitto.host, mosquitto.port), Role.P3.client_id, session_seconds=600) as barrier:
        barrier.connect()
    with Logic(mosquitto):
        assert check(Role.P2, mosquitto).code == 2


@pytest.mark.parametrize("role", [Role.P2, Role.P3, Role.P7])
def test_where_a_lot_lives_one_line_says_who_and_no_arm_is_announced(mosquitto: Mosquitto, role: Role) -> None:
    with Sensors(mosquitto), Backend(mosquitto):
        outcome = check(role, mosquitto, look_seconds=1.5)
    assert outcome.code == 2
    (_, refusal) = outcome.printed.splitlines()
    assert refusal.startswith("at work here: ")
    assert "P1 (parking/spots/" in refusal
    assert "P6 (parking/config/new_spot)" in refusal
    assert ". check wants a lot for itself" in refusal


def test_before_an_arm_may_move_it_is_said(mosquitto: Mosquitto) -> None:
    assert check(Role.P2, mosquitto).printed.splitlines()[1] == "a barrier that hears this may move. Keep clear of it."


def test_of_a_module_that_is_not_there_nothing_else_is_said() -> None:
    roles = (Role.P6, Role.P7)
    outcomes = check_all({role.value: Case(role, None) for role in roles})
    for role in roles:
        assert [finding.row for finding in outcomes[role].findings] == ["absent"]


def test_what_a_person_made_a_dashboard_say_is_judged(mosquitto: Mosquitto) -> None:
    with RetainingDashboard(mosquitto):
        outcome = check(Role.P7, mosquitto)
    assert "unjudged" not in outcome.rows
    assert outcome.printed.count("no answer at http://127.0.0.1:9\n") == 1
