"""Whoever asks is told that a message was sent with the retain flag, which a broker takes off what comes live."""

from common.connection import Acknowledged, Arrived, Flagged, Publication, Subscribed
from common.testing import Mosquitto
from tests.common.driven_link import connected, driven
from tests.common.fake_broker import CONNACK, FakeBroker

ORDER = Publication("lot/parking/barriers/entry/cmd", b'{"action": "OPEN"}', retain=False)
KEPT_ORDER = ORDER._replace(retain=True)


def test_a_live_order_that_was_flagged_comes_once_without_the_flag_and_its_copy_with_it(mosquitto: Mosquitto) -> None:
    with (
        driven(mosquitto.port, "lot/parking/#", client_id="ear", flags=(ORDER.topic,)) as ear,
        connected(mosquitto.port) as mouth,
    ):
        ear.until(Subscribed, 2)
        mouth.link.publish(KEPT_ORDER)
        mouth.link.publish(ORDER)
        mouth.until(Acknowledged, 2)
        ear.until(Arrived, 2)
        ear.until(Flagged, 2)
    assert [heard.retained for heard in ear.arrived] == [False, False]
    assert [fact.retained for fact in ear.facts if isinstance(fact, Flagged)] == [True, False]


def test_what_is_not_asked_about_comes_once_and_without_a_copy(mosquitto: Mosquitto) -> None:
    with (
        driven(mosquitto.port, "lot/parking/#", client_id="ear", flags=(ORDER.topic,)) as ear,
        connected(mosquitto.port) as mouth,
    ):
        ear.until(Subscribed, 2)
        mouth.link.publish(KEPT_ORDER._replace(topic="lot/parking/display/available"))
        mouth.link.publish(ORDER)
        mouth.until(Acknowledged, 2)
        ear.until(Flagged)
        ear.until(Arrived, 2)
    assert len([fact for fact in ear.facts if isinstance(fact, Flagged)]) == 1


def test_a_copy_says_how_long_the_broker_still_keeps_it(mosquitto: Mosquitto) -> None:
    with connected(mosquitto.port) as mouth:
        mouth.link.publish(KEPT_ORDER._replace(expiry_seconds=3600))
        mouth.link.publish(KEPT_ORDER._replace(topic="lot/parking/admin/override"))
        mouth.until(Acknowledged, 2)
    flags = (ORDER.topic, "lot/parking/admin/override")
    with driven(mosquitto.port, "lot/parking/#", client_id="ear", flags=flags) as ear:
        ear.until(Flagged, 2)
    expiries = {fact.topic: fact.expiry_seconds for fact in ear.facts if isinstance(fact, Flagged)}
    assert expiries.pop(ORDER.topic) in range(3500, 3601)
    assert list(expiries.values()) == [None]


def merged_delivery() -> bytes:
    """One PUBLISH for both subscriptions: identifiers 1 and 2 (MQTT 5, section 3.3.4)."""
    topic = ORDER.topic.encode()
    body = len(topic).to_bytes(2, "big") + topic + b"\x00\x07" + b"\x04\x0b\x01\x0b\x02" + ORDER.payload
    return bytes([0x33, len(body)]) + body


def test_a_broker_may_make_one_delivery_of_both_and_is_answered_once() -> None:
    with (
        FakeBroker([CONNACK + merged_delivery()]).listening() as broker,
        driven(broker.port, "lot/#", flags=("lot/#",)) as ear,
    ):
        ear.until(Flagged)
        flagged = [fact for fact in ear.facts if isinstance(fact, Flagged)]
    assert len(ear.arrived) == 1
    assert [(copy.retained, copy.delivery) for copy in flagged] == [(True, None)]
