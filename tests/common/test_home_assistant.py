"""What Home Assistant would make of the configuration: its YAML, and its templates in their own engine."""

import json
from typing import Any

import jinja2
import pytest
import yaml

from common.contract import Completions
from common.contract.homeassistant import home_assistant


def entities(kind: str, **options: Any) -> dict[str, dict[str, Any]]:
    text = home_assistant(
        options.get("prefix", "lot/"),
        options.get("completions", Completions.ALL),
        options.get("spots", ["A1", "VIP-2"]),
    )
    return {entity["name"]: entity for entity in yaml.safe_load(text)["mqtt"][kind]}


def shown(entity: dict[str, Any], payload: bytes) -> str:
    """As Home Assistant renders it: ``value_json`` is there if the payload is JSON."""
    try:
        known = {"value_json": json.loads(payload)}
    except ValueError:
        known = {}
    return jinja2.Environment(autoescape=False).from_string(entity["value_template"]).render(known)  # noqa: S701


@pytest.mark.parametrize(
    ("kind", "name", "payload", "expected"),
    [
        ("sensor", "Free places", b'{"count": 12}', "12"),
        ("sensor", "Free places", b"", "None"),
        ("sensor", "Barrier", b'{"state": "OPENED"}', "OPENED"),
        ("binary_sensor", "Place A1", b'{"id": "A1", "status": "FREE"}', "OFF"),
        ("binary_sensor", "Place A1", b'{"id": "A1", "status": "OCCUPIED"}', "ON"),
        ("binary_sensor", "Place A1", b'{"id": "A1", "status": "UNKNOWN"}', "None"),
        ("binary_sensor", "Place A1", b"", "None"),
        ("binary_sensor", "P3", b'{"role": "P3", "online": true}', "ON"),
        ("binary_sensor", "P3", b'{"role": "P3", "online": false}', "OFF"),
    ],
)
def test_each_message_is_shown_as_what_it_means(kind: str, name: str, payload: bytes, expected: str) -> None:
    assert shown(entities(kind)[name], payload) == expected


def test_each_entity_listens_where_the_contract_says() -> None:
    assert entities("binary_sensor")["Place VIP-2"]["state_topic"] == "lot/parking/spots/VIP-2/status"
    assert entities("sensor")["Barrier"]["state_topic"] == "lot/parking/barriers/entry/state"


def test_a_button_gives_the_order_as_the_table_says_and_never_retained() -> None:
    button = entities("button")["Force open"]
    assert button["payload_press"] == '{"cmd": "FORCE_OPEN"}'
    assert (button["command_topic"], button["qos"], button["retain"]) == ("lot/parking/admin/override", 1, False)


def test_presence_is_shown_only_where_it_is_said() -> None:
    assert "P3" not in entities("binary_sensor", completions=Completions.LISTEN)


def test_unique_ids_are_unique_also_beside_another_lot() -> None:
    ids = [
        entity["unique_id"]
        for prefix in ("lot/", "lot_2/", "lot/2/")
        for kind in ("sensor", "binary_sensor", "button")
        for entity in entities(kind, prefix=prefix).values()
    ]
    assert len(ids) == len(set(ids)) == 3 * 13


def test_a_prefix_may_hold_quotes_and_colons() -> None:
    assert entities("sensor", prefix='a"b: c/')["Barrier"]["state_topic"] == 'a"b: c/parking/barriers/entry/state'
