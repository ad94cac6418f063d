import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from common.contract import TABLE, Rejected, Row, address_of, find
from common.messages import (
    Available,
    BarrierCommand,
    BarrierState,
    Forgotten,
    Message,
    NewSpot,
    Override,
    Presence,
    SpotStatus,
)
from common.payload import MAX_NESTING, MAX_PAYLOAD_BYTES, decode

SPOT = "parking/spots/A1/status"
COUNT = "parking/display/available"
ORDER = "parking/barriers/entry/cmd"
STATE = "parking/barriers/entry/state"
NEW_SPOT = "parking/config/new_spot"
OVERRIDE = "parking/admin/override"
PRESENCE = "monitor/presence/P2"

NOT_JSON = "not JSON: use json.dumps()"
NO_WHOLE_NUMBER = "a whole number expected"
OUT_OF_RANGE = "from 0 to 999999"
NO_ID = "1 to 32 letters, digits, - or _, beginning with a letter or digit"
UTF16 = "not UTF-8 but UTF-16 or UTF-32: use UTF-8"


def padded(size: int) -> bytes:
    return b'{"count": 5}'.ljust(size)


def nested(depth: int) -> bytes:
    return b'{"count": 5, "x": ' + b"[" * (depth - 1) + b"]" * (depth - 1) + b"}"


def row(name: str, topic: str, payload: bytes, reason: str) -> Any:
    return pytest.param(topic, payload, reason, id=name)


