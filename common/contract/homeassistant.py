"""The contract as a configuration to paste into Home Assistant.

To paste, and not announced by MQTT discovery: nothing is published outside the prefix.

Templates say ``None`` for what is not known: for an MQTT entity of Home Assistant that is ``unknown``.
"""

from collections.abc import Iterable, Iterator
from typing import get_args

from common.contract.table import Completions, Role
from common.contract.topics import QOS, address_of, topic_of
from common.messages import Available, BarrierState, Forgotten, Message, Override, Presence, SpotStatus, State

HEADER = (
    "# Made by `python -m common.contract homeassistant`. Paste it into configuration.yaml; the broker itself is set\n"
    "# in Home Assistant under Settings, Devices & services, MQTT."
)

COUNT = "{{ value_json.count if value_json is defined else 'None' }}"
STATUS = "{{ {'OCCUPIED': 'ON', 'FREE': 'OFF'}.get(value_json.status, 'None') if value_json is defined else 'None' }}"
STATE = "{{ value_json.state if value_json is defined else 'None' }}"
ONLINE = "{{ ('ON' if value_json.online else 'OFF') if value_json is defined else 'None' }}"

BUTTONS = (("FORCE_OPEN", "Force open"), ("RELEASE", "Release"))

Entity = list[tuple[str, str]]


def home_assistant(prefix: str, completions: Completions, spots: Iterable[str]) -> str:
    """The whole configuration, as YAML.

    Args:
        prefix: what every topic begins with, with its slash.
        completions: with ``ALL`` the modules' presence is shown as well.
        spots: the places to show.
    """
    presences = [_presence(prefix, role) for role in Role] if completions is Completions.ALL else []
    parts = (
        ("sensor", [_count(prefix), _barrier(prefix)]),
        ("binary_sensor", [*(_place(prefix, spot) for spot in spots), *presences]),
        ("button", [_button(prefix, cmd, name) for cmd, name in BUTTONS]),
    )
    lines = (line for name, entities in parts if entities for line in _lines(name, entities))
    return "\n".join([HEADER, "mqtt:", *lines])


def _count(prefix: str) -> Entity:
    return [
        *_heard("Free places", "free_places", prefix, Available, COUNT),
        ("state_class", "measurement"),
        ("icon", "mdi:parking"),
    ]


def _barrier(prefix: str) -> Entity:
    return [
        *_heard("Barrier", "barrier", prefix, BarrierState, STATE),
        ("device_class", "enum"),
        ("options", f"[{', '.join(get_args(State))}]"),
        ("icon", "mdi:boom-gate"),
    ]


def _place(prefix: str, spot: str) -> Entity:
    topic = address_of(Forgotten(SpotStatus, spot))
    return [*_entity(f"Place {spot}", f"place_{spot}", prefix, topic, STATUS), ("device_class", "occupancy")]


def _presence(prefix: str, role: Role) -> Entity:
    topic = address_of(Forgotten(Presence, role.value))
    return [*_entity(role.value, role.lower(), prefix, topic, ONLINE), ("device_class", "connectivity")]


def _button(prefix: str, cmd: str, name: str) -> Entity:
    order = Override(cmd=cmd)  # type: ignore[arg-type]
    return [
        ("name", _quoted(name)),
        _unique_id(prefix, cmd.lower()),
        ("command_topic", _quoted(prefix + address_of(order))),
        ("payload_press", f"'{order.payload().decode()}'"),
        ("qos", str(QOS)),
        # An order that the broker kept would open for whoever comes later.
        ("retain", str(topic_of(Override).retained).lower()),
    ]


def _heard(name: str, own_id: str, prefix: str, message: type[Message], template: str) -> Entity:
    return _entity(name, own_id, prefix, topic_of(message).address, template)


def _entity(name: str, own_id: str, prefix: str, topic: str, template: str) -> Entity:
    return [
        ("name", _quoted(name)),
        _unique_id(prefix, own_id),
        ("state_topic", _quoted(prefix + topic)),
        ("value_template", _quoted(template)),
        ("qos", str(QOS)),
    ]


def _unique_id(prefix: str, own_id: str) -> tuple[str, str]:
    """Another lot has another prefix: of two entities with one id Home Assistant takes only the first."""
    return "unique_id", _quoted(prefix + own_id)


def _quoted(text: str) -> str:
    """As a YAML string; a prefix may hold what YAML would read as something else."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _lines(name: str, entities: Iterable[Entity]) -> Iterator[str]:
    yield f"  {name}:"
    for entity in entities:
        for number, (key, value) in enumerate(entity):
            yield f"    {'- ' if number == 0 else '  '}{key}: {value}"
