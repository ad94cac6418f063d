"""Modules of other people, as they are: MQTT 3.1.1, QoS 0, nothing retained."""

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

from common.testing import Mosquitto, wait_for
from tests.system.lot import PREFIX, Pis
from tests.system.observer import Observer

ENTRY = PREFIX + "parking/spots/ENTRY/status"
COUNT = PREFIX + "parking/display/available"
COMMAND = PREFIX + "parking/barriers/entry/cmd"
STATE = PREFIX + "parking/barriers/entry/state"


def test_what_comes_with_qos_0_is_heard_and_asks_for_no_answer(mosquitto: Mosquitto, pis: Pis) -> None:
    # An acknowledgement of packet 0 breaks the protocol: P2 was thrown out, and came back, for each such message.
    pis.start(mosquitto.port, {"P2": {"LOG_LEVEL": "DEBUG"}})
    with Observer(mosquitto.host, mosquitto.port) as observer:
        observer.wait(lambda _: "SmartPark2026_P2 1 " in mosquitto.log, "P2 to subscribe")
        observer.say(COUNT, '{"count": 3}', qos=0)
        observer.say(ENTRY, '{"id": "ENTRY", "status": "OCCUPIED"}', qos=0)
        observer.wait_for_payload(COMMAND, b'{"action": "OPEN"}')
        observer.say(COUNT, '{"count": 2}')
    assert pis["P2"].stop() == 0
    assert pis["P2"].log.count("INFO    common.runtime: connected") == 1
    assert "PUBACK from SmartPark2026_P2 (Mid: 0" not in mosquitto.log


def test_a_session_that_a_stranger_left_under_our_id_hands_over_no_old_order(mosquitto: Mosquitto, pis: Pis) -> None:
    # A module on MQTT 3.1.1 with clean_session=False had been P3 before: 20 s later its OPEN raised our arm.
    stranger = paho.Client(CallbackAPIVersion.VERSION2, "SmartPark2026_P3", clean_session=False)
    stranger.connect(mosquitto.host, mosquitto.port)
    stranger.loop_start()
    stranger.subscribe(COMMAND, qos=1)
    wait_for(lambda: "SmartPark2026_P3 1 " in mosquitto.log, "the stranger to subscribe")
    stranger.disconnect()
    stranger.loop_stop()
    with Observer(mosquitto.host, mosquitto.port) as observer:
        observer.say(COMMAND, '{"action": "OPEN"}')
        pis.start(mosquitto.port, {"P3": {"P3_TRAVEL_SECONDS": "0"}})
        observer.wait_for_payload(STATE, b'{"state": "CLOSED"}')
        wait_for(lambda: "PUBACK to SmartPark2026_P3" in mosquitto.log, "the broker to hear the state")
        assert pis["P3"].stop() == 0
        assert set(observer.payloads(STATE)) == {b'{"state": "CLOSED"}'}
