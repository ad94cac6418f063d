"""The tools' conversation with a broker, on a real one."""

import gc
import socket
import threading
import weakref
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from common.connection import Broker
from common.testing import Mosquitto, free_port
from p5_monitor.mqtt_probe import Probe, Unreachable


@pytest.fixture(scope="module")
def mosquitto() -> Iterator[Mosquitto]:
    with Mosquitto() as broker:
        yield broker


@contextmanager
def probe(mosquitto: Mosquitto, client_id: str = "probe") -> Iterator[Probe]:
    with Probe(Broker(mosquitto.host, mosquitto.port), client_id) as conversation:
        assert not conversation.connect().refused
        yield conversation


def test_what_it_says_comes_back_as_it_was_said(mosquitto: Mosquitto) -> None:
    with probe(mosquitto) as conversation:
        assert [answer.refused for answer in conversation.subscribe(["a/#"])] == [False]
        answer = conversation.publish("a/b", b"x", properties=[("by", "Ada")], expiry_seconds=7)
        assert answer is not None
        assert not answer.refused
        sent = conversation.hear_one(lambda sent: sent.topic == "a/b", 10)
    assert sent is not None
    assert (sent.payload, sent.qos, sent.retained) == (b"x", 1, False)
    assert (sent.properties, sent.expiry_seconds) == ({"by": "Ada"}, 7)


def test_a_message_that_was_sent_retained_is_seen_as_such_though_it_comes_live(mosquitto: Mosquitto) -> None:
    with probe(mosquitto) as conversation:
        conversation.subscribe(["flag/#"])
        conversation.publish("flag/x", b"1", retain=True)
        sent = conversation.hear_one(lambda sent: sent.topic == "flag/x", 10)
    assert sent is not None
    assert sent.retained


def test_it_asks_whether_it_may_hear_and_hears_nothing_for_that(mosquitto: Mosquitto) -> None:
    with probe(mosquitto) as conversation:
        conversation.publish("kept/x", b"1", retain=True)
        assert [answer.refused for answer in conversation.try_filters(["kept/x", "kept/#"])] == [False, False]
        conversation.publish("kept/x", b"2")
        assert conversation.hear(0.2) == []


def test_it_knows_what_the_broker_offers() -> None:
    with Mosquitto(["max_packet_size 20000"]) as broker, probe(broker) as conversation:
        assert conversation.offers["MaximumPacketSize"] == 20_000
        assert all(name[0].isupper() for name in conversation.offers)


def test_it_notices_who_takes_its_client_id(mosquitto: Mosquitto) -> None:
    with probe(mosquitto, "same") as first, probe(mosquitto, "same"):
        assert first.gone(10)


def test_what_does_not_come_is_none_after_the_wait(mosquitto: Mosquitto) -> None:
    with probe(mosquitto) as conversation:
        assert conversation.hear_one(lambda _: True, 0.05) is None
        assert conversation.hear(0.05) == []


def test_when_it_is_over_nothing_waits_for_the_garbage_collector(mosquitto: Mosquitto) -> None:
    # paho's pair of sockets did, and any later test was warned of it.
    gc.disable()
    try:
        with probe(mosquitto) as conversation:
            gone = weakref.ref(conversation._client)  # noqa: SLF001  what holds the sockets
        del conversation
        assert gone() is None
    finally:
        gc.enable()


def test_nobody_at_the_port_is_unreachable() -> None:
    with Probe(Broker("127.0.0.1", free_port()), "probe") as conversation, pytest.raises(Unreachable):
        conversation.connect()


def test_who_says_nothing_is_unreachable_after_the_wait() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        port = silent.getsockname()[1]
        with Probe(Broker("127.0.0.1", port), "probe") as conversation, pytest.raises(Unreachable, match="no answer"):
            conversation.connect(0.2)


def test_who_speaks_no_mqtt_is_unreachable() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:

        def answer() -> None:
            with server.accept()[0] as client:
                client.recv(1000)
                client.sendall(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        port = server.getsockname()[1]
        with Probe(Broker("127.0.0.1", port), "probe") as conversation, pytest.raises(Unreachable):
            conversation.connect(2)
        thread.join()


def test_the_way_to_the_broker_takes_nothing_from_its_time_to_answer(mosquitto: Mosquitto) -> None:
    hours = iter([0.0] + [3600.0] * 1000)
    with Probe(Broker(mosquitto.host, mosquitto.port), "late", lambda: next(hours)) as conversation:
        conversation.dial(5)
        assert next(hours) == 0.0
        assert not conversation.greet(5).refused


def test_it_publishes_no_more_at_a_time_than_the_broker_takes() -> None:
    with Mosquitto(["max_inflight_messages 3"]) as broker, probe(broker) as conversation:
        assert conversation.offers["ReceiveMaximum"] == 3
        conversation.subscribe(["many"])
        assert conversation.publish_all("many", [str(each).encode() for each in range(50)], 10)
        heard = [sent.payload for sent in conversation.hear(0.2)]
    assert heard == [str(each).encode() for each in range(50)]


def test_what_it_holds_back_the_broker_keeps_until_it_is_acknowledged(mosquitto: Mosquitto) -> None:
    with Probe(Broker(mosquitto.host, mosquitto.port), "slow", receive_maximum=2) as conversation:
        conversation.connect()
        conversation.hold_back()
        conversation.subscribe(["slow"])
        assert conversation.publish_all("slow", [b"1", b"2", b"3"], 10)
        assert [sent.payload for sent in conversation.hear(0.3)] == [b"1", b"2"]
        conversation.acknowledge()
        assert [sent.payload for sent in conversation.hear_next(10)] == [b"3"]
