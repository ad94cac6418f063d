"""How ``check`` judges what came, without a broker."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from string import Formatter

import pytest

from common.contract import Role
from common.messages import Available, BarrierCommand, Message, SpotStatus
from common.spots import Detectors
from p5_monitor.conformance.finding import Finding, Verdict
from p5_monitor.conformance.form import Shows, form_of
from p5_monitor.conformance.lot import living
from p5_monitor.conformance.p3 import times_raised
from p5_monitor.conformance.reading import number_in, word_in
from p5_monitor.conformance.report import Report
from p5_monitor.conformance.rubbish import counts, new_spots, orders, statuses
from p5_monitor.conformance.words import ENGLISH, FRENCH, kit_words
from p5_monitor.mqtt_probe import Sent
from p5_monitor.rules.alarms.right_topic import RightTopic
from p5_monitor.service import ADDRESSES

PREFIX = "lot/"
AT = datetime(2026, 1, 29, 18, 25, 30, tzinfo=UTC)

A1 = "parking/spots/A1/status"
COUNT = "parking/display/available"
COMMAND = "parking/barriers/entry/cmd"

FREE = b'{"id": "A1", "status": "FREE"}'

RIGHT_TOPIC = RightTopic(ADDRESSES, Detectors(["ENTRY"]))


def sent(
    topic: str = A1,
    payload: bytes = FREE,
    *,
    qos: int = 1,
    retained: bool = True,
    expiry_seconds: int | None = None,
    properties: Mapping[str, str] | None = None,
) -> Sent:
    return Sent(topic, payload, qos, retained, properties or {}, expiry_seconds, 0.0)


def order(*, retained: bool = False, expiry_seconds: int | None = 10) -> Sent:
    return sent(COMMAND, b'{"action": "OPEN"}', retained=retained, expiry_seconds=expiry_seconds)


def form(kind: type[Message], *came: Sent, shows: Shows | None = None) -> dict[str, Finding]:
    return {finding.row: finding for finding in form_of(kind, came, RIGHT_TOPIC, shows)}


def rows_but_fits(findings: Mapping[str, Finding]) -> dict[str, Verdict]:
    return {row: finding.verdict for row, finding in findings.items() if finding.verdict is not Verdict.FITS}


def test_what_is_as_in_the_table_fits_in_every_row() -> None:
    findings = form(SpotStatus, sent())
    assert set(findings) == {"topic", "payload", "id", "qos", "retained_state"}
    assert rows_but_fits(findings) == {}
    assert rows_but_fits(form(BarrierCommand, order())) == {}


@pytest.mark.parametrize(
    ("came", "wrong"),
    [
        pytest.param(sent(payload=b'{"spot_id": "A1", "status": "FREE"}'), {"payload": Verdict.FAILS}, id="spot_id"),
        pytest.param(
            sent(payload=b'{"id": "A1", "status": "FREE", "ts": 1}'), {"payload": Verdict.NOTE}, id="one field more"
        ),
        pytest.param(sent(payload=b'{"id":"A1","status":"FREE"}'), {"payload": Verdict.NOTE}, id="another writer"),
        pytest.param(sent(payload=b'{"id": "A01", "status": "FREE"}'), {"id": Verdict.FAILS}, id="another spot"),
        pytest.param(sent(payload=b'{"id": "a1", "status": "FREE"}'), {"id": Verdict.FAILS}, id="another case"),
        pytest.param(
            sent(payload=b'{"id": "A01", "status": "free"}'),
            {"id": Verdict.FAILS, "payload": Verdict.FAILS},
            id="both at once",
        ),
        pytest.param(sent(qos=0), {"qos": Verdict.FAILS}, id="QoS 0"),
        pytest.param(sent(qos=2), {"qos": Verdict.NOTE}, id="QoS 2"),
        pytest.param(sent(retained=False), {"retained_state": Verdict.FAILS}, id="not retained"),
    ],
)
def test_each_deviation_is_one_rows_matter(came: Sent, wrong: dict[str, Verdict]) -> None:
    assert rows_but_fits(form(SpotStatus, sent(), came)) == wrong


def test_an_order_that_is_retained_fails_and_one_that_never_expires_is_noted() -> None:
    assert rows_but_fits(form(BarrierCommand, order(retained=True))) == {"retained_order": Verdict.FAILS}
    assert rows_but_fits(form(BarrierCommand, order(expiry_seconds=None))) == {"expiry": Verdict.NOTE}


def test_where_the_broker_does_not_show_it_nobody_is_blamed() -> None:
    findings = form(SpotStatus, sent(retained=False, qos=2), shows=Shows(qos=False, retained=False))
    assert rows_but_fits(findings) == {"qos": Verdict.NOTE, "retained_state": Verdict.NOTE}


def test_a_stray_topic_is_named_with_the_right_one() -> None:
    findings = form(SpotStatus, sent(), sent("parking/entry_sensor/status", b'{"status": "OCCUPIED"}'))
    assert rows_but_fits(findings) == {"topic": Verdict.FAILS}
    assert findings["topic"].details == {"right_topic": "parking/spots/ENTRY/status", "id": "ENTRY"}


def test_a_topic_that_resembles_nothing_is_named_all_the_same() -> None:
    assert form(SpotStatus, sent("parking/weather", b"fine"))["topic"].hint == "topic_unknown"


def test_a_reason_is_the_contracts_own() -> None:
    assert form(Available, sent(COUNT, b'{"count": "3"}'))["payload"].reason == 'count "3": a whole number expected'


def test_an_empty_payload_breaks_no_row() -> None:
    assert rows_but_fits(form(SpotStatus, sent(), sent(payload=b""))) == {}


def test_who_says_nothing_is_not_judged() -> None:
    assert {row: finding.verdict for row, finding in form(SpotStatus).items()} == {"topic": Verdict.NOTE}


def test_no_name_a_stranger_gave_reaches_the_terminal_as_it_is() -> None:
    printed = io.StringIO()
    report = Report(ENGLISH, printed, {"prefix": "\x1b[2J"})
    nasty = "\x1b]0;x\x07\n" * 1000
    report.row(
        Finding("topic", Verdict.FAILS, reason=nasty, hint="topic_id", details={"right_topic": nasty, "id": "A1"})
    )
    report.tell("left_behind", topic=nasty)
    report.tell("begins", role="P4", client_id="x", broker=nasty)
    assert "\x1b" not in printed.getvalue()
    assert len(printed.getvalue()) < 2_000
    assert len(printed.getvalue().splitlines()) < 12


@pytest.mark.parametrize(
    ("words", "times"),
    [
        (["OPENING", "OPENED", "CLOSING", "CLOSED"], 1),
        (["OPENED", "CLOSED"], 1),
        (["OPENED"], 1),
        (["OPENED", "OPENED"], 1),
        (["CLOSED", "OPENING", "OPENING", "OPENED", "CLOSED", "CLOSED"], 1),
        (["OPENING", "OPENED", "CLOSING", "CLOSED", "OPENING"], 2),
        (["OPENED", "CLOSED", "OPENED", "CLOSED"], 2),
        (["OPENING", "OPENED", "OPENING", "OPENED"], 2),
        ([], 0),
    ],
)
def test_a_second_sequence_is_told_from_a_word_said_twice(words: Sequence[str], times: int) -> None:
    assert times_raised(words) == times


@pytest.mark.parametrize(
    ("payload", "number"),
    [
        (b'{"count": 3}', 3),
        (b'{"count": "3"}', 3),
        (b'{"count": 3.0}', 3),
        (b'{"free": 3}', 3),
        (b'{"count": null}', None),
        (b'{"count": true, "x": 4}', 1),
        (b"3", None),
        (b"\xff", None),
        (b'{"count": 1e999}', None),
        (b"{}", None),
    ],
)
def test_a_number_is_read_also_where_it_is_written_wrongly(payload: bytes, number: int | None) -> None:
    assert number_in(payload, "count") == number


@pytest.mark.parametrize(
    ("payload", "word"),
    [
        (b'{"state": "OPENED"}', "OPENED"),
        (b'{"state": " opened"}', "OPENED"),
        (b'{"status": "OPENED"}', "OPENED"),
        (b'{"state": 1}', ""),
        (b"OPENED", ""),
        (b"[" * 100_000, ""),
    ],
)
def test_a_word_is_read_also_where_it_is_written_wrongly(payload: bytes, word: str) -> None:
    assert word_in(payload, "state") == word


def here(*heard: Sent) -> set[Role]:
    return set(living([replace(one, topic=PREFIX + one.topic) for one in heard], PREFIX, AT))


def promised(seconds_ago: float) -> dict[str, str]:
    return {"sent": (AT - timedelta(seconds=seconds_ago)).isoformat(), "refresh": "60"}


def presence(role: str, *, online: bool) -> Sent:
    word = "true" if online else "false"
    return sent(f"monitor/presence/{role}", f'{{"role": "{role}", "online": {word}}}'.encode())


def test_a_lot_lives_where_somebody_speaks() -> None:
    assert here(sent(retained=False)) == {Role.P1}
    assert here(order()) == {Role.P2}


def test_what_the_broker_kept_is_nobodys_life_until_it_is_said_again() -> None:
    assert here(sent()) == set()
    assert here(sent(), sent()) == {Role.P1}


def test_who_promised_to_speak_again_lives_until_that_time_is_up() -> None:
    assert here(sent(properties=promised(100))) == {Role.P1}
    assert here(sent(properties=promised(181))) == set()


def test_whose_last_will_was_said_is_gone_whatever_he_promised() -> None:
    assert here(sent(properties=promised(10)), presence("P1", online=False)) == set()


def test_who_says_that_he_is_there_is() -> None:
    assert here(presence("P3", online=True)) == {Role.P3}


def test_what_is_in_no_row_or_empty_is_nobody() -> None:
    assert here(sent("parking/weather", b"fine", retained=False), sent(payload=b"", retained=False)) == set()
    assert here(sent("monitor/presence/P3", b"rubbish")) == set()


def test_no_rubbish_keeps_the_contract() -> None:
    for topic, payloads in {A1: statuses("A1"), COUNT: counts(), COMMAND: orders()}.items():
        kinds = {A1: SpotStatus, COUNT: Available, COMMAND: BarrierCommand}
        for payload in payloads:
            assert form(kinds[topic], sent(topic, payload))["payload"].verdict is Verdict.FAILS, payload
    assert len(new_spots("A1")) > 5


def blanks_in(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_both_languages_say_the_same_things() -> None:
    assert (ENGLISH.rows.keys(), ENGLISH.hints.keys()) == (FRENCH.rows.keys(), FRENCH.hints.keys())
    assert (ENGLISH.telling.keys(), ENGLISH.seen.keys()) == (FRENCH.telling.keys(), FRENCH.seen.keys())
    for name, text in {**ENGLISH.hints, **ENGLISH.telling}.items():
        assert blanks_in(text) == blanks_in({**FRENCH.hints, **FRENCH.telling}[name]), name
    for name, row in ENGLISH.rows.items():
        assert blanks_in(row.title + row.right) == blanks_in(FRENCH.rows[name].title + FRENCH.rows[name].right), name


def test_french_is_spoken_where_the_terminal_is_french() -> None:
    assert kit_words("fr_FR.UTF-8") is FRENCH
    assert kit_words("de_DE.UTF-8") is ENGLISH
