"""Whether the broker lets us in, and what it is able to do."""

from collections.abc import Mapping
from dataclasses import dataclass

from p5_monitor.rules.diagnosis.finding import Cause, Check, Finding, Level, milliseconds
from p5_monitor.rules.diagnosis.peer import Peer

_LET_IN = 0x00

# MQTT 5, section 3.2.2.2; 1 to 5 is how a broker of MQTT 3.1.1 says it (its section 3.2.2.3).
_CODES = {
    0x01: Cause.NO_MQTT_5,
    0x02: Cause.CLIENT_ID_REFUSED,
    0x03: Cause.BUSY,
    0x04: Cause.CREDENTIALS_WRONG,
    0x05: Cause.NOT_AUTHORISED,
    0x84: Cause.NO_MQTT_5,
    0x85: Cause.CLIENT_ID_REFUSED,
    0x86: Cause.CREDENTIALS_WRONG,
    0x87: Cause.NOT_AUTHORISED,
    0x88: Cause.BUSY,
    0x89: Cause.BUSY,
    0x8A: Cause.BANNED,
    0x97: Cause.BUSY,
    0x9C: Cause.MOVED,
    0x9D: Cause.MOVED,
    0x9F: Cause.BUSY,
}

_ABOUT_CREDENTIALS = {Cause.CREDENTIALS_WRONG, Cause.NOT_AUTHORISED}

_INSTEAD = {
    Peer.MQTT: Cause.NO_MQTT_5,
    Peer.TLS: Cause.PLAIN_ON_TLS,
    Peer.WEB: Cause.WEB_SERVER,
    Peer.OTHER: Cause.OTHER_PROTOCOL,
}

# The longest payload, the longest topic of ours, and what travels beside them, with room (README, on the wire).
SMALLEST_PACKET = 8 * 1024


@dataclass(frozen=True)
class Greeting:
    """How the broker answered a CONNECT.

    ``code``: of its CONNACK (None: there was none); ``text``: in words, or how the connection ended; ``hung_up``: it
    ended the connection. ``peer`` and ``banner``: who spoke, if it was no CONNACK of MQTT 5.
    """

    client_id: str
    code: int | None
    text: str = ""
    seconds: float = 0.0
    user: str = ""
    hung_up: bool = False
    peer: Peer = Peer.NOTHING
    banner: str = ""


def greeted(greeting: Greeting) -> Finding:
    """The broker answered, or somebody else, or nobody."""
    details = {
        "client_id": greeting.client_id,
        "code": "-" if greeting.code is None else f"0x{greeting.code:02X}",
        "text": greeting.text,
        "ms": milliseconds(greeting.seconds),
        "seconds": f"{greeting.seconds:.0f}",
        "user": greeting.user,
        "banner": greeting.banner,
    }
    level = Level.OK if greeting.code == _LET_IN else Level.FAIL
    return Finding(level, Check.CONNACK, _cause(greeting), details)


def _cause(greeting: Greeting) -> Cause:
    if greeting.code is None:
        return _INSTEAD.get(greeting.peer) or (Cause.HUNG_UP if greeting.hung_up else Cause.SILENT)
    if greeting.code == _LET_IN:
        return Cause.LET_IN
    cause = _CODES.get(greeting.code, Cause.REFUSED)
    return Cause.CREDENTIALS_MISSING if cause in _ABOUT_CREDENTIALS and not greeting.user else cause


def cut_off(reason: str) -> Finding:
    """The broker ended the conversation in its midst."""
    return Finding(Level.FAIL, Check.CONNACK, Cause.CUT_OFF, {"text": reason})


def offered(offers: Mapping[str, int]) -> Finding:
    """What the broker said of itself when it let us in; what it does not mention it can (MQTT 5, section 3.2.2.3)."""
    lacking = {
        "QoS 1": offers.get("MaximumQoS", 2) < 1,
        "retained messages": offers.get("RetainAvailable", 1) == 0,
        "wildcards": offers.get("WildcardSubscriptionAvailable", 1) == 0,
        f"packets of {SMALLEST_PACKET} bytes": offers.get("MaximumPacketSize", SMALLEST_PACKET) < SMALLEST_PACKET,
    }
    missing = [name for name, is_lacking in lacking.items() if is_lacking]
    if missing:
        return Finding(Level.FAIL, Check.MQTT_5, Cause.OFFERS_TOO_LITTLE, {"missing": ", ".join(missing)})
    return Finding(Level.OK, Check.MQTT_5, Cause.OFFERS_ALL)
