"""A faster way to read and write what travels beside a payload; the bytes are paho's own.

paho builds three tables for each single message and looks every name up in them: three user properties cost more than
everything else that it does. Here the tables are built once, and a PUBLISH that carries nothing but user properties and
an expiry is read and written directly. Whatever else comes, or looks wrong, is left to paho's own methods.
"""

import logging
from collections.abc import Sequence
from typing import Any

import paho.mqtt
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties, VariableByteIntegers

log = logging.getLogger(__name__)

# MQTT 5, section 2.2.2.2.
_MESSAGE_EXPIRY_INTERVAL = 0x02
_SUBSCRIPTION_IDENTIFIER = 0x0B
_USER_PROPERTY = 0x26

_ONE_BYTE_LENGTH = 0x7F
_LONGEST_TEXT = 0xFFFF
_DIRECT = {"packetType", "UserProperty", "MessageExpiryInterval"}

PAHO_INIT = Properties.__init__
PAHO_PACK = Properties.pack
PAHO_UNPACK = Properties.unpack

_SAMPLE = [("sent", "2026-01-29T18:25:30.000000+00:00"), ("seq", "1")]


def install() -> None:
    """Puts the faster methods onto paho's class, once, if this paho agrees with them."""
    if Properties.pack is pack:
        return
    if not paho.mqtt.__version__.startswith("2.") or not _agrees_with_paho():
        log.info("this paho is driven as it is", extra={"version": paho.mqtt.__version__})
        return
    tables: Any = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
    paho_class: Any = Properties
    paho_class.types, paho_class.names, paho_class.properties = tables.types, tables.names, tables.properties
    paho_class.__init__, paho_class.pack, paho_class.unpack = remember_packet_type, pack, unpack


def publish_properties(user: Sequence[tuple[str, str]], expiry_seconds: int | None) -> Properties:
    """What travels beside one publication."""
    properties: Any = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
    # Not by assignment: paho checks each name against its tables, and these two names are right.
    if user:
        object.__setattr__(properties, "UserProperty", list(user))
    if expiry_seconds is not None:
        object.__setattr__(properties, "MessageExpiryInterval", expiry_seconds)
    return properties  # type: ignore[no-any-return]


def remember_packet_type(self: Properties, packet_type: int) -> None:
    """In place of paho's constructor: the tables are the class's."""
    object.__setattr__(self, "packetType", packet_type)


def pack(self: Properties) -> bytes:
    """In place of paho's ``pack``."""
    attributes = vars(self)
    if self.packetType != PacketTypes.PUBLISH or not attributes.keys() <= _DIRECT:
        return PAHO_PACK(self)  # type: ignore[no-untyped-call, no-any-return]
    try:
        packed = _packed(attributes.get("UserProperty", ()), attributes.get("MessageExpiryInterval"))
    except (TypeError, ValueError, AttributeError, OverflowError):
        return PAHO_PACK(self)  # type: ignore[no-untyped-call, no-any-return]
    return VariableByteIntegers.encode(len(packed)) + packed  # type: ignore[no-untyped-call, no-any-return]


def unpack(self: Properties, buffer: bytes) -> tuple[Properties, int]:
    """In place of paho's ``unpack``: fills in what the buffer begins with, and returns how long that was."""
    found = _found(buffer) if self.packetType == PacketTypes.PUBLISH and len(vars(self)) == 1 else None
    if found is None:
        return PAHO_UNPACK(self, buffer)  # type: ignore[no-untyped-call, no-any-return]
    vars(self).update(found)
    return self, buffer[0] + 1


def _packed(user: Sequence[tuple[str, str]], expiry_seconds: int | None) -> bytes:
    parts = [] if expiry_seconds is None else [b"\x02", expiry_seconds.to_bytes(4, "big")]
    for name, value in user:
        parts += [b"\x26", _text(name), _text(value)]
    return b"".join(parts)


def _text(text: str) -> bytes:
    encoded = text.encode()
    return len(encoded).to_bytes(2, "big") + encoded


def _found(buffer: bytes) -> dict[str, Any] | None:
    """The properties, if there is nothing among them that paho should look at."""
    if not buffer or buffer[0] > _ONE_BYTE_LENGTH or len(buffer) <= buffer[0]:
        return None
    at, end = 1, buffer[0] + 1
    user: list[tuple[str, str]] = []
    found: dict[str, Any] = {}
    while at < end:
        if buffer[at] == _USER_PROPERTY:
            name, at = _read_text(buffer, at + 1, end)
            value, at = _read_text(buffer, at, end) if name is not None else (None, at)
            if name is None or value is None:
                return None
            user.append((name, value))
        elif buffer[at] == _MESSAGE_EXPIRY_INTERVAL and at + 5 <= end and "MessageExpiryInterval" not in found:
            found["MessageExpiryInterval"] = int.from_bytes(buffer[at + 1 : at + 5], "big")
            at += 5
        elif buffer[at] == _SUBSCRIPTION_IDENTIFIER and at + 2 <= end and buffer[at + 1] <= _ONE_BYTE_LENGTH:
            found.setdefault("SubscriptionIdentifier", []).append(buffer[at + 1])
            at += 2
        else:
            return None
    return found | {"UserProperty": user} if user else found


def _read_text(buffer: bytes, at: int, end: int) -> tuple[str | None, int]:
    """A text and where it ends; None for one that MQTT 5, section 1.5.4, forbids or that is cut off."""
    start = at + 2
    stop = start + int.from_bytes(buffer[at:start], "big")
    if stop > end or start > end:
        return None, at
    try:
        text = buffer[start:stop].decode()
    except UnicodeDecodeError:
        return None, at
    return (None, at) if "\0" in text or "\ufeff" in text else (text, stop)


def _agrees_with_paho() -> bool:
    """One message there and back, by both ways."""
    ours = publish_properties(_SAMPLE, 10)
    packed = PAHO_PACK(ours)  # type: ignore[no-untyped-call]
    found = _found(packed)
    return pack(ours) == packed and found == {"UserProperty": _SAMPLE, "MessageExpiryInterval": 10}
