"""``check`` against modules that deviate: each fails on the rows that it breaks and on no other."""

from collections.abc import Mapping

import pytest

from common.contract import Role
from p5_monitor.conformance.finding import Verdict
from tests.p5_monitor import team_modules as team
from tests.p5_monitor.checked import Checked
from tests.p5_monitor.team_module import TeamModule, check_modules

MODULES = (
    team.Sensors,
    team.SpotIdSensors,
    team.TalkativeSensors,
    team.EntrySensorSensors,
    team.TemplateSensors,
    team.LowerCaseSensors,
    team.Logic,
    team.TemplateLogic,
    team.RetainingLogic,
    team.TalkativeLogic,
    team.OtherNameLogic,
    team.GenerousLogic,
    team.BrittleLogic,
    team.MeddlingLogic,
    team.GoesAwayLogic,
    team.Arm,
    team.QueueingArm,
    team.ObedientArm,
    team.StrictArm,
    team.Sign,
    team.DetectorCountingSign,
    team.HopefulSign,
    team.TextSign,
    team.TeamsOwnSign,
    team.Watcher,
    team.TalkativeWatcher,
    team.Backend,
    team.RetainingDashboard,
)

Checks = Mapping[type[TeamModule], Checked]


@pytest.fixture(scope="module")
def checks() -> Checks:
    return check_modules(MODULES)


@pytest.mark.parametrize("module", [team.Sensors, team.Logic, team.Arm, team.Sign, team.Watcher, team.Backend])
def test_a_module_of_the_team_that_keeps_the_table_fits(checks: Checks, module: type[TeamModule]) -> None:
    assert (checks[module].code, checks[module].rows(Verdict.FAILS)) == (0, set())


@pytest.mark.parametrize(
    ("module", "row", "said"),
    [
        (team.SpotIdSensors, "payload", "missing id (found spot_id)"),
        (team.EntrySensorSensors, "topic", "publish it as parking/spots/ENTRY/status with id ENTRY"),
        (team.LowerCaseSensors, "id", "the payload names A1 and the topic a1"),
        (team.RetainingLogic, "retained_order", "retain=False"),
        (team.OtherNameLogic, "client_id", "it has another ClientID"),
        (team.GenerousLogic, "p2.one_place", "P4 counts a vehicle when it has parked"),
        (team.BrittleLogic, "survives", "an exception in on_message ends a module"),
        (team.MeddlingLogic, "own_rows", "this one says what is P4's"),
        (team.GoesAwayLogic, "reconnect", "it did not come back within 20 s"),
        (team.QueueingArm, "p3.second_open", "ignore OPEN while the arm moves"),
        (team.ObedientArm, "p3.kept_order", "if message.retain: return"),
        (team.StrictArm, "p3.extra", "look at action and ignore the rest"),
        (team.DetectorCountingSign, "p4.detector", "leave out ENTRY (ENTRY_IDS)"),
        (team.HopefulSign, "p4.unknown", "count FREE, and not what is not OCCUPIED"),
        (team.TextSign, "payload", '"0": a whole number expected'),
        (team.TeamsOwnSign, "p4.counts", "CHECK1 is a place like A1"),
        (team.TalkativeWatcher, "p5.silent", "P5 has no row to publish"),
        (team.RetainingDashboard, "retained_order", "retain=False"),
    ],
)
def test_a_deviation_fails_its_own_row_and_says_what_to_do(
    checks: Checks, module: type[TeamModule], row: str, said: str
) -> None:
    check = checks[module]
    assert (check.code, check.rows(Verdict.FAILS)) == (1, {row})
    assert said in check.text_of(row)


def test_the_template_as_it_was_fails_what_it_cannot_do(checks: Checks) -> None:
    assert checks[team.TemplateSensors].rows(Verdict.FAILS) == {"qos", "retained_state"}
    logic = checks[team.TemplateLogic]
    assert logic.rows(Verdict.FAILS) == {"qos", "reconnect"}
    assert "subscribe in on_connect" in logic.text_of("reconnect")


def test_what_was_sent_and_what_came_is_printed(checks: Checks) -> None:
    text = checks[team.GenerousLogic].text_of("p2.one_place")
    assert 'sent   parking/spots/ENTRY/status {"id": "ENTRY", "status": "FREE"}\n' in text
    assert '             parking/spots/ENTRY/status {"id": "ENTRY", "status": "OCCUPIED"}\n' in text
    assert 'came   parking/barriers/entry/cmd {"action": "OPEN"} (QoS 1, not retained)' in text
    assert "right  nothing" in text


@pytest.mark.parametrize(
    ("module", "extras"), [(team.TalkativeSensors, "extra: distance_cm, ts"), (team.TalkativeLogic, "extra: ts")]
)
def test_more_fields_than_the_table_are_a_note(checks: Checks, module: type[TeamModule], extras: str) -> None:
    check = checks[module]
    assert (check.code, check.verdict("payload")) == (0, Verdict.NOTE)
    assert extras in check.text_of("payload")


def test_who_has_another_client_id_cannot_be_cut_off(checks: Checks) -> None:
    assert checks[team.OtherNameLogic].verdict("reconnect") is Verdict.NOTE


def test_nothing_of_the_check_stays_with_the_broker(checks: Checks) -> None:
    kept = {topic for check in checks.values() for topic in check.kept}
    assert [topic for topic in kept if "CHECK" in topic.upper()] == []
    assert {"parking/display/available", "parking/spots/A1/status"} <= kept


def test_each_takes_no_longer_than_a_person_waits(checks: Checks) -> None:
    assert max(check.seconds for check in checks.values()) < 40


def test_a_person_is_asked_for_what_no_api_gives(checks: Checks) -> None:
    check = checks[team.Backend]
    assert "make the module ask for a new place now (20 s) ..." in check.printed
    assert (check.verdict("p6.new_spot"), check.verdict("reconnect")) == (Verdict.FITS, Verdict.FITS)


def test_each_of_the_seven_roles_is_tried() -> None:
    assert {module.role for module in MODULES} == set(Role)
