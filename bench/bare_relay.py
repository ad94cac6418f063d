"""The bare reference: paho's own thread, the decision inside the callback, nothing validated.

``python -m bench.bare_relay logic|barrier HOST PORT PREFIX`` relays like P2 (OCCUPIED → OPEN) or like P3 with a travel
of 0 (OPEN → OPENING, OPENED), with the same user properties as ours.
"""

import json
import socket
import sys
from datetime import UTC, datetime
from typing import Any

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties


class Relay:
    """Answers each message that matters with its answers."""

    def __init__(self, prefix: str, heard: str, said: str, answers: dict[str, list[dict[str, str]]]) -> None:
        self._heard = prefix + heard
        self._said = prefix + said
        self._answers = answers
        self._sequence = 0

    def connected(self, client: paho.Client, *_: object) -> None:
        """The broker let us in."""
        client.subscribe(self._heard, qos=1)

    def heard(self, client: paho.Client, _: object, message: paho.MQTTMessage) -> None:
        """A message came."""
        fields = json.loads(message.payload)
        for answer in self._answers.get(fields.get("status") or fields.get("action"), ()):
            self._sequence += 1
            properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
            properties.UserProperty = [
                ("sent", datetime.now(UTC).isoformat(timespec="microseconds")),
                ("seq", str(self._sequence)),
                ("by", "P2"),
            ]
            client.publish(self._said, json.dumps(answer), qos=1, properties=properties)


RELAYS = {
    "logic": ("parking/spots/+/status", "parking/barriers/entry/cmd", {"OCCUPIED": [{"action": "OPEN"}]}),
    "barrier": (
        "parking/barriers/entry/cmd",
        "parking/barriers/entry/state",
        {"OPEN": [{"state": "OPENING"}, {"state": "OPENED"}]},
    ),
}


def no_delay(_: object, __: object, sock: Any) -> None:
    """Without it the reference would be measured against its own 44 ms."""
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def client(client_id: str) -> paho.Client:
    """A bare MQTT 5 client."""
    bare = paho.Client(CallbackAPIVersion.VERSION2, client_id, protocol=paho.MQTTv5)
    bare.on_socket_open = no_delay
    return bare


def main() -> None:
    """Relays until it is killed."""
    kind, host, port, prefix = sys.argv[1:]
    relay = Relay(prefix, *RELAYS[kind])
    bare = client(f"bare-{kind}")
    bare.on_connect = relay.connected
    bare.on_message = relay.heard
    bare.connect(host, int(port))
    bare.loop_forever()


if __name__ == "__main__":
    main()
