"""The Link against a real mosquitto, and against brokers that answer what no mosquitto would."""

import os
import threading
from pathlib import Path

import pytest

from common.connection import Acknowledged, Arrived, Down, Publication, Subscribed, Undecodable, Up
from common.contract import Completions
from common.contract.acl import acl
from common.mqtt import Phase
from common.testing import Mosquitto, free_port, wait_for
from tests.common.driven_link import DrivenLink, connected, driven
from tests.common.fake_broker import CONNACK, CONNECT_TYPE, NO_PACKET, FakeBroker, disconnect, publish, refusal
from tests.fault.road import Road

OPEN = Publication("lot/parking/barriers/entry/cmd", b'{"action": "OPEN"}', retain=False, expiry_seconds=10)
CLOSED = Publication("lot/parking/barriers/entry/state", b'{"state": "CLOSED"}', retain=True)


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_what_one_says_the_other_hears_with_all_that_stands_beside_it(mosquitto: Mosquitto) -> None:
    with connected(mosquitto.port, "lot/#", client_id="ear") as ear, connected(mosquitto.port) as mouth:
        ear.until(Subscribed)
        mouth.link.publish(OPEN._replace(properties=[("seq", "1"), ("by", "Zoé")]))
        mouth.until(Acknowledged)
        ear.until(Arrived)
    [heard] = ear.arrived
    assert (heard.topic, heard.payload, heard.retained) == (OPEN.topic, OPEN.payload, False)
    assert heard.properties == {"seq": "1", "by": "Zoé"}


def test_a_retained_state_is_a_copy_for_whoever_comes_later(mosquitto: Mosquitto) -> None:
    with connected(mosquitto.port) as mouth:
        mouth.link.publish(CLOSED)
        mouth.until(Acknowledged)
    with connected(mosquitto.port, "lot/#") as ear:
        ear.until(Arrived)
    assert [heard.retained for heard in ear.arrived] == [True]


def test_all_of_two_thousand_retained_spots_arrive(mosquitto: Mosquitto) -> None:
    with connected(mosquitto.port) as mouth:
        for number in range(2_000):
            mouth.link.publish(CLOSED._replace(topic=f"lot/{number}"))
        mouth.until(Acknowledged, 2_000)
    with connected(mosquitto.port, "lot/#") as ear:
        ear.until(Arrived, 2_000)


def test_every_publication_is_acknowledged_under_its_own_number(mosquitto: Mosquitto) -> None:
    with connected(mosquitto.port) as mouth:
        numbers = [mouth.link.publish(OPEN) for _ in range(100)]
        mouth.until(Acknowledged, 100)
    assert [answer.packet_id for answer in mouth.acknowledged] == numbers
    assert not any(answer.refused for answer in mouth.acknowledged)


def test_the_last_will_is_said_when_the_connection_is_dropped_and_not_at_a_goodbye(mosquitto: Mosquitto) -> None:
    will = CLOSED._replace(topic="lot/will")
    with connected(mosquitto.port, "lot/will", client_id="ear") as ear:
        ear.until(Subscribed)
        with driven(mosquitto.port, will=will) as polite:
            polite.until(Up)
        with driven(mosquitto.port, client_id="rude", will=will) as rude:
            rude.until(Up)
            rude.link.drop("a cut cable", 0)
            ear.until(Arrived)
    assert len(ear.arrived) == 1


def test_after_the_broker_was_killed_it_is_connected_and_subscribed_again(mosquitto: Mosquitto) -> None:
    with connected(mosquitto.port, "lot/#") as link:
        link.until(Subscribed)
        mosquitto.kill()
        link.until(Down)
        mosquitto.start()
        link.until(Up, 2)
        link.until(Subscribed, 2)
        link.link.publish(OPEN)
        link.until(Arrived)
    assert link.reasons[0] == "connection lost"


