"""What the README says is so, in English and in French."""

import importlib.util
import re
from pathlib import Path

import pytest

from common.contract import TOOLS, Role, markdown
from common.contract.table import BROKER_HOST, BROKER_PORT, TOPIC_PREFIX
from common.errors import EXIT_STOPPED, ClientIdInUse, RefusedForGood, SettingsError
from common.program import EXIT_BUG
from p5_monitor.rules.picture import Kind
from p5_monitor.settings import MonitorSettings
from tests.documents.pages import (
    LISEZMOI,
    README,
    ROOT,
    between_markers,
    code_blocks,
    code_in,
    heading_levels,
    spans,
    text_of,
)

SERVICES = {path.parent.name for path in ROOT.glob("p[0-9]_*/__main__.py")}
LANGUAGES = {README: markdown.Language.ENGLISH, LISEZMOI: markdown.Language.FRENCH}
MADE = (markdown.client_ids, markdown.table, markdown.completions, markdown.delivery)

# The team's own words, of which the English page has a translation.
INSTRUCTIONS = """\
1. Téléchargez le fichier `client_template.py`.
2. Changez la variable `CLIENT_ID` à la ligne 9 avec l'identifiant qui vous a été attribué ci-dessus.
3. Adaptez la section `ABONNEMENTS` et la `LOGIQUE D'ENVOI` selon votre rôle dans la table.
4. Utilisez toujours `json.dumps()` pour vos publications afin de garantir un format JSON valide.
"""

pages = pytest.mark.parametrize("page", LANGUAGES, ids=lambda page: page.name)


@pages
@pytest.mark.parametrize("make", MADE, ids=lambda make: make.__name__)
def test_what_derives_from_the_contract_is_up_to_date(page: Path, make: object) -> None:
    assert between_markers(page)[make.__name__] == make(LANGUAGES[page]), "see python -m common.contract table"


@pages
def test_the_broker_is_the_teams_and_the_warning_stands_beside_it(page: Path) -> None:
    broker = between_markers(page)["broker"]
    after = text_of(page).split("<!-- /contract:broker -->")[1].lstrip()

    assert re.findall("`(.*)`", broker) == [BROKER_HOST, str(BROKER_PORT), TOPIC_PREFIX]
    assert after.startswith("> **")
    assert "public" in after.splitlines()[0]


def test_the_four_instructions_are_the_teams() -> None:
    assert INSTRUCTIONS in text_of(LISEZMOI)
    assert len(re.findall(r"^\d\. ", text_of(README), re.MULTILINE)) == INSTRUCTIONS.count("\n")


@pages
def test_every_make_target_exists(page: Path) -> None:
    targets = set(re.findall(r"^([\w-]+):", text_of(ROOT / "Makefile"), re.MULTILINE))
    named = set(re.findall(r"\bmake ([\w-]+)", code_in(page)))

    assert {"run", "check"} <= named <= targets


@pages
def test_every_module_that_is_run_or_logs_exists(page: Path) -> None:
    text = code_in(page)
    run = set(re.findall(r"python -m ([\w.]+)", text)) - {"venv"}
    log = set(re.findall(r"(?:INFO|WARNING) +([\w.]+):", text))

    assert {*SERVICES, "launcher", "common.contract"} == run
    assert [name for name in run if not importlib.util.find_spec(f"{name}.__main__")] == []
    assert [name for name in log if not importlib.util.find_spec(name)] == []


@pages
def test_each_tool_of_p5_is_named_as_it_is_typed(page: Path) -> None:
    named = set(re.findall(r"python -m p5_monitor ([a-z]+)", code_in(page)))

    # It alone says nothing to the broker.
    assert named == {*TOOLS.commands, "notify"}


@pages
def test_what_a_setting_does_is_not_named_as_missing(page: Path) -> None:
    *_, missing, _ = re.split(r"^## ", text_of(page), flags=re.MULTILINE)

    assert "P5_NOTIFY_URLS" in text_of(page)
    assert "systemd" in missing
    assert not re.search("alarm", missing, re.IGNORECASE)


@pages
def test_every_file_that_is_named_exists(page: Path) -> None:
    linked = re.findall(r"\]\(([^)]+)\)", text_of(page))
    named = re.findall(r"[\w./]+\.(?:py|csv|example)\b", code_in(page))

    assert [name for name in (*linked, *named) if not (ROOT / name).exists()] == []


@pages
def test_the_exit_codes_are_those_of_the_code(page: Path) -> None:
    codes = (EXIT_STOPPED, EXIT_BUG, SettingsError.exit_code, ClientIdInUse.exit_code, RefusedForGood.exit_code)

    assert re.findall(r"^\| (\d) \|", text_of(page), re.MULTILINE) == [str(code) for code in codes]


@pages
def test_the_two_commands_come_first(page: Path) -> None:
    assert code_blocks(page)[0] == "```sh\nmake run\nmake check\n```"


@pages
def test_no_address_is_invented(page: Path) -> None:
    addresses = re.findall(r"\w+://[^\s`)]*", text_of(page))

    assert [address for address in addresses if not address.startswith(("http://127.0.0.1:", "sqlite:///"))] == []


def test_the_french_page_has_the_same_sections_and_the_same_code() -> None:
    assert heading_levels(LISEZMOI) == heading_levels(README)
    assert code_blocks(LISEZMOI) == code_blocks(README)
    assert list(between_markers(LISEZMOI)) == list(between_markers(README))


@pages
def test_each_role_has_its_extra_and_the_page_names_it(page: Path) -> None:
    extras = set(re.findall(r"^(p\d) = ", text_of(ROOT / "pyproject.toml"), re.MULTILINE))
    named = {span for span in spans(page) if re.fullmatch(r"p\d", span)}

    assert {role.lower() for role in Role} == extras == named


@pytest.mark.parametrize("page", [README, LISEZMOI], ids=lambda page: page.name)
def test_the_table_of_alarms_names_each_kind_and_each_setting(page: Path) -> None:
    rows = "\n".join(line for line in text_of(page).splitlines() if line.startswith("| `"))
    assert [kind.value for kind in Kind if f"`{kind.value}`" not in rows] == []
    named = set(re.findall(r"`(P5_[A-Z_]+)`", rows))
    assert named
    assert named <= set(MonitorSettings.names())
