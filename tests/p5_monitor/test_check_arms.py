"""``check P3`` against arms that take their time, and against those that obey what was left for others."""

from collections.abc import Mapping

import pytest

from p5_monitor.conformance import p3
from p5_monitor.conformance.finding import Verdict
from tests.p5_monitor import team_arms as team
from tests.p5_monitor.checked import Case, Checked, checked
from tests.p5_monitor.team_module import TeamModule, check_modules

MODULES = (team.HoldingArm, team.LateObedientArm, team.ForcedByKeptArm)

Checks = Mapping[type[TeamModule], Checked]


@pytest.fixture(scope="module")
def checks() -> Checks:
    return check_modules(MODULES)


def test_an_arm_that_stays_up_for_long_fits(checks: Checks) -> None:
    check = checks[team.HoldingArm]
    assert (check.code, check.rows(Verdict.FAILS)) == (0, set())
    assert check.rows(Verdict.NOTE) == {"p3.forced"}


@pytest.mark.parametrize("module", [team.LateObedientArm, team.ForcedByKeptArm])
def test_an_order_that_the_broker_kept_is_found_out_to_be_obeyed(checks: Checks, module: type[TeamModule]) -> None:
    check = checks[module]
    assert (check.code, check.rows(Verdict.FAILS)) == (1, {"p3.kept_order"})
    assert "if message.retain: return" in check.text_of("p3.kept_order")


def test_an_arm_that_never_says_that_it_is_down_is_not_judged_where_it_may_be_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(p3, "CLOSED_SECONDS", 1.0)
    check = checked(Case(team.TaciturnArm.role, team.TaciturnArm))
    assert (check.code, check.rows(Verdict.FAILS)) == (0, set())
    assert {"p3.states", "p3.extra"} <= check.rows(Verdict.NOTE)
    assert "it did not say CLOSED within a minute" in check.text_of("p3.extra")
