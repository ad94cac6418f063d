"""``python -m common.contract``: prints a document that derives from the contract."""

import argparse
import sys

from common.contract import acl, markdown
from common.errors import SettingsError
from common.settings import CommonSettings
from common.sources import Sources


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


def main() -> int:
    """Prints one document, and returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m common.contract", description="Documents made from the contract.")
    documents = parser.add_subparsers(dest="document", required=True, metavar="DOCUMENT")
    table = documents.add_parser("table", help="ClientIDs, topic table, completions and delivery, as Markdown")
    table.add_argument("--french", action="store_true", help="in the words of the team's own document")
    documents.add_parser("acl", help="an ACL file for mosquitto, for TOPIC_PREFIX and COMPLETIONS as they are set")
    chosen = parser.parse_args()
    try:
        if chosen.document == "acl":
            text = acl_file()
        else:
            text = tables(markdown.Language.FRENCH if chosen.french else markdown.Language.ENGLISH)
    except SettingsError as error:
        sys.stderr.write(f"common.contract: {error}\n")
        return error.exit_code
    sys.stdout.write(text + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
