"""How paho's client is made, and where it is aimed.

paho's setters raise once ``connect_async`` was called: make, attach, then aim.
"""

import ssl
from typing import Any

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from common.broker_socket import send_at_once
from common.connection import Broker, Publication, Session
from common.contract import QOS
from common.mqtt_properties import install

# A silent broker is noticed after at most twice this; the broker notices our silence after one and a half times this.
KEEPALIVE_SECONDS = 5

# mosquitto cuts a retained snapshot at 1 020 messages for a client that does not ask for more.
RECEIVE_MAXIMUM = 65535


def make_client(broker: Broker, client_id: str, will: Publication | None) -> paho.Client:
    """A client that writes nothing by itself and acknowledges nothing by itself; nothing is opened yet."""
    install()
    # A message is acknowledged when it was handled: what it led to is on its way first.
    client = paho.Client(CallbackAPIVersion.VERSION2, client_id, protocol=paho.MQTTv5, manual_ack=True)
    client.max_inflight_messages_set(0)
    if will:
        client.will_set(will.topic, will.payload, qos=QOS, retain=will.retain)
    if broker.username is not None:
        client.username_pw_set(broker.username, broker.password)
    if broker.tls:
        client.tls_set_context(encryption(broker))
    client.on_socket_open = _send_at_once
    # paho's own direct write would run on the dialling thread as well.
    client.on_socket_register_write = _leave_to_flush
    return client


def encryption(broker: Broker) -> ssl.SSLContext:
    """Whom to trust: the broker's certificate must be signed by one of them, and be made out to its name."""
    return ssl.create_default_context(cafile=broker.ca_file)


def aim(client: paho.Client, broker: Broker, session: Session) -> None:
    """Stores what to dial; the one public call that closes the socket in any state, and it needs no network."""
    properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
    # For most 0: orders must not wait for us, and retained states come again at each subscription.
    properties.SessionExpiryInterval = session.seconds
    properties.ReceiveMaximum = RECEIVE_MAXIMUM
    properties.MaximumPacketSize = session.largest_packet
    client.connect_async(
        broker.host,
        broker.port,
        keepalive=KEEPALIVE_SECONDS,
        # Whoever keeps nothing begins clean: a session that somebody else left under our ClientID would hand us his old
        # orders. Whoever keeps a session never does: rumqttd would throw it away at its end.
        clean_start=session.seconds == 0,
        properties=properties,
    )


def release(client: paho.Client) -> None:
    """Takes back what the client would call, at its end: then only its owner holds it, and it goes when he does.

    In a cycle it waits for the garbage collector, which may meet its sockets before the client that closes them.
    """
    client.on_connect = client.on_disconnect = client.on_message = client.on_publish = client.on_subscribe = None
    client.on_socket_open = client.on_socket_close = client.on_socket_register_write = None


def _send_at_once(_: object, __: object, sock: Any) -> None:
    send_at_once(sock)


def _leave_to_flush(_: object, __: object, ___: object) -> None:
    pass