def test_a_hundred_losses_leave_no_file_open_and_no_thread_behind() -> None:
    hangs_up = FakeBroker([CONNACK + NO_PACKET])
    with hangs_up.listening() as broker, driven(broker.port, "lot/#", patience=0.001) as link:
        link.until(Down)
        files, threads = open_files() - broker.connections, threading.active_count()
        link.until(Down, 100)
        wait_for(lambda: threading.active_count() <= threads, "the dialling threads to end")
        # The broker's ends of the connections are files of this process as well.
        assert open_files() - broker.connections <= files


def test_nothing_said_before_the_greeting_is_sent_later(mosquitto: Mosquitto) -> None:
    with connected(mosquitto.port, "lot/#", client_id="ear") as ear:
        ear.until(Subscribed)
        with driven(mosquitto.port) as mouth:
            assert mouth.link.publish(OPEN) is None
            mouth.turn()
            assert mouth.link.phase is Phase.DIALLING
            assert mouth.link.publish(OPEN) is None
            mouth.until(Up)
            mouth.link.publish(CLOSED)
            mouth.until(Acknowledged)
            ear.until(Arrived)
    assert [heard.payload for heard in ear.arrived] == [CLOSED.payload]


def test_nothing_that_was_pending_when_the_broker_died_is_sent_later(mosquitto: Mosquitto) -> None:
    with connected(mosquitto.port) as mouth:
        mosquitto.kill()
        assert mouth.link.publish(OPEN) is not None
        mouth.until(Down)
        assert mouth.link.publish(OPEN) is None
        mosquitto.start()
        with connected(mosquitto.port, "lot/#", client_id="ear") as ear:
            ear.until(Subscribed)
            mouth.until(Up, 2)
            mouth.link.publish(CLOSED)
            mouth.until(Acknowledged)
            ear.until(Arrived)
    assert [heard.payload for heard in ear.arrived] == [CLOSED.payload]


def test_a_flood_of_publications_is_written_as_the_broker_takes_it(mosquitto: Mosquitto) -> None:
    with connected(mosquitto.port) as mouth:
        for _ in range(200):
            mouth.link.publish(CLOSED._replace(payload=b"x" * 200_000))
        mouth.until(Acknowledged, 200)
    assert mouth.reasons == []


def test_an_idle_link_sleeps(mosquitto: Mosquitto) -> None:
    with connected(mosquitto.port, "lot/#") as link:
        link.until(Subscribed)
        before = link.turns
        with pytest.raises(TimeoutError):
            link.until(Arrived, seconds=1)
        # The test's own loop turns each 50 ms at the latest.
        assert link.turns - before < 30


def test_a_broker_that_is_away_is_no_reason_to_spin() -> None:
    with driven(free_port()) as link:
        link.until(Down, 2)
        assert link.turns < 30
    assert link.reasons == ["Connection refused", "Connection refused"]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        pytest.param(
            b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n" + b"x" * 100, "Protocol error", id="HTTP"
        ),
        pytest.param(b"\x15\x03\x01\x00\x02\x02\x46", "Protocol error", id="TLS"),
        pytest.param(NO_PACKET, "Protocol error", id="no packet of MQTT"),
        pytest.param(b"\x20\x03\x00\x00\xff", None, id="half a greeting with a wrong length"),
        pytest.param(refusal(0x88), "refused: Server unavailable", id="unavailable"),
        pytest.param(refusal(0x89), "refused: Server busy", id="busy"),
        pytest.param(refusal(0x97), "refused: Quota exceeded", id="quota"),
        pytest.param(refusal(0x9F), "refused: Connection rate exceeded", id="rate"),
    ],
)
def test_a_broker_that_does_not_let_us_in_yet_is_tried_again(answer: bytes, reason: str | None) -> None:
    with FakeBroker([answer, answer, CONNACK]).listening() as broker, driven(broker.port) as link:
        link.until(Up)
    assert reason is None or link.reasons == [reason, reason]
    assert link.link.refused_for_good is None
    assert not link.reconnect.rival


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        pytest.param(b"\x20\x02\x00\x01", "it does not speak MQTT 5", id="answers as MQTT 3"),
        pytest.param(refusal(0x84), "it does not speak MQTT 5", id="unsupported version"),
        pytest.param(refusal(0x86), "Bad user name or password", id="password"),
        pytest.param(refusal(0x87), "Not authorized", id="not authorized"),
        pytest.param(refusal(0x8A), "Banned", id="banned"),
    ],
)
def test_a_broker_that_will_never_let_us_in_says_so(answer: bytes, reason: str) -> None:
    with FakeBroker([answer]).listening() as broker, driven(broker.port) as link:
        link.until(Down)
    assert link.link.refused_for_good == reason


