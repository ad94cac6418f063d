"""Modules of other people, as they are: MQTT 3.1.1, QoS 0, nothing retained."""

from common.testing import Mosquitto
from tests.system.lot import PREFIX, Pis
from tests.system.observer import Observer

ENTRY = PREFIX + "parking/spots/ENTRY/status"
COUNT = PREFIX + "parking/display/available"
COMMAND = PREFIX + "parking/barriers/entry/cmd"


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
