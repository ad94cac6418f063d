"""French is set as French is, and tells also what comes in the words of the contract."""

import re
from collections.abc import Iterable
from typing import get_args

import pytest

from common.messages import BarrierState, Reason
from p5_monitor.alarm_words import FRENCH as ALARMS
from p5_monitor.reason_words import OF_A_REJECTION, OF_THE_ARM, english_reason, french_reason
from p5_monitor.typography import french
from p5_monitor.view.alarms import INDENT
from p5_monitor.view.lines import wrapped
from p5_monitor.words import FRENCH
from tests.p5_monitor.desk import A1, Desk, count, settled
from tests.p5_monitor.test_the_table import drawn, scene_of, with_keys
from tests.p5_monitor.troubles import all_alarms

NBSP = "\N{NO-BREAK SPACE}"

A1_IS = b'{"id": "A1", "status": "FREE"}'
ID_RULE = b'{"id": "-", "status": "FREE"}'

# Each thing that can be wrong with a message, one way or another.
ILL_FORMED = [
    (A1, b"FREE", "pas du JSON : utilisez json.dumps()"),
    (A1, b'{"spot_id": "A1", "status": "FREE"}', "id manque (trouvé : spot_id)"),
    (A1, b'{"id": "A1"}', "status manque"),
    (A1, b'{"id": "A1", "status": "free"}', "free : écrivez FREE"),
    (A1, b'{"id": "A1", "status": "PRIS"}', "PRIS : attendu : FREE, OCCUPIED, UNKNOWN"),
    (A1, b'{"id": "A2", "status": "FREE"}', "id A2 sur le topic de A1 : ce doit être le même"),
    (A1, b'{"id": 1, "status": "FREE"}', "id 1 : texte attendu"),
    (A1, ID_RULE, 'id "-" : 1 à 32 lettres, chiffres, - ou _, d\'abord une lettre ou un chiffre'),
    (A1, b'{"id": "A1", "id": "A1"}', "id y est deux fois"),
    (A1, b"[1]", "pas un objet : {…} attendu"),
    (A1, b"\xff", "pas de l'UTF-8 à l'octet 0"),
    (A1, b"\xff\xfe\x00\x00", "de l'UTF-16 ou de l'UTF-32 : utilisez UTF-8"),
    (A1, b"\xef\xbb\xbf" + A1_IS, "commence par une marque d'ordre : UTF-8 sans marque"),
    (A1, b"x" * 5000, "5000 octets : au plus 4096"),
    (A1, b'{"id": ' + b"[" * 70 + b"]" * 70 + b"}", "plus de 64 niveaux"),
    ("parking/display/available", b'{"count": NaN}', "NaN n'est pas du JSON"),
    ("parking/display/available", b'{"count": -1}', "count -1 : de 0 à 999999"),
    ("parking/display/available", b'{"count": "3"}', 'count "3" : nombre entier attendu'),
]

NOT_BY_A_ROW = ["topic outside the contract", "online 1: true or false expected"]


def text_of(lines: Iterable[str]) -> str:
    return "\n".join(lines)


@pytest.mark.parametrize(("topic", "payload", "told"), ILL_FORMED)
def test_why_a_message_was_rejected_is_told_in_french(topic: str, payload: bytes, told: str) -> None:
    desk = settled()
    desk.receives(topic, payload)
    assert french(told) in text_of(drawn(scene_of(desk, FRENCH), width=140))
    (alarm,) = desk.picture.alarms
    assert french(told) in ALARMS.tell(alarm).hint


def test_there_is_a_case_for_each_reason_that_is_known() -> None:
    told = [french(case[2]) for case in ILL_FORMED] + [*map(french_reason, NOT_BY_A_ROW)]
    shapes = [re.sub(r"\\\d", "(.+)", re.escape(french(told)).replace(r"\\", "\\")) for told in OF_A_REJECTION.values()]
    assert [shape for shape in shapes if not any(re.fullmatch(shape, each) for each in told)] == []


def test_a_reason_that_nobody_knows_stays_as_it_is() -> None:
    assert french_reason("something else: no idea") == "something else: no idea"
    assert english_reason(r"not an object: {\u2026} expected") == "not an object: {…} expected"


@pytest.mark.parametrize("reason", get_args(Reason))
def test_each_reason_of_the_arm_is_told_in_french(reason: str) -> None:
    desk = Desk()
    desk.hears(BarrierState(state="OPENED", reason=reason))
    assert f"({OF_THE_ARM[reason]})" in drawn(scene_of(desk, FRENCH))[1]


def test_a_strangers_reason_stays_as_it_is() -> None:
    desk = Desk()
    desk.hears(BarrierState(state="OPENED", reason=r"\1 {x}"))
    assert r"(\1 {x})" in drawn(scene_of(desk, FRENCH))[1]


def test_a_colon_has_a_blank_before_it_that_breaks_no_line() -> None:
    desk = settled()
    desk.hears(count(1), BarrierState(state="OPENED"))
    desk.receives(A1, b"?")
    desk.receives("parking/weather", b"?")
    scene = scene_of(desk, FRENCH)
    for shown in (drawn(scene, 120, 50), drawn(with_keys(scene, "/", "a")), drawn(with_keys(scene, "?"))):
        text = re.sub(r"https?://\S+|\d\d:\d\d:\d\d|127\.0\.0\.1:\d+", "", text_of(shown))
        assert re.findall(rf"[^{NBSP}][:;!](?=\s|$)", text) == []
    assert f"places libres{NBSP}: 1   barrière{NBSP}: OPENED" in text_of(drawn(scene))


def test_no_line_of_an_alarm_begins_with_a_colon() -> None:
    for alarm in all_alarms():
        for part in ALARMS.tell(alarm):
            for width in range(30, 80 - INDENT, 5):
                assert not [line for line in wrapped(part, width, 20) if line[0] in ":;?!»"]


def test_figures_have_a_comma() -> None:
    desk = Desk()
    desk.hears(count(3))
    desk.passes(2)
    assert re.search(r"^P4 .* 0,[1-9]\d ", text_of(drawn(scene_of(desk, FRENCH))), re.MULTILINE)
