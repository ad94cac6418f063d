"""What a message is: news, a repetition, or one that came before."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from p6_backend.recording import Decision, Entry, Known, decide, entry_of
from tests.p6_backend.history import FREE, NOON, OCCUPIED, numbered, received

PLAIN = entry_of(received())
NUMBERED = entry_of(received(beside=numbered(1)))
PROMISED = entry_of(received(beside=numbered(1, refresh=60)))
RETAINED = entry_of(received(retained=True))


@pytest.mark.parametrize(
    ("entry", "known", "duplicate", "decision"),
    [
        pytest.param(PLAIN, Known(), False, Decision.NEWS, id="never heard"),
        pytest.param(PLAIN, Known(FREE), False, Decision.NEWS, id="equal, really sent twice"),
        pytest.param(PLAIN, Known(FREE), True, Decision.NEWS, id="DUP at first sight"),
        pytest.param(PLAIN, Known(FREE, delivery=True), True, Decision.KNOWN, id="DUP, and we have a receipt"),
        pytest.param(PLAIN, Known(FREE, delivery=True), False, Decision.NEWS, id="a packet id that came round again"),
        pytest.param(PLAIN, Known(OCCUPIED, delivery=True), True, Decision.KNOWN, id="DUP after another word"),
        pytest.param(PLAIN, Known(equal_unacknowledged=True), False, Decision.PERHAPS_KNOWN, id="nobody can tell"),
        pytest.param(PLAIN, Known(equal_unacknowledged=True), True, Decision.NEWS, id="the broker can tell: it marks"),
        pytest.param(RETAINED, Known(FREE), False, Decision.KNOWN, id="retained, as the last row"),
        pytest.param(RETAINED, Known(OCCUPIED), False, Decision.NEWS, id="retained, changed meanwhile"),
        pytest.param(RETAINED, Known(), False, Decision.NEWS, id="retained, never heard"),
        pytest.param(RETAINED, Known(OCCUPIED, equal_unacknowledged=True), False, Decision.NEWS, id="a snapshot"),
        pytest.param(NUMBERED, Known(FREE), False, Decision.NEWS, id="numbered and new"),
        pytest.param(NUMBERED, Known(identity=True), False, Decision.KNOWN, id="numbered and known"),
        pytest.param(NUMBERED, Known(equal_unacknowledged=True), False, Decision.NEWS, id="a number leaves no doubt"),
        pytest.param(PROMISED, Known(FREE), False, Decision.REPETITION, id="as promised"),
        pytest.param(PROMISED, Known(OCCUPIED), False, Decision.NEWS, id="promised, and something else"),
        pytest.param(PROMISED, Known(), False, Decision.NEWS, id="promised for the first time"),
        pytest.param(PROMISED, Known(FREE, identity=True), False, Decision.KNOWN, id="a repetition delivered again"),
        pytest.param(replace(PLAIN, refresh=60.0), Known(FREE), False, Decision.REPETITION, id="promised, no number"),
    ],
)
def test_a_message_is_what_the_history_makes_of_it(
    *, entry: Entry, known: Known, duplicate: bool, decision: Decision
) -> None:
    assert decide(entry, known, duplicate=duplicate) is decision


@pytest.mark.parametrize(
    ("topic", "payload", "kind", "spot", "word"),
    [
        ("parking/spots/A1/status", FREE, "SpotStatus", "A1", "FREE"),
        ("parking/spots/A1/status", b"", "SpotStatus", "A1", ""),
        ("parking/display/available", b'{"count": 0}', "Available", "", "0"),
        ("parking/barriers/entry/cmd", b'{"action": "OPEN"}', "BarrierCommand", "", "OPEN"),
        ("parking/barriers/entry/state", b'{"state": "FAULT"}', "BarrierState", "", "FAULT"),
        ("parking/config/new_spot", b'{"id": "B1", "cmd": "REMOVE"}', "NewSpot", "B1", "REMOVE"),
        ("parking/admin/override", b'{"cmd": "RELEASE"}', "Override", "", "RELEASE"),
        ("parking/spots/A1/status", b"{", "SpotStatus", "A1", ""),
        ("parking/else", b"{}", "", "", ""),
    ],
)
def test_a_row_says_what_a_message_means(topic: str, payload: bytes, kind: str, spot: str, word: str) -> None:
    entry = entry_of(received(payload, topic=topic))
    assert (entry.kind, entry.spot, entry.word, entry.payload) == (kind, spot, word, payload)


def test_what_breaks_the_contract_is_written_down_with_the_reason() -> None:
    assert entry_of(received(b'{"id": "A1", "status": "free"}')).problem == "free: use FREE"
    assert entry_of(received()).problem is None


def test_what_stands_beside_the_payload_is_written_down() -> None:
    beside = numbered(7) | {"reason": "forced", "by": "Zoé", "unheard of": "x"}
    entry = entry_of(received(b'{"state": "OPENED"}', beside, topic="parking/barriers/entry/state"))
    assert (entry.reason, entry.by, entry.sequence) == ("forced", "Zoé", 7)
    assert entry.sent == NOON + timedelta(seconds=7)


@pytest.mark.parametrize(
    ("sent", "sequence"),
    [
        ("yesterday", "1"),
        ("2026-01-29T12:00:00", "1"),
        ("0001-01-01T00:00:00+14:00", "1"),
        ("9999-12-31T23:59:59-14:00", "1"),
        ("", "1"),
        (NOON.isoformat(), "one"),
        (NOON.isoformat(), "-1"),
        (NOON.isoformat(), str(2**63)),
        (NOON.isoformat(), "9" * 5000),
        (NOON.isoformat(), "1e3"),
        (NOON.isoformat(), "1.0"),
        (NOON.isoformat(), ""),
    ],
)
def test_an_identity_that_cannot_be_read_is_none(sent: str, sequence: str) -> None:
    entry = entry_of(received(beside={"sent": sent, "seq": sequence}))
    assert not entry.has_identity
    assert (entry.sent, entry.sequence, entry.word) == (None, None, "FREE")


@pytest.mark.parametrize("beside", [{"sent": NOON.isoformat()}, {"seq": "1"}], ids=["no number", "no time"])
def test_half_an_identity_is_none(beside: dict[str, str]) -> None:
    assert not entry_of(received(beside=beside)).has_identity


def test_the_same_moment_in_another_zone_is_the_same_identity() -> None:
    elsewhere = entry_of(received(beside={"sent": "2026-01-29T13:00:01+01:00", "seq": "1"}))
    assert elsewhere.sent == NUMBERED.sent == datetime(2026, 1, 29, 12, 0, 1, tzinfo=UTC)