REJECTED = [
    # numbers
    row("true for a number", COUNT, b'{"count": true}', f"count true: {NO_WHOLE_NUMBER}"),
    row("1.0 for a number", COUNT, b'{"count": 1.0}', f"count 1.0: {NO_WHOLE_NUMBER}"),
    row("1e0 for a number", COUNT, b'{"count": 1e0}', f"count 1.0: {NO_WHOLE_NUMBER}"),
    row("1e400, which is infinite", COUNT, b'{"count": 1e400}', f"count Infinity: {NO_WHOLE_NUMBER}"),
    row("a number as a text", COUNT, b'{"count": "5"}', f'count "5": {NO_WHOLE_NUMBER}'),
    row("null for a number", COUNT, b'{"count": null}', f"count null: {NO_WHOLE_NUMBER}"),
    row("a list for a number", COUNT, b'{"count": [5]}', f"count [5]: {NO_WHOLE_NUMBER}"),
    row("a negative count", COUNT, b'{"count": -1}', f"count -1: {OUT_OF_RANGE}"),
    row("a count above the limit", COUNT, b'{"count": 1000000}', f"count 1000000: {OUT_OF_RANGE}"),
    row("64 bits", COUNT, b'{"count": 9223372036854775808}', f"count 9223372036854775808: {OUT_OF_RANGE}"),
    row("4000 nines", COUNT, b'{"count": ' + b"9" * 4000 + b"}", f"count {'9' * 40}…: {OUT_OF_RANGE}"),
    row("NaN", COUNT, b'{"count": NaN}', "NaN is not JSON"),
    row("Infinity", COUNT, b'{"count": Infinity}', "Infinity is not JSON"),
    row("-Infinity", COUNT, b'{"count": -Infinity}', "-Infinity is not JSON"),
    row("NaN in an extra field", COUNT, b'{"count": 5, "x": NaN}', "NaN is not JSON"),
    # the form
    row("a list around it", COUNT, b'[{"count": 5}]', "not an object: {…} expected"),
    row("the bare number", COUNT, b"5", "not an object: {…} expected"),
    row("null", SPOT, b"null", "not an object: {…} expected"),
    row("a bare text", SPOT, b'"FREE"', "not an object: {…} expected"),
    row("a bare word", SPOT, b"FREE", NOT_JSON),
    row("a blank", SPOT, b" ", NOT_JSON),
    row("something behind it", COUNT, b'{"count": 5}x', NOT_JSON),
    row("a leading zero", COUNT, b'{"count": 05}', NOT_JSON),
    row("single quotes", COUNT, b"{'count': 5}", NOT_JSON),
    row("a trailing comma", COUNT, b'{"count": 5,}', NOT_JSON),
    row("a line break in a text", SPOT, b'{"id": "A1", "status": "FREE", "x": "a\nb"}', NOT_JSON),
    row("a field twice", COUNT, b'{"count": 0, "count": 5}', "count stands twice"),
    row("a field twice, the other way round", COUNT, b'{"count": 5, "count": 0}', "count stands twice"),
    row("an extra field twice", COUNT, b'{"count": 5, "x": {"y": 1, "y": 1}}', "y stands twice"),
    row("4097 bytes", COUNT, padded(MAX_PAYLOAD_BYTES + 1), "4097 bytes: at most 4096"),
    row("a megabyte", SPOT, b"x" * 1_048_576, "1048576 bytes: at most 4096"),
    row("nested one too deep", COUNT, nested(MAX_NESTING + 1), "nested more than 64 deep"),
    row("nested deeper than a parser can", COUNT, nested(1900), "nested more than 64 deep"),
    # the bytes
    row(
        "a byte order mark", COUNT, b'\xef\xbb\xbf{"count": 5}', "begins with a byte order mark: use UTF-8 without one"
    ),
    row("UTF-16", COUNT, '{"count": 5}'.encode("utf-16"), UTF16),
    row("UTF-16, little end first", COUNT, '{"count": 5}'.encode("utf-16-le"), UTF16),
    row("UTF-16, big end first", COUNT, '{"count": 5}'.encode("utf-16-be"), UTF16),
    row("UTF-32", COUNT, '{"count": 5}'.encode("utf-32"), UTF16),
    row("a NUL in it", SPOT, b"{\0}", UTF16),
    row("rubbish", SPOT, b"\xff\xfe\0\x01", UTF16),
    row("Latin-1", COUNT, b'{"count": 5, "x": "\xe9"}', "not UTF-8 at byte 19"),
    row("a damaged byte in a name", SPOT, b'{"i\x80d": "A1"}', "not UTF-8 at byte 3"),
    # the fields
    row("nothing in it", SPOT, b"{}", "missing id"),
    row("no status", SPOT, b'{"id": "A1"}', "missing status"),
    row("spot_id for id", SPOT, b'{"spot_id": "P06", "status": "OCCUPIED"}', "missing id (found spot_id)"),
    row("Count for count", COUNT, b'{"Count": 5}', "missing count (found Count)"),
    row("free_count for count", COUNT, b'{"free_count": 5}', "missing count (found free_count)"),
    row("the text of another topic", ORDER, b'{"cmd": "OPEN"}', "missing action"),
    row("id is a number", SPOT, b'{"id": 1, "status": "FREE"}', "id 1: a text expected"),
    row("id is nothing", SPOT, b'{"id": null, "status": "FREE"}', "id null: a text expected"),
    row("half a surrogate pair as id", SPOT, rb'{"id": "\ud800", "status": "FREE"}', r'id "\ud800": a text expected'),
    row("an empty id", "parking/spots//status", b'{"id": "", "status": "FREE"}', f'id "": {NO_ID}'),
    row("an id with a line break", SPOT, rb'{"id": "A1\n", "status": "FREE"}', rf'id "A1\n": {NO_ID}'),
    row("an id with a dot", "parking/spots/A.1/status", b'{"id": "A.1", "status": "FREE"}', f'id "A.1": {NO_ID}'),
    row("an id that begins with -", "parking/spots/-1/status", b'{"id": "-1", "status": "FREE"}', f'id "-1": {NO_ID}'),
    row(
        "another spot's id", SPOT, b'{"id": "A2", "status": "FREE"}', "id A2 on the topic of A1: they must be the same"
    ),
    row("a1 is not A1", SPOT, b'{"id": "a1", "status": "FREE"}', "id a1 on the topic of A1: they must be the same"),
    row("A01 is not A1", SPOT, b'{"id": "A01", "status": "FREE"}', "id A01 on the topic of A1: they must be the same"),
    # the words
    row("small letters", SPOT, b'{"id": "A1", "status": "free"}', "free: use FREE"),
    row("a blank behind the word", SPOT, b'{"id": "A1", "status": "FREE "}', "FREE : use FREE"),
    row(
        "an unknown word",
        SPOT,
        b'{"id": "A1", "status": "TAKEN"}',
        "TAKEN: one of FREE, OCCUPIED, UNKNOWN expected",
    ),
    row("a number for a word", SPOT, b'{"id": "A1", "status": 1}', "1: one of FREE, OCCUPIED, UNKNOWN expected"),
    row("an order that nobody knows", ORDER, b'{"action": "CLOSE"}', "CLOSE: one of OPEN expected"),
    row("an order in small letters", ORDER, b'{"action": "open"}', "open: use OPEN"),
    row(
        "a state that nobody knows",
        STATE,
        b'{"state": "OPEN"}',
        "OPEN: one of OPENING, OPENED, CLOSING, CLOSED, FAULT expected",
    ),
    row("a new spot's command", NEW_SPOT, b'{"id": "B1", "cmd": "add"}', "add: use ADD"),
    row("an override", OVERRIDE, b'{"cmd": "CLOSE"}', "CLOSE: one of FORCE_OPEN, RELEASE expected"),
    row("presence as a text", PRESENCE, b'{"role": "P2", "online": "true"}', 'online "true": true or false expected'),
    row("presence as a number", PRESENCE, b'{"role": "P2", "online": 1}', "online 1: true or false expected"),
    row(
        "another's presence",
        PRESENCE,
        b'{"role": "P3", "online": false}',
        "role P3 on the topic of P2: they must be the same",
    ),
    # the topic
    row("a topic of nobody", "parking/entry_sensor/status", b'{"status": "FREE"}', "topic outside the contract"),
    row("a topic of 30 000 letters", "parking/" + "x" * 30_000, b"x", "topic outside the contract"),
]