def test_a_broker_that_says_nothing_is_given_up_and_tried_again() -> None:
    with FakeBroker([b"", CONNACK]).listening() as broker, driven(broker.port) as link:
        link.until(Up)
    assert link.reasons == ["no answer to CONNECT"]


def test_a_greeting_that_comes_byte_by_byte_is_a_greeting() -> None:
    class Slow(FakeBroker):
        def _reply(self, packet: bytes, answer: bytes) -> bytes:
            if packet[0] >> 4 == CONNECT_TYPE:
                for byte in answer[:-1]:
                    self._open[-1].sendall(bytes([byte]))
                return answer[-1:]
            return super()._reply(packet, answer)

    with Slow([CONNACK]).listening() as broker, driven(broker.port) as link:
        link.until(Up)
    assert link.reasons == []


def test_taken_over_is_a_rival() -> None:
    with FakeBroker([CONNACK + disconnect(0x8E)]).listening() as broker, driven(broker.port) as link:
        link.until(Down)
        assert link.reconnect.rival
    assert link.reasons == ["Session taken over"]


def dies_again_and_again(link: DrivenLink, broker: Mosquitto) -> None:
    """Each time as soon as the link is up, and it comes back as soon as that is noticed."""
    for time in range(1, 5):
        link.until(Up, time)
        broker.kill()
        link.until(Down, time)
        link.turn_until(lambda: link.link.phase is not Phase.KNOCKING, "the answer to the knock")
        broker.start()


def test_a_broker_that_dies_again_and_again_is_no_rival(mosquitto: Mosquitto) -> None:
    # All seven left for good when mosquitto was killed three times within two seconds each.
    with driven(mosquitto.port) as link:
        dies_again_and_again(link, mosquitto)
        assert not link.reconnect.rival


def test_nor_is_one_behind_a_proxy_that_takes_us_and_hangs_up(mosquitto: Mosquitto) -> None:
    with Road(mosquitto.host, mosquitto.port, "127.0.0.1", free_port()) as road, driven(road.port) as link:
        dies_again_and_again(link, mosquitto)
        assert not link.reconnect.rival


@pytest.mark.parametrize("code", [0x89, 0x8B, 0x97], ids=hex)
def test_a_broker_that_sends_us_away_with_a_reason_is_no_rival(code: int) -> None:
    answer = CONNACK + disconnect(code)
    with FakeBroker([answer] * 4 + [CONNACK]).listening() as broker, driven(broker.port) as link:
        link.until(Down, 4)
        assert not link.reconnect.rival


def test_a_packet_that_cannot_be_read_ends_the_connection_and_is_no_rival() -> None:
    answer = CONNACK + b"\x32\x03\x00\x00\x00"
    with FakeBroker([answer]).listening() as broker, driven(broker.port) as link:
        link.until(Down, 4)
        assert not link.reconnect.rival


def test_a_refused_subscription_names_its_filter() -> None:
    broker = FakeBroker([CONNACK], granted=b"\x01\x87")
    with broker.listening(), driven(broker.port, "lot/heard", "lot/refused") as link:
        link.until(Subscribed)
    assert link.refused == [("lot/refused", "Not authorized")]
    assert link.reasons == []


def test_a_refused_publication_is_said() -> None:
    acl = Path(os.devnull)
    with Mosquitto([f"acl_file {acl}"]) as mosquitto, connected(mosquitto.port) as mouth:
        mouth.link.publish(OPEN)
        mouth.until(Acknowledged)
    assert [answer.refused for answer in mouth.acknowledged] == ["Not authorized"]


