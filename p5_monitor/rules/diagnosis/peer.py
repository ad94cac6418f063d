"""Who speaks at a port, judged by the first bytes that he says."""

from enum import StrEnum


class Peer(StrEnum):
    """What was recognised."""

    MQTT = "mqtt"
    TLS = "tls"
    WEB = "web"
    OTHER = "other"
    NOTHING = "nothing"


# The first byte of a CONNACK (MQTT 3.1.1, section 3.2.1), and of a TLS alert (RFC 8446, section 5.1).
_CONNACK = 0x20
_TLS_ALERT = 0x15


def speaker(said: bytes) -> Peer:
    """Who says this to a CONNECT."""
    if not said:
        return Peer.NOTHING
    if said.startswith(b"HTTP/") or said.lstrip().lower().startswith(b"<"):
        return Peer.WEB
    return {_CONNACK: Peer.MQTT, _TLS_ALERT: Peer.TLS}.get(said[0], Peer.OTHER)