@pytest.mark.parametrize(("topic", "payload", "reason"), REJECTED)
def test_what_breaks_the_contract_is_rejected_with_the_reason(topic: str, payload: bytes, reason: str) -> None:
    with pytest.raises(Rejected) as rejected:
        decode(topic, payload)
    assert str(rejected.value) == reason


@pytest.mark.parametrize(
    ("topic", "payload", "message"),
    [
        pytest.param(COUNT, b'{"count": -0}', Available(count=0), id="minus nothing"),
        pytest.param(COUNT, '{"count": 5, "x": "é"}'.encode(), Available(count=5), id="an extra field"),
        pytest.param(COUNT, b'{"count": 999999}', Available(count=999_999), id="the largest count"),
        pytest.param(COUNT, padded(MAX_PAYLOAD_BYTES), Available(count=5), id="4096 bytes"),
        pytest.param(COUNT, nested(MAX_NESTING), Available(count=5), id="nested as deep as allowed"),
        pytest.param(COUNT, b'\n{ "count" :5}\r\n', Available(count=5), id="blanks and line breaks"),
        pytest.param(
            COUNT, b'{"count": 3, "ts": "2026-01-29T18:25:30"}', Available(count=3), id="the team's P4 with its time"
        ),
        pytest.param(
            SPOT,
            b'{"id": "A1", "status": "OCCUPIED", "distance_cm": 19.8, "threshold_cm": 30, "debounce_n": 3, "ts": "x"}',
            SpotStatus(id="A1", status="OCCUPIED"),
            id="the team's P1 with its measurements",
        ),
        pytest.param(
            SPOT,
            rb'{"id": "A1", "status": "FREE", "note": "\ud800"}',
            SpotStatus(id="A1", status="FREE"),
            id="a half pair",
        ),
        pytest.param(
            SPOT, rb'{"id": "A1", "status": "FREE", "note": "a\u0000b"}', SpotStatus(id="A1", status="FREE"), id="a NUL"
        ),
        pytest.param(
            ORDER,
            b'{"action": "OPEN", "ts": "1999-01-01T00:00:00"}',
            BarrierCommand(action="OPEN"),
            id="an OPEN with an absurd time",
        ),
        pytest.param(SPOT, b'{"status": "UNKNOWN", "id": "A1"}', SpotStatus(id="A1", status="UNKNOWN"), id="any order"),
        pytest.param(OVERRIDE, b'{"cmd": "RELEASE"}', Override(cmd="RELEASE"), id="RELEASE"),
        pytest.param(NEW_SPOT, b'{"id": "B1", "cmd": "REMOVE"}', NewSpot(id="B1", cmd="REMOVE"), id="REMOVE"),
        pytest.param(PRESENCE, b'{"role": "P2", "online": true}', Presence(role="P2", online=True), id="presence"),
    ],
)
def test_what_keeps_the_contract_is_accepted_and_the_rest_ignored(topic: str, payload: bytes, message: Message) -> None:
    assert decode(topic, payload) == message


