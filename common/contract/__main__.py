"""``python -m common.contract``: prints a document that derives from the contract."""

import argparse
import json
import sys
from importlib.metadata import version

from common.contract import acl, asyncapi, markdown
from common.contract.homeassistant import home_assistant
from common.errors import SettingsError
from common.settings import CommonSettings
from common.sources import Sources
from common.spots import is_spot_id

SEEDS_SPOTS = [f"A{number}" for number in range(1, 13)]


def tables(language: markdown.Language) -> str:
    """All that a reader of the README wants to know, one table after the other."""
    parts = (markdown.client_ids, markdown.table, markdown.completions, markdown.delivery)
    return "\n\n".join(part(language) for part in parts)


def acl_file() -> str:
    """The ACL file for the prefix and the completions that are set (``TOPIC_PREFIX``, ``COMPLETIONS``).

    Raises:
        SettingsError: a setting can never work.
    """
    common = Sources.of_process().load(CommonSettings)
    return acl.acl(common.topic_prefix, common.completions)


def asyncapi_document() -> str:
    """The AsyncAPI document for what is set (``MQTT_HOST``, ``MQTT_PORT``, ``MQTT_TLS``, ``TOPIC_PREFIX``).

    Raises:
        SettingsError: a setting can never work.
    """
    common = Sources.of_process().load(CommonSettings)
    protocol = asyncapi.SECURE if common.mqtt_tls else asyncapi.PLAIN
    document = asyncapi.asyncapi(
        version("smart-parking-iot"), common.mqtt_host, common.mqtt_port, common.topic_prefix, protocol
    )
    return json.dumps(document, indent=2)


def home_assistant_configuration(spots: list[str]) -> str:
    """The configuration for the prefix and the completions that are set.

    Raises:
        SettingsError: a setting can never work, or one of these is no spot id.
    """
    for spot in spots:
        if not is_spot_id(spot):
            raise SettingsError(f"{spot!r} is no spot id: letters, digits, - and _ expected, 32 at most")
    common = Sources.of_process().load(CommonSettings)
    return home_assistant(common.topic_prefix, common.completions, dict.fromkeys(spots or SEEDS_SPOTS))


def _document(chosen: argparse.Namespace) -> str:
    match chosen.document:
        case "acl":
            return acl_file()
        case "asyncapi":
            return asyncapi_document()
        case "homeassistant":
            return home_assistant_configuration(chosen.spots)
        case _:
            return tables(markdown.Language.FRENCH if chosen.french else markdown.Language.ENGLISH)


def main() -> int:
    """Prints one document, and returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m common.contract", description="Documents made from the contract.")
    documents = parser.add_subparsers(dest="document", required=True, metavar="DOCUMENT")
    table = documents.add_parser("table", help="ClientIDs, topic table, completions and delivery, as Markdown")
    table.add_argument("--french", action="store_true", help="in the words of the team's own document")
    documents.add_parser("acl", help="an ACL file for mosquitto, for TOPIC_PREFIX and COMPLETIONS as they are set")
    documents.add_parser("asyncapi", help="an AsyncAPI 3.0.0 document, for the broker and the prefix that are set")
    home = documents.add_parser("homeassistant", help="a configuration to paste into Home Assistant")
    home.add_argument("spots", nargs="*", metavar="SPOT", help="the places to show (default: A1 to A12)")
    chosen = parser.parse_args()
    try:
        text = _document(chosen)
    except SettingsError as error:
        sys.stderr.write(f"common.contract: {error}\n")
        return error.exit_code
    sys.stdout.write(text + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
