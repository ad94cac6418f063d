"""From what an examination saw to its cause: what no set-up on one machine can show."""

import pytest

from common.contract import Role
from common.spots import Detectors
from p5_monitor.rules import Monitor
from p5_monitor.rules.diagnosis import (
    Burst,
    Cause,
    Certificate,
    Clocks,
    Ended,
    Finding,
    Greeting,
    Handshake,
    Knock,
    Level,
    Listened,
    Lookup,
    Outcome,
    Peer,
    Resolution,
    Trips,
    client_ids_used,
    greeted,
    knocked,
    modules_counted,
    name_looked_up,
    not_encrypted,
    offered,
    queue_not_tried,
    queue_tried,
    shaken_hands,
    speaker,
    travelled,
)
from p5_monitor.service import contract
from tests.p5_monitor.desk import Desk, count, here


def knock(outcome: Outcome, address: str = "192.0.2.7", *, is_here: bool = False) -> Knock:
    return Knock(address, is_here, outcome, 0.01)


def verdict(finding: Finding) -> tuple[Level, Cause]:
    return finding.level, finding.cause


# --- the way


def test_a_name_that_nobody_knows_is_not_a_name_server_that_is_silent() -> None:
    assert name_looked_up(Resolution(Lookup.UNKNOWN, "brocker.lan")).cause == Cause.NAME_UNKNOWN
    assert name_looked_up(Resolution(Lookup.SILENT, "broker.lan")).cause == Cause.NAME_SERVER_SILENT


def test_a_refusal_by_another_machine_says_that_it_is_there() -> None:
    assert knocked([knock(Outcome.REFUSED)], 1883).cause == Cause.TCP_REFUSED
    assert knocked([knock(Outcome.REFUSED, is_here=True)], 1883).cause == Cause.TCP_REFUSED_HERE


def test_of_two_addresses_a_refusal_tells_more_than_silence() -> None:
    assert knocked([knock(Outcome.REFUSED), knock(Outcome.SILENT)], 1883).cause == Cause.TCP_REFUSED
    assert knocked([knock(Outcome.SILENT), knock(Outcome.FAILED)], 1883).cause == Cause.TCP_SILENT
    assert knocked([knock(Outcome.FAILED)], 1883).cause == Cause.TCP_FAILED


def test_where_only_one_of_two_addresses_answers_it_is_a_warning_that_names_both() -> None:
    finding = knocked([knock(Outcome.SILENT, "2001:db8::7"), knock(Outcome.OPEN)], 1883)
    assert verdict(finding) == (Level.WARN, Cause.TCP_PARTLY_OPEN)
    assert (finding.details["address"], finding.details["others"]) == ("192.0.2.7", "2001:db8::7")


@pytest.mark.parametrize(
    ("said", "peer"),
    [
        (b"", Peer.NOTHING),
        (b"\x20\x02\x00\x00", Peer.MQTT),
        (b"\x15\x03\x01\x00\x02\x02\x46", Peer.TLS),
        (b"HTTP/1.1 400 Bad Request", Peer.WEB),
        (b"<!DOCTYPE html>", Peer.WEB),
        (b"SSH-2.0-OpenSSH_9.2", Peer.OTHER),
    ],
)
def test_who_speaks_is_known_by_his_first_bytes(said: bytes, peer: Peer) -> None:
    assert speaker(said) is peer


# --- TLS


def test_a_password_in_plain_text_is_a_warning_unless_it_stays_on_this_machine() -> None:
    assert verdict(not_encrypted(is_here=False, has_password=True)) == (Level.WARN, Cause.TLS_NOT_USED_WITH_PASSWORD)
    assert verdict(not_encrypted(is_here=False, has_password=False)) == (Level.OK, Cause.TLS_NOT_USED)
    assert verdict(not_encrypted(is_here=True, has_password=True)) == (Level.OK, Cause.TLS_NOT_NEEDED)


@pytest.mark.parametrize("faults", [(), (85,)])
def test_a_fault_of_a_certificate_that_has_no_name_is_told_in_openssls_words(faults: tuple[int, ...]) -> None:
    handshake = Handshake(Ended.BAD_CERTIFICATE, "broker", faults=faults, text="Missing Authority Key Identifier")
    (finding,) = shaken_hands(handshake)
    assert verdict(finding) == (Level.FAIL, Cause.BAD_CERTIFICATE)
    assert finding.details["text"] == "Missing Authority Key Identifier"


def test_the_last_fortnight_of_a_certificate_is_a_warning() -> None:
    for days, cause in ((13.9, Cause.TLS_ENDS_SOON), (14.1, Cause.TLS_GOOD)):
        (finding,) = shaken_hands(Handshake(Ended.GOOD, "broker", certificate=Certificate(["broker"], days_left=days)))
        assert finding.cause == cause


# --- the broker


@pytest.mark.parametrize("code", [0x04, 0x05, 0x86, 0x87])
def test_a_refusal_without_a_user_asks_for_one(code: int) -> None:
    assert greeted(Greeting("doctor", code)).cause == Cause.CREDENTIALS_MISSING
    assert greeted(Greeting("doctor", code, user="p5")).cause in {Cause.CREDENTIALS_WRONG, Cause.NOT_AUTHORISED}


def test_who_hangs_up_is_told_from_who_is_silent() -> None:
    assert greeted(Greeting("doctor", None, hung_up=True)).cause == Cause.HUNG_UP
    assert greeted(Greeting("doctor", None)).cause == Cause.SILENT


