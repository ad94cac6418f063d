"""``check P2`` against parking logics that take their time, and against those that reject or forget too much."""

from collections.abc import Mapping

import pytest

from p5_monitor.conformance.finding import Verdict
from tests.p5_monitor import team_logics as team
from tests.p5_monitor.checked import Checked
from tests.p5_monitor.team_module import TeamModule, check_modules

MODULES = (
    team.SlowLogic,
    team.SlowGenerousLogic,
    team.PolledGenerousLogic,
    team.StrictLogic,
    team.StrictAboutCountsLogic,
    team.RememberingLogic,
)

Checks = Mapping[type[TeamModule], Checked]


@pytest.fixture(scope="module")
def checks() -> Checks:
    return check_modules(MODULES)


def test_a_logic_that_thinks_for_more_than_a_second_fits(checks: Checks) -> None:
    check = checks[team.SlowLogic]
    assert (check.code, check.rows(Verdict.FAILS), check.rows(Verdict.NOTE)) == (0, set(), {"expiry"})
    assert check.seconds < 40


@pytest.mark.parametrize(
    ("module", "row", "said"),
    [
        (team.SlowGenerousLogic, "p2.one_place", "P4 counts a vehicle when it has parked"),
        (team.PolledGenerousLogic, "p2.one_place", "P4 counts a vehicle when it has parked"),
        (team.StrictLogic, "p2.extra", "reject no message for a field more"),
        (team.StrictAboutCountsLogic, "p2.extra", "reject no message for a field more"),
        (team.RememberingLogic, "p2.no_count", "the count is unknown until P4 says one"),
    ],
)
def test_a_deviation_fails_its_own_row_and_says_what_to_do(
    checks: Checks, module: type[TeamModule], row: str, said: str
) -> None:
    check = checks[module]
    assert (check.code, check.rows(Verdict.FAILS)) == (1, {row})
    assert "p2.parked" not in check.rows(Verdict.NOTE)
    assert said in check.text_of(row)
