"""The contract as an AsyncAPI 3.0.0 document, for the tools that draw, check and generate from one.

Operations are named by who does what, such as ``P2_publishes_BarrierCommand``; ``send`` and ``receive`` are meant from
that module's side. What stands beside the team's table is marked ``x-completion``.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from common.contract.table import (
    BROKER_HOST,
    BROKER_PORT,
    COMPLETIONS,
    TABLE,
    TOPIC_PREFIX,
    Action,
    Role,
    Row,
)
from common.contract.topics import EVERYTHING, QOS, TOPICS, Topic
from common.messages import Message, Received, SpotStatus

VERSION = "3.0.0"
MQTT_BINDING = "0.2.0"

# The names of AsyncAPI for MQTT, and for MQTT over TLS.
PLAIN, SECURE = "mqtt", "secure-mqtt"

Document = dict[str, Any]

# Our runtime adds these two to every message; the others are fields of the messages.
SENT_AND_NUMBER: Document = {
    "sent": {"type": "string", "format": "date-time", "description": "when it was sent (UTC, microseconds)"},
    "seq": {"type": "string", "pattern": "^[1-9][0-9]*$", "description": "its number on this topic, 1 at each start"},
}

PARAMETERS = {
    "id": {"description": "the spot, a place or a detector; the same as in the payload"},
    "role": {"description": "the module", "enum": [role.value for role in Role]},
}

ACTIONS = {Action.PUBLISHES: "send", Action.SUBSCRIBES: "receive"}


def asyncapi(
    version: str,
    host: str = BROKER_HOST,
    port: int = BROKER_PORT,
    prefix: str = TOPIC_PREFIX,
    protocol: str = PLAIN,
) -> Document:
    """The whole document, ready for ``json.dumps``.

    Args:
        version: the program's.
        host: the broker.
        port: the broker's port.
        prefix: what every topic begins with, with its slash.
        protocol: ``PLAIN`` or ``SECURE``.
    """
    # An IPv6 address stands in brackets (RFC 3986, section 3.2.2).
    address = f"{f'[{host}]' if ':' in host else host}:{port}"
    return {
        "asyncapi": VERSION,
        "info": {
            "title": "Smart Parking IoT 2026",
            "version": version,
            "description": "A car park as seven modules that talk over MQTT.",
            "license": {"name": "MIT"},
        },
        "defaultContentType": "application/json",
        "servers": {"broker": {"host": address, "protocol": protocol, "protocolVersion": "5"}},
        "channels": {topic.message.__name__: _channel(topic, prefix) for topic in TOPICS},
        "operations": dict(_operations()),
        "components": {"messages": {topic.message.__name__: _message(topic.message) for topic in TOPICS}},
    }


def _channel(topic: Topic, prefix: str) -> Document:
    name = topic.message.__name__
    channel: Document = {
        "address": prefix + topic.address,
        "messages": {name: {"$ref": f"#/components/messages/{name}"}},
    }
    if topic.placeholder:
        channel["parameters"] = {topic.placeholder: PARAMETERS[topic.placeholder]}
    return channel


def _operations() -> Iterator[tuple[str, Document]]:
    for row in TABLE:
        yield from _operations_of(row.role, row.action, row.message, _why(row))
    for each in COMPLETIONS:
        for role in each.roles:
            for name, operation in _operations_of(role, each.action, each.message, each.why[1]):
                yield name, operation | {"x-completion": each.name}


def _why(row: Row) -> str:
    return row.why[1] or (row.message.__doc__ or "").strip()


def _operations_of(
    role: Role, action: Action, message: type[Message] | type[Received], why: str
) -> Iterator[tuple[str, Document]]:
    """One for each channel: who hears everything has one for each topic under ``parking/``."""
    for topic in _topics(message):
        kind = topic.message.__name__
        yield (
            f"{role}_{action.name.lower()}_{kind}",
            {
                "action": ACTIONS[action],
                "channel": {"$ref": f"#/channels/{kind}"},
                "messages": [{"$ref": f"#/channels/{kind}/messages/{kind}"}],
                "summary": why,
                "tags": [{"name": role.value}],
                "bindings": {"mqtt": _binding(topic, action)},
            },
        )


def _topics(message: type[Message] | type[Received]) -> Iterable[Topic]:
    if message is Received:
        return [topic for topic in TOPICS if topic.address.startswith(EVERYTHING.removesuffix("#"))]
    return [topic for topic in TOPICS if topic.message is message]


def _binding(topic: Topic, action: Action) -> Document:
    binding: Document = {"qos": QOS, "bindingVersion": MQTT_BINDING}
    if action is Action.PUBLISHES:
        binding["retain"] = topic.retained
    if action is Action.PUBLISHES and topic.expiry_seconds:
        binding["messageExpiryInterval"] = topic.expiry_seconds
    return binding


def _message(message: type[Message]) -> Document:
    schema = message.model_json_schema()
    fields = {name: schema["properties"][name] for name in message.payload_fields}
    beside = {name: _header(schema["properties"][name]) for name in message.beside_fields}
    described: Document = {
        "name": message.__name__,
        "title": message.__name__,
        "summary": schema["description"],
        "contentType": "application/json",
        # Other fields are accepted and decide nothing.
        "payload": {"type": "object", "properties": fields, "required": list(message.payload_fields)},
        "headers": {
            "type": "object",
            "description": "MQTT 5 user properties; a message without them is as good as one with",
            "properties": SENT_AND_NUMBER | beside,
        },
    }
    if message is SpotStatus:
        described["examples"] = [{"payload": {"id": "A1", "status": "FREE"}}]
    return described


def _header(field: Document) -> Document:
    """What travels beside the payload is text."""
    return {"type": "string", "description": field["description"]}
