"""``python -m p5_monitor check`` of what the four instructions make."""

from functools import partial

import pytest

from common.contract import Role
from p5_monitor.conformance.finding import Verdict
from tests.p5_monitor.checked import Case, Checked, check_all
from tests.template.module import connected

ROLES = (Role.P2, Role.P4)


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Checked]:
    folder = tmp_path_factory.mktemp("checked")
    return check_all({role: Case(role, partial(connected, role, folder / role)) for role in ROLES})


@pytest.mark.parametrize("role", ROLES)
def test_it_fits_the_table(role: Role, checked: dict[str, Checked]) -> None:
    assert checked[role].rows(Verdict.FAILS) == set()
    assert checked[role].code == 0
    assert "survives" in checked[role].rows(Verdict.FITS)


def test_there_are_never_two_vehicles_for_one_place(checked: dict[str, Checked]) -> None:
    assert checked[Role.P2].verdict("p2.one_place") is Verdict.FITS
    assert checked[Role.P2].verdict("p2.parked") is Verdict.FITS