def test_with_the_contracts_acl_each_user_says_what_his_rows_say(tmp_path: Path) -> None:
    file = tmp_path / "acl"
    file.write_text(acl("lot/", Completions.NONE) + "\n")
    # Started by root, mosquitto would become a user who may not read this test's folder.
    with (
        Mosquitto([f"acl_file {file}", "user root"]) as mosquitto,
        connected(mosquitto.port, "lot/#", user="p6") as ear,
    ):
        ear.until(Subscribed)
        with connected(mosquitto.port, client_id="arm", user="p3") as arm:
            arm.link.publish(OPEN)
            arm.link.publish(CLOSED)
            arm.until(Acknowledged, 2)
            ear.until(Arrived)
    assert [answer.refused for answer in arm.acknowledged] == ["Not authorized", ""]
    assert [heard.topic for heard in ear.arrived] == [CLOSED.topic]


def test_a_topic_that_is_no_utf8_is_passed_over() -> None:
    after = publish(b"lot/\xff", b"x") + publish(b"lot/A1", b"y", packet_id=2)
    broker = FakeBroker([CONNACK], granted=b"\x01", after_subscribe=after)
    with broker.listening(), driven(broker.port, "lot/#") as link:
        link.until(Arrived)
    assert [type(fact) for fact in link.facts if isinstance(fact, Undecodable | Arrived)] == [Undecodable, Arrived]
    assert link.reasons == []


def test_what_waits_on_a_link_that_was_silent_for_too_long_is_not_read() -> None:
    broker = FakeBroker([CONNACK], granted=b"\x01", after_subscribe=publish(b"lot/cmd", b"OPEN"))
    with broker.listening(), driven(broker.port, "lot/#") as link:
        link.until(Up)
        link.link._read_at -= 10.1  # noqa: SLF001  as if the process had been stopped for so long
        link.until(Down)
        assert link.arrived == []
    assert link.reasons == ["nothing was heard for too long: what waits is not trusted"]


def test_what_was_read_while_the_process_was_stopped_is_forgotten() -> None:
    broker = FakeBroker([CONNACK], granted=b"\x01", after_subscribe=publish(b"lot/cmd", b"OPEN"))
    with broker.listening(), driven(broker.port, "lot/#") as link:
        link.until(Up)
        link.reads_without_handling(Arrived)
        link.link.distrust(since=0, now=10.1)
        assert not any(isinstance(fact, Arrived) for fact in link.link.facts)
        link.until(Down)


def test_what_was_said_before_the_process_was_stopped_is_not_sent_after_it(mosquitto: Mosquitto) -> None:
    with connected(mosquitto.port, "lot/#", client_id="ear") as ear, connected(mosquitto.port) as mouth:
        ear.until(Subscribed)
        mouth.link.publish(OPEN)
        mouth.link.distrust(since=0, now=10.1)
        mouth.until(Up, 2)
        mouth.link.publish(CLOSED)
        mouth.until(Acknowledged)
        ear.until(Arrived)
    assert [heard.payload for heard in ear.arrived] == [CLOSED.payload]


def test_a_turn_that_took_its_time_is_trusted(mosquitto: Mosquitto) -> None:
    with connected(mosquitto.port) as link:
        link.link.distrust(since=0, now=9.9)
        assert link.link.is_up


def test_calls_after_the_end_of_a_connection_do_nothing(mosquitto: Mosquitto) -> None:
    with connected(mosquitto.port, "lot/#") as link:
        link.link.drop("a cut cable", 0)
        link.link.flush(0)
        link.link.read(0)
        assert link.link.publish(OPEN) is None
        assert not link.link.has_pending()
        link.until(Up, 2)


def test_a_message_that_no_module_would_send_is_kept_away_by_the_broker(mosquitto: Mosquitto) -> None:
    with connected(mosquitto.port, "lot/#", client_id="ear") as ear, connected(mosquitto.port) as mouth:
        ear.until(Subscribed)
        mouth.link.publish(CLOSED._replace(payload=b"x" * 200_000))
        mouth.link.publish(CLOSED)
        mouth.until(Acknowledged, 2)
        ear.until(Arrived)
    assert [heard.payload for heard in ear.arrived] == [CLOSED.payload]