@pytest.mark.parametrize(
    ("offers", "missing"),
    [
        ({"MaximumQoS": 0}, "QoS 1"),
        ({"RetainAvailable": 0}, "retained messages"),
        ({"WildcardSubscriptionAvailable": 0}, "wildcards"),
        ({"MaximumPacketSize": 4096}, "packets of 8192 bytes"),
        ({"MaximumQoS": 0, "RetainAvailable": 0}, "QoS 1, retained messages"),
    ],
)
def test_what_the_broker_does_not_offer_is_named(offers: dict[str, int], missing: str) -> None:
    finding = offered(offers)
    assert verdict(finding) == (Level.FAIL, Cause.OFFERS_TOO_LITTLE)
    assert finding.details["missing"] == missing


def test_what_the_broker_does_not_mention_it_can_do() -> None:
    assert offered({"MaximumQoS": 1, "MaximumPacketSize": 8192}).cause == Cause.OFFERS_ALL
    assert offered({}).level is Level.OK


def test_a_slow_way_is_a_warning_by_the_median() -> None:
    assert verdict(travelled(Trips("t", "", 3, 3, seconds=[0.1, 0.1, 3.0]))) == (Level.OK, Cause.HEARD_BACK)
    assert verdict(travelled(Trips("t", "", 3, 3, seconds=[0.6, 0.6, 0.1]))) == (Level.WARN, Cause.HEARD_BACK_LATE)


def test_what_is_acknowledged_and_does_not_come_back_is_told_from_what_is_not_acknowledged() -> None:
    assert travelled(Trips("t", "", 2, 2, seconds=[0.1])).cause == Cause.NOT_DELIVERED
    assert travelled(Trips("t", "", 2, 1, seconds=[0.1])).cause == Cause.PUBLISH_UNANSWERED


def test_a_queue_that_loses_is_told_from_a_broker_that_hangs_up_and_from_a_long_way() -> None:
    assert queue_tried(Burst(2000, 2000)).level is Level.OK
    assert queue_tried(Burst(2000, 1020)).cause == Cause.QUEUE_TOO_SMALL
    assert queue_tried(Burst(2000, 40, "Quota exceeded")).cause == Cause.QUEUE_CUT_OFF
    assert verdict(queue_tried(Burst(2000, 1200, ran_out=10.0))) == (Level.WARN, Cause.QUEUE_UNFINISHED)
    assert queue_not_tried().level is Level.OK


# --- the lot


def clocks(**ahead: float) -> Clocks:
    collected = Clocks()
    for role, seconds in ahead.items():
        collected.heard(role, seconds, kept=False)
    return collected


def test_nobody_who_gives_a_time_is_a_warning() -> None:
    assert verdict(Clocks().compared()) == (Level.WARN, Cause.CLOCKS_UNKNOWN)


def test_the_message_that_was_quickest_tells_most() -> None:
    collected = clocks(P1=-9.0)
    collected.heard("P1", -0.1, kept=False)
    collected.heard("P1", -4.0, kept=False)
    assert collected.compared().details["modules"] == "P1 -0.10 s"


def test_a_kept_copy_tells_only_of_a_clock_that_is_ahead() -> None:
    collected = Clocks()
    collected.heard("P1", -3600.0, kept=True)
    assert collected.compared().cause == Cause.CLOCKS_UNKNOWN
    collected.heard("P1", 3600.0, kept=True)
    assert verdict(collected.compared()) == (Level.FAIL, Cause.CLOCKS_DIFFER)


def test_where_all_the_others_agree_it_is_our_clock() -> None:
    assert clocks(P1=60.0, P4=60.1).compared().cause == Cause.OWN_CLOCK_DIFFERS
    assert clocks(P1=60.0, P4=-60.0).compared().cause == Cause.CLOCKS_DIFFER
    assert clocks(P1=60.0, P4=0.0).compared().cause == Cause.CLOCKS_DIFFER


def test_beyond_what_a_signature_allows_it_is_a_failure() -> None:
    assert clocks(P1=4.9).compared().level is Level.WARN
    assert clocks(P1=5.1).compared().level is Level.FAIL


def listened(desk: Desk, *promised: str) -> Listened:
    return Listened(desk.picture, promised, 6.0)


CLIENT_IDS = {role.value: role.client_id for role in Role}


def test_whoever_promised_lately_to_repeat_himself_is_there() -> None:
    finding = modules_counted(listened(Desk(), "P1"), "lot/")
    assert (finding.cause, finding.details["here"]) == (Cause.SOME_THERE, "P1, P5")


def test_a_desk_that_hears_nothing_says_so() -> None:
    nobody = Monitor(contract(Detectors(["ENTRY"])), "", 60.0, 0.0).picture
    assert verdict(modules_counted(Listened(nobody, (), 6.0), "lot/")) == (Level.WARN, Cause.NOBODY_THERE)
    assert client_ids_used(Listened(nobody, (), 6.0), CLIENT_IDS).cause == Cause.CLIENT_IDS_FREE


def test_kept_words_of_modules_that_are_gone_are_not_nobody() -> None:
    desk = Desk()
    desk.hears(count(3), retained=True)
    assert modules_counted(listened(desk), "lot/").cause == Cause.SOME_THERE


def test_all_seven_are_fine() -> None:
    desk = Desk()
    desk.hears(*(here(role.value) for role in Role))
    assert verdict(modules_counted(listened(desk), "lot/")) == (Level.OK, Cause.ALL_THERE)
    assert client_ids_used(listened(desk), CLIENT_IDS).details["client_ids"].startswith("SmartPark2026_P1, Smart")
