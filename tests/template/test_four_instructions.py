"""The team's four instructions, followed to the letter: the seven modules are in, and stay in."""

import json

import pytest
from paho.mqtt.client import topic_matches_sub

from common.contract import EVERYTHING, TABLE, Action, Role, address_of, filter_of, topic_of
from common.contract.table import TOPIC_PREFIX
from common.messages import Available, BarrierCommand, BarrierState, Message, NewSpot, Override, SpotStatus
from tests.template.module import TEMPLATE, by_the_instructions
from tests.template.team import Played, Round

A1 = SpotStatus(id="A1", status="FREE")
B0 = SpotStatus(id="B0", status="FREE")
ENTRY = SpotStatus(id="ENTRY", status="FREE")
B1 = NewSpot(id="B1", cmd="ADD")

SAYS: dict[Role, Message] = {
    Role.P1: A1,
    Role.P2: BarrierCommand(action="OPEN"),
    Role.P3: BarrierState(state="OPENED"),
    Role.P4: Available(count=3),
    Role.P6: B1,
    Role.P7: Override(cmd="FORCE_OPEN"),
}

ADDRESSES = {address_of(said) for said in (*SAYS.values(), B0, ENTRY)}


@pytest.fixture(params=["before a restart of the broker", "after it"])
def heard(request: pytest.FixtureRequest, played: Played) -> Round:
    return played.before_restart if request.param.startswith("before") else played.after_restart


@pytest.mark.parametrize("role", SAYS)
def test_each_role_publishes_what_its_row_says(role: Role, heard: Round) -> None:
    said = SAYS[role]
    on_the_wire = {(message.topic, message.payload, message.qos, message.retain) for message in heard.heard}

    assert (TOPIC_PREFIX + address_of(said), said.payload(), 1, topic_of(type(said)).retained) in on_the_wire


def test_nothing_else_is_published(heard: Round) -> None:
    topics = {message.topic.removeprefix(TOPIC_PREFIX) for message in heard.heard}

    assert topics - {"parking/spots/B2/status", "parking/spots/B3/status"} == ADDRESSES


@pytest.mark.parametrize("role", Role)
def test_each_role_hears_what_its_rows_say_and_nothing_else(role: Role, heard: Round) -> None:
    printed = {line.split()[2] for line in heard.printed[role] if line.startswith("Reçu :")}

    assert printed & ADDRESSES == {address for address in ADDRESSES if _is_for(role, address)}


def test_an_order_is_given_once(heard: Round) -> None:
    payloads = [message.payload for message in heard.heard]

    assert [payloads.count(SAYS[role].payload()) for role in (Role.P2, Role.P6, Role.P7)] == [1, 1, 1]


def test_a_detector_is_no_place(played: Played) -> None:
    assert max(_counts(played.before_restart)) == len({"A1", "B2", "B0"})
    assert max(_counts(played.after_restart)) == len({"A1", "B2", "B3", "B0"})


def test_ctrl_c_ends_it_without_a_word_on_stderr(played: Played) -> None:
    assert set(played.exit_codes.values()) == {0}
    assert set(played.errors.values()) == {""}


def test_line_9_is_the_client_id_and_nothing_else() -> None:
    assert TEMPLATE.read_text(encoding="utf-8").splitlines()[8] == 'CLIENT_ID = "SmartPark2026_PX"'


@pytest.mark.parametrize("role", Role)
def test_both_sections_have_lines_for_the_role(role: Role) -> None:
    before, abonnements, envoi, after = _sections(TEMPLATE.read_text(encoding="utf-8"))
    mine = _sections(by_the_instructions(role))
    rows = {row.action for row in TABLE if row.role is role} or {Action.SUBSCRIBES}

    assert (mine[1] != abonnements) == (Action.SUBSCRIBES in rows)
    assert (mine[2] != envoi) == (Action.PUBLISHES in rows)
    assert (mine[0].replace(f'"{role.client_id}"', '"SmartPark2026_PX"'), mine[3]) == (before, after)


def _is_for(role: Role, address: str) -> bool:
    filters = [filter_of(row.message) for row in TABLE if (row.role, row.action) == (role, Action.SUBSCRIBES)]
    # P5 has no row; it listens to everything, which is the completion C3.
    return any(topic_matches_sub(wanted, address) for wanted in ([EVERYTHING] if role is Role.P5 else filters))


def _counts(heard: Round) -> list[int]:
    return [json.loads(message.payload)["count"] for message in heard.heard if message.topic.endswith("/available")]


def _sections(source: str) -> tuple[str, str, str, str]:
    before, rest = source.split("= ABONNEMENTS =")
    abonnements, rest = rest.split("= LOGIQUE D'ENVOI =")
    envoi, after = rest.split("= LA MÉCANIQUE ")
    return before, abonnements, envoi, after
