"""The AsyncAPI document says what the contract says, in the words of the standard."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from common.contract import COMPLETIONS, TABLE, Action
from common.contract.asyncapi import SECURE, asyncapi
from common.messages import Received

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((Path(__file__).parent / "asyncapi" / "3.0.0.json").read_text())


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return asyncapi("1.0.0", "localhost", 1883, "lot/")


def test_it_is_valid_by_the_published_schema(document: dict[str, Any]) -> None:
    jsonschema.Draft7Validator(SCHEMA).validate(document)


def test_an_encrypted_broker_with_an_ipv6_address_is_written_as_the_standards_say() -> None:
    document = asyncapi("1.0.0", "::1", 8883, "lot/", SECURE)
    jsonschema.Draft7Validator(SCHEMA).validate(document)
    assert document["servers"]["broker"] == {"host": "[::1]:8883", "protocol": "secure-mqtt", "protocolVersion": "5"}


def test_the_schema_would_find_a_mistake(document: dict[str, Any]) -> None:
    wrong = document | {"operations": {"x": {"action": "publish"}}}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft7Validator(SCHEMA).validate(wrong)


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    def references(part: object) -> list[str]:
        if isinstance(part, dict):
            own = [part["$ref"]] if "$ref" in part else []
            return own + [found for value in part.values() for found in references(value)]
        return [found for value in part for found in references(value)] if isinstance(part, list) else []

    found = references(document)
    assert len(found) > 20
    for reference in found:
        place: Any = document
        for name in reference.removeprefix("#/").split("/"):
            place = place[name]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.role} {row.action} {row.message.__name__}")
def test_every_row_of_the_table_is_an_operation(row: Any, document: dict[str, Any]) -> None:
    verb = "publishes" if row.action is Action.PUBLISHES else "subscribes"
    kinds = ["SpotStatus", "Override"] if row.message is Received else [row.message.__name__]
    for kind in kinds:
        operation = document["operations"][f"{row.role}_{verb}_{kind}"]
        assert operation["action"] == {"publishes": "send", "subscribes": "receive"}[verb]
        assert "x-completion" not in operation


def test_what_stands_beside_the_table_is_marked(document: dict[str, Any]) -> None:
    marked = {operation.get("x-completion") for operation in document["operations"].values()} - {None}
    assert marked == {each.name for each in COMPLETIONS}


def test_an_order_is_never_retained_and_expires(document: dict[str, Any]) -> None:
    binding = document["operations"]["P2_publishes_BarrierCommand"]["bindings"]["mqtt"]
    assert (binding["retain"], binding["messageExpiryInterval"], binding["qos"]) == (False, 10, 1)


def test_a_payload_has_the_tables_fields_and_the_rest_travels_beside_it(document: dict[str, Any]) -> None:
    state = document["components"]["messages"]["BarrierState"]
    assert list(state["payload"]["properties"]) == ["state"]
    assert list(state["headers"]["properties"]) == ["sent", "seq", "reason", "by"]


def test_the_examples_are_valid_by_the_payloads_schema(document: dict[str, Any]) -> None:
    spot = document["components"]["messages"]["SpotStatus"]
    for example in spot["examples"]:
        jsonschema.validate(example["payload"], spot["payload"])
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"id": "A1", "status": "free"}, spot["payload"])


def test_the_committed_document_is_up_to_date() -> None:
    """Else: ``python -m common.contract asyncapi > docs/asyncapi.json``, without settings."""
    committed = json.loads((ROOT / "docs" / "asyncapi.json").read_text())
    assert committed == asyncapi(committed["info"]["version"])