@pytest.mark.parametrize("spot_id", ["A1", "A01", "a1", "P06", "0", "x" * 32, "A-1_b"])
def test_an_id_is_taken_as_it_is_written(spot_id: str) -> None:
    message = SpotStatus(id=spot_id, status="FREE")
    assert decode(address_of(message), message.payload()) == message


@pytest.mark.parametrize("topic", [SPOT, COUNT, ORDER, STATE, NEW_SPOT, OVERRIDE, PRESENCE])
def test_nothing_at_all_means_forgotten_on_every_topic(topic: str) -> None:
    message = decode(topic, b"")
    assert isinstance(message, Forgotten)
    assert address_of(message) == topic


def test_a_promise_travels_beside_the_payload() -> None:
    message = decode(SPOT, b'{"id": "A1", "status": "FREE"}', {"refresh": "60"})
    assert message == SpotStatus(id="A1", status="FREE", refresh=60)


def test_a_promise_within_the_payload_decides_nothing() -> None:
    message = decode(SPOT, b'{"id": "A1", "status": "FREE", "refresh": 1, "by": "P7"}')
    assert message == SpotStatus(id="A1", status="FREE")


@pytest.mark.parametrize("refresh", ["", "soon", "nan", "inf", "-60", "0", "86401", "1e400", "\ud800", "6" * 60_000])
def test_a_promise_that_cannot_be_read_is_no_promise(refresh: str) -> None:
    message = decode(COUNT, b'{"count": 5}', {"refresh": refresh, "seq": "x", "sent": "\0"})
    assert message == Available(count=5)


@pytest.mark.parametrize("name", ["", "x" * 101, "a\nb", "\x1b[2J", "\ud800"])
def test_a_name_that_nobody_could_print_is_no_name(name: str) -> None:
    assert decode(OVERRIDE, b'{"cmd": "RELEASE"}', {"by": name}) == Override(cmd="RELEASE")


def test_a_reason_travels_beside_the_state_and_back() -> None:
    state = BarrierState(state="OPENED", reason="forced", by="Zoé")
    assert state.payload() == b'{"state": "OPENED"}'
    assert decode(STATE, state.payload(), dict(state.beside())) == state


@pytest.mark.parametrize("row_", [row_ for row_ in TABLE if row_.example], ids=lambda row_: row_.role)
def test_what_we_say_is_what_we_accept(row_: Row) -> None:
    assert row_.example
    assert decode(address_of(row_.example), row_.example.payload()) == row_.example


def test_the_bytes_are_those_of_json_dumps() -> None:
    assert SpotStatus(id="A1", status="FREE", refresh=60).payload() == b'{"id": "A1", "status": "FREE"}'
    assert Available(count=12, refresh=60).payload() == b'{"count": 12}'
    assert NewSpot(id="B1", cmd="ADD").payload() == json.dumps({"id": "B1", "cmd": "ADD"}).encode()


def test_what_is_forgotten_is_said_with_nothing() -> None:
    assert Forgotten(SpotStatus, "A1").payload() == b""
    assert find(address_of(Forgotten(SpotStatus, "A1"))) == find(SPOT)


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
@example(b'{"count": 1e' + b"9" * 4000 + b"}")
@example(b'{"\\ud800": 1, "\\ud800": 2}')
@example(b'{"status": "\\ud800", "id": "A1"}')
def test_no_payload_does_anything_but_pass_or_be_rejected(payload: bytes) -> None:
    for topic in (SPOT, COUNT):
        try:
            decode(topic, payload)
        except Rejected as rejected:
            assert len(str(rejected)) < 200  # noqa: PT017  any payload may pass as well
