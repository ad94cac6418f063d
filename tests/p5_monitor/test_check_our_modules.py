"""``check`` against our seven, each as a process, and against modules made from the template."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from common.contract import Role
from common.testing import Mosquitto, free_port, wait_for
from p5_monitor.conformance.finding import Verdict
from tests.p5_monitor.checked import PREFIX, Case, Checked, check_all
from tests.system.lot import pis_in
from tests.template.module import Module, by_the_instructions

# An arm as quick as a servo's, so that nobody waits for it.
SETTINGS = {Role.P3: {"P3_TRAVEL_SECONDS": "0.2", "P3_HOLD_SECONDS": "1"}}

# As a lot may set them.
OTHERWISE_SET = {
    "P2 impatient": (Role.P2, {"P2_RETRY_SECONDS": "1"}),
    "P4 holding back": (Role.P4, {"P4_RESERVE": "2"}),
    "P4 closed": (Role.P4, {"P4_MODE": "closed"}),
}

FROM_THE_TEMPLATE = (Role.P1, Role.P4)


@contextmanager
def service(role: Role, folder: Path, http_port: int, broker: Mosquitto, settings: Mapping[str, str]) -> Iterator[None]:
    """One of ours, subscribed."""
    port = {f"{role}_HTTP_PORT": str(http_port)} if role in (Role.P5, Role.P6, Role.P7) else {}
    with pis_in(folder) as pis:
        pis.start(broker.port, {role: {**settings, **port}}, dict.fromkeys(Role, broker.host))
        wait_for(lambda: f"{role.client_id} 1 {PREFIX}" in broker.log, f"{role} to subscribe")
        yield


@contextmanager
def from_the_template(role: Role, folder: Path, broker: Mosquitto) -> Iterator[None]:
    """A team member's module."""
    module = Module(by_the_instructions(role), folder, broker.port)
    try:
        wait_for(lambda: any(line.startswith("Connecté") for line in module.output), f"{role} to connect")
        yield
    finally:
        module.kill()


def ours(role: Role, folder: Path, settings: Mapping[str, str]) -> Case:
    port = free_port()
    return Case(role, lambda broker: service(role, folder, port, broker, settings), f"http://127.0.0.1:{port}")


def started(role: Role, folder: Path) -> Callable[[Mosquitto], object]:
    return lambda broker: from_the_template(role, folder, broker)


@pytest.fixture(scope="module")
def checks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Checked]:
    folder = tmp_path_factory.mktemp("modules")
    cases = {role.value: ours(role, folder / role, SETTINGS.get(role, {})) for role in Role}
    cases |= {name: ours(role, folder / name, settings) for name, (role, settings) in OTHERWISE_SET.items()}
    for role in FROM_THE_TEMPLATE:
        cases[f"template {role}"] = Case(role, started(role, folder / f"template-{role}"))  # type: ignore[arg-type]
    return check_all(cases)


@pytest.mark.parametrize("role", Role)
def test_each_of_ours_fits(checks: dict[str, Checked], role: Role) -> None:
    check = checks[role]
    assert (check.code, check.rows(Verdict.FAILS)) == (0, set())
    assert check.verdict("reconnect") is Verdict.FITS


@pytest.mark.parametrize("role", Role)
def test_nothing_is_worth_a_note_in_ours(checks: dict[str, Checked], role: Role) -> None:
    assert checks[role].rows(Verdict.NOTE) == set()


def test_places_that_are_held_back_are_no_deviation(checks: dict[str, Checked]) -> None:
    check = checks["P4 holding back"]
    assert (check.code, check.rows(Verdict.FAILS), check.rows(Verdict.NOTE)) == (0, set(), set())


@pytest.mark.parametrize(
    ("module", "row", "said"),
    [
        ("P2 impatient", "p2.one_open", "comes after 8 s (P2_RETRY_SECONDS)"),
        ("P4 closed", "p4.counts", "P4_RESERVE and P4_MODE"),
    ],
)
def test_what_a_setting_does_is_named_with_the_setting(
    checks: dict[str, Checked], module: str, row: str, said: str
) -> None:
    check = checks[module]
    assert check.rows(Verdict.FAILS) == {row}
    assert said in check.text_of(row)


@pytest.mark.parametrize("role", FROM_THE_TEMPLATE)
def test_a_module_from_the_template_is_still_there_after_a_reconnect(checks: dict[str, Checked], role: Role) -> None:
    assert checks[f"template {role}"].verdict("reconnect") is Verdict.FITS


def test_nothing_of_the_check_stays_with_the_broker(checks: dict[str, Checked]) -> None:
    own = {"parking/display/available", "parking/barriers/entry/state"}
    assert {topic for role in Role if role is not Role.P1 for topic in checks[role].kept} <= own
    assert [topic for topic in checks["P1"].kept if "CHECK" in topic] == []


def test_it_says_that_the_arm_will_move_before_it_does(checks: dict[str, Checked]) -> None:
    assert checks["P3"].printed.splitlines()[1] == "P3's arm will move. Keep clear of it."


def test_no_row_passes_for_what_came_where_nothing_came(checks: dict[str, Checked]) -> None:
    text = checks["P6"].text_of("reconnect")
    assert "came   it is there" in text


def test_the_last_line_sums_it_up(checks: dict[str, Checked]) -> None:
    check = checks["P2"]
    assert check.printed.splitlines()[-1] == f"P2: 0 FAIL, 0 note, {len(check.findings)} pass"
