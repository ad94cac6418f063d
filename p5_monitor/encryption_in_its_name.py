"""TLS with a broker that is dialled at an address of its, and has a certificate for its name."""

import socket
import ssl

from common.connection import Broker
from common.mqtt_client import encryption


class EncryptionInItsName:
    """All that paho asks of an ``SSLContext``; paho would have the certificate made out to whatever it dials."""

    check_hostname = True

    def __init__(self, broker: Broker) -> None:
        self._context = encryption(broker)
        self._name = broker.host

    def wrap_socket(self, sock: socket.socket, **_: object) -> ssl.SSLSocket:
        """A connection over TLS, which paho shakes hands over; what else paho says of it is its own."""
        return self._context.wrap_socket(sock, server_hostname=self._name, do_handshake_on_connect=False)
