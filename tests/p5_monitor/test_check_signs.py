"""``check P4`` against signs that look right: those that speak whether they hear or not, and those that know better."""

from collections.abc import Mapping

import pytest

from p5_monitor.conformance.finding import Verdict
from tests.p5_monitor import team_signs as team
from tests.p5_monitor.checked import Checked
from tests.p5_monitor.team_module import TeamModule, check_modules

MODULES = (
    team.PeriodicSign,
    team.SubscribesOnceSign,
    team.NeverListeningSign,
    team.DeafenedSign,
    team.KnowingSign,
    team.RewritingSign,
    team.StrictSign,
    team.UnreadableSign,
)

Checks = Mapping[type[TeamModule], Checked]


@pytest.fixture(scope="module")
def checks() -> Checks:
    return check_modules(MODULES)


def test_a_sign_that_repeats_its_count_each_second_fits(checks: Checks) -> None:
    check = checks[team.PeriodicSign]
    assert (check.code, check.rows(Verdict.FAILS), check.rows(Verdict.NOTE)) == (0, set(), set())
    assert check.seconds < 40


@pytest.mark.parametrize(
    ("module", "row", "said"),
    [
        (team.SubscribesOnceSign, "reconnect", "subscribe in on_connect"),
        (team.NeverListeningSign, "p4.counts", "its count stays as it is: no subscription?"),
        (team.DeafenedSign, "survives", "an exception in on_message ends a module"),
        (team.KnowingSign, "p4.counts", "CHECK1 is a place like A1. P4_RESERVE and P4_MODE hold places back"),
        (team.RewritingSign, "p4.ids", "do not rewrite ids"),
        (team.StrictSign, "p4.extra", "reject no message for a field more"),
        (team.UnreadableSign, "payload", "a whole number expected"),
    ],
)
def test_a_deviation_fails_its_own_row_and_says_what_to_do(
    checks: Checks, module: type[TeamModule], row: str, said: str
) -> None:
    check = checks[module]
    assert (check.code, check.rows(Verdict.FAILS)) == (1, {row})
    assert said in check.text_of(row)
