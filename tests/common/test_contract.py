import json
import re
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from common.connection import Broker, Connection
from common.contract import (
    COMPLETIONS,
    TABLE,
    TOOLS,
    Action,
    Completions,
    ContractError,
    Role,
    Row,
    address_of,
    filter_of,
    find,
    topic_of,
)
from common.contract.acl import acl
from common.contract.markdown import Language, client_ids, completions, delivery, table
from common.inbox import Inbox
from common.messages import (
    Available,
    BarrierCommand,
    BarrierState,
    Message,
    NewSpot,
    Override,
    Presence,
    Received,
    SpotStatus,
)
from common.runtime import Runtime
from common.service import Publishes, Service, Subscribes

ROOT = Path(__file__).parents[2]

# The team's own table, as its document writes it.
SEED_TABLE = """\
| Responsable | Action | Topic MQTT | Format du Message (JSON) |
| :--- | :--- | :--- | :--- |
| **P1** | Publie | `.../parking/spots/{id}/status` | `{"id": "A1", "status": "FREE"}` |
| **P2** | S'abonne | `.../parking/spots/+/status` | *(Détection d'arrivée de véhicule)* |
| **P2** | S'abonne | `.../parking/display/available` | *(Vérification des places libres)* |
| **P2** | Publie | `.../parking/barriers/entry/cmd` | `{"action": "OPEN"}` |
| **P3** | S'abonne | `.../parking/barriers/entry/cmd` | *(Attente d'ordre d'ouverture)* |
| **P3** | Publie | `.../parking/barriers/entry/state` | `{"state": "OPENED"}` |
| **P4** | S'abonne | `.../parking/spots/+/status` | *(Écoute P1 pour calcul interne)* |
| **P4** | Publie | `.../parking/display/available` | `{"count": 12}` |
| **P6** | S'abonne | `.../parking/#` | *(Historisation globale)* |
| **P6** | Publie | `.../parking/config/new_spot` | `{"id": "B1", "cmd": "ADD"}` |
| **P7** | S'abonne | `.../parking/#` | *(Visualisation en temps réel)* |
| **P7** | Publie | `.../parking/admin/override` | `{"cmd": "FORCE_OPEN"}` |"""

SEED_CLIENT_IDS = """\
* **Personne 1 (Capteurs) :** `SmartPark2026_P1`
* **Personne 2 (Logique) :** `SmartPark2026_P2`
* **Personne 3 (Barrière) :** `SmartPark2026_P3`
* **Personne 4 (Afficheur) :** `SmartPark2026_P4`
* **Personne 5 (Com & Monitoring) :** `SmartPark2026_P5`
* **Personne 6 (Backend & API) :** `SmartPark2026_P6`
* **Personne 7 (Dashboard IoT) :** `SmartPark2026_P7`"""

DELIVERY = {
    SpotStatus: ("parking/spots/{id}/status", True, None),
    Available: ("parking/display/available", True, None),
    BarrierCommand: ("parking/barriers/entry/cmd", False, 10),
    BarrierState: ("parking/barriers/entry/state", True, None),
    NewSpot: ("parking/config/new_spot", False, None),
    Override: ("parking/admin/override", False, 10),
    Presence: ("monitor/presence/{role}", True, None),
}

NOTHING: list[object] = []


def hears(message: type[Message] | type[Received]) -> Subscribes[Any]:
    return Subscribes(message, lambda _, __: NOTHING)


def heard(service: Service) -> list[str]:
    return [filter_of(line.message) for line in service.subscriptions()]


def print_document(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "common.contract", *arguments],
        cwd=ROOT,
        env={"PYTHONUTF8": "1", **environment},
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )


def test_the_table_has_the_twelve_rows_of_the_seed() -> None:
    assert len(TABLE) == 12
    assert table(Language.FRENCH) == SEED_TABLE


def test_the_client_ids_are_those_of_the_seed() -> None:
    assert client_ids(Language.FRENCH) == SEED_CLIENT_IDS


@pytest.mark.parametrize("row", [row for row in TABLE if row.example], ids=lambda row: row.role)
def test_an_example_on_the_wire_is_what_json_dumps_makes_of_it(row: Row) -> None:
    assert row.example
    payload = row.example.payload()
    assert f"`{payload.decode()}`" in SEED_TABLE
    assert payload == json.dumps(json.loads(payload)).encode()


@pytest.mark.parametrize("message", DELIVERY, ids=lambda message: message.__name__)
def test_each_message_has_its_address_and_its_delivery(message: type[Message]) -> None:
    topic = topic_of(message)
    assert (topic.address, topic.retained, topic.expiry_seconds) == DELIVERY[message]


def test_an_address_leads_to_its_message_and_back() -> None:
    spot = SpotStatus(id="A1", status="FREE")
    assert address_of(spot) == "parking/spots/A1/status"
    assert find(address_of(spot)) == (topic_of(SpotStatus), "A1")
    assert find("parking/spots/A1/B/status") is None
    assert find("parking/spots/A1/status/") is None


def test_every_role_may_build_all_its_rows() -> None:
    for row in TABLE:
        line = Publishes(row.message) if row.action is Action.PUBLISHES else hears(row.message)  # type: ignore[arg-type]
        assert Service(row.role, line).allowed(Completions.NONE).lines == (line,)


@pytest.mark.parametrize(
    ("role", "line", "text"),
    [
        (Role.P2, Publishes(Available), "P2 publishes Available: no such row in the topic table"),
        (Role.P2, hears(BarrierState), "P2 subscribes to BarrierState: no such row in the topic table"),
        (Role.P4, hears(Received), "P4 subscribes to Received: no such row in the topic table"),
        (Role.P5, Publishes(BarrierCommand), "P5 publishes BarrierCommand: no such row in the topic table"),
        (Role.P6, Publishes(Override), "P6 publishes Override: no such row in the topic table"),
    ],
    ids=lambda value: value if isinstance(value, Role) else "",
)
def test_a_line_outside_the_rows_stops_the_service_before_it_connects(
    role: Role,
    line: Publishes | Subscribes[Any],
    text: str,
) -> None:
    connection = Connection(Broker("broker.invalid", 1), "nobody", "lot/", Completions.ALL)
    with closing(Inbox()) as inbox, pytest.raises(ContractError, match=re.escape(text)) as error:
        Runtime(Service(role, line), connection, inbox)
    assert error.value.exit_code == 1


@pytest.mark.parametrize("each", COMPLETIONS, ids=lambda each: each.name)
def test_a_completion_is_in_force_from_its_setting_on(each: object) -> None:
    completion = next(one for one in COMPLETIONS if one == each)
    line = Publishes(completion.message) if completion.action is Action.PUBLISHES else hears(completion.message)  # type: ignore[arg-type]
    in_force = [
        setting for setting in Completions if Service(completion.roles[0], line).allowed(setting).lines == (line,)
    ]
    order = list(Completions)
    assert in_force == order[order.index(completion.needs) :]


@pytest.mark.parametrize(
    ("completions_", "filters"),
    [
        (Completions.NONE, ["parking/barriers/entry/cmd"]),
        (Completions.LISTEN, ["parking/barriers/entry/cmd", "parking/admin/override"]),
        (Completions.ALL, ["parking/barriers/entry/cmd", "parking/admin/override"]),
    ],
)
def test_what_completions_leaves_out_is_not_subscribed(completions_: Completions, filters: list[str]) -> None:
    barrier = Service(Role.P3, hears(BarrierCommand), hears(Override))
    assert heard(barrier.allowed(completions_)) == filters


def test_p5_has_ears_without_any_completion() -> None:
    assert heard(Service(Role.P5, hears(Received)).allowed(Completions.NONE)) == ["parking/#"]


@pytest.mark.parametrize("language", Language, ids=lambda language: language.name)
def test_the_completions_are_listed_in_both_languages(language: Language) -> None:
    lines = completions(language).splitlines()
    listed = (*COMPLETIONS, TOOLS)
    assert [line.split(" | ")[0] for line in lines[2:]] == [f"| {each.name}" for each in listed]
    assert all(each.why[language] in line for each, line in zip(listed, lines[2:], strict=True))


def test_the_delivery_names_retained_and_expiry() -> None:
    lines = delivery(Language.ENGLISH).splitlines()
    assert "| `.../parking/barriers/entry/cmd` | 1 | no | 10 s |" in lines
    assert "| `.../parking/spots/{id}/status` | 1 | yes |  |" in lines


def test_the_french_table_can_be_printed() -> None:
    printed = print_document("table", "--french")
    assert printed.returncode == 0
    assert SEED_TABLE in printed.stdout
    assert SEED_CLIENT_IDS in printed.stdout


def test_the_english_table_has_as_many_rows() -> None:
    printed = print_document("table")
    assert printed.returncode == 0
    assert table(Language.ENGLISH).count("\n") == SEED_TABLE.count("\n")
    assert table(Language.ENGLISH) in printed.stdout


def test_the_acl_follows_the_settings() -> None:
    printed = print_document("acl", TOPIC_PREFIX="lot", COMPLETIONS="none")
    assert printed.returncode == 0
    assert printed.stdout == acl("lot/", Completions.NONE) + "\n"


@pytest.mark.parametrize("arguments", [["asyncapi", "x"], ["tables"], [], ["acl", "x"]], ids=" ".join)
def test_an_unknown_document_is_answered_with_the_usage(arguments: list[str]) -> None:
    printed = print_document(*arguments)
    assert printed.returncode == 2
    assert printed.stderr.startswith("usage: python -m common.contract")
    assert printed.stdout == ""


def test_a_setting_that_cannot_work_is_one_line() -> None:
    printed = print_document("acl", COMPLETIONS="some")
    assert printed.returncode == 2
    assert printed.stderr == "common.contract: COMPLETIONS (environment): must be 'none', 'listen' or 'all'\n"


def rights(file: str, user: str) -> list[str]:
    _, _, rest = file.partition(f"user {user}\n")
    return rest.split("\n\n")[0].split("\n")


def test_each_user_may_do_what_his_rows_say_and_nothing_else() -> None:
    file = acl("lot/", Completions.NONE)
    assert rights(file, "p2") == [
        "topic read lot/parking/spots/+/status",
        "topic read lot/parking/display/available",
        "topic write lot/parking/barriers/entry/cmd",
    ]
    assert rights(file, "p5") == ["topic read lot/parking/#"]


def test_completions_add_rights_and_nobody_may_speak_of_anothers_presence() -> None:
    file = acl("lot/", Completions.ALL)
    assert rights(file, "p3")[-2:] == ["topic read lot/parking/admin/override", "topic write lot/monitor/presence/P3"]
    assert "topic read lot/monitor/presence/+" in rights(file, "p7")


def test_listening_alone_gives_nobody_the_right_to_say_who_is_there() -> None:
    assert "presence" not in acl("lot/", Completions.LISTEN)


def test_the_tools_of_p5_have_a_user_and_client_ids_of_their_own() -> None:
    file = acl("lot/", Completions.LISTEN)
    assert "topic write lot/parking/barriers/entry/cmd" in rights(file, "p5_tools")
    assert "topic readwrite lot/monitor/doctor/+" in rights(file, "p5_tools")
    assert "write" not in " ".join(rights(file, "p5"))
    assert TOOLS.client_id("purge") == "SmartPark2026_P5_purge"


def test_of_a_tool_that_may_run_twice_each_has_a_client_id_of_its_own() -> None:
    assert TOOLS.client_id("watch", "ab12") == "SmartPark2026_P5_watch_ab12"
    assert "`SmartPark2026_P5_watch_{nonce}`" in completions(Language.ENGLISH).splitlines()[-1]
    assert TOOLS.client_id("purge", "ab12") == "SmartPark2026_P5_purge"


def test_no_service_may_say_more_because_of_the_tools() -> None:
    with pytest.raises(ContractError):
        Service(Role.P5, Publishes(BarrierCommand)).allowed(Completions.ALL)


def test_the_asyncapi_document_is_for_the_broker_that_is_set() -> None:
    printed = print_document("asyncapi", MQTT_HOST="example.org", TOPIC_PREFIX="lot")
    document = json.loads(printed.stdout)
    assert document["servers"]["broker"]["host"] == "example.org:1883"
    assert document["channels"]["Available"]["address"] == "lot/parking/display/available"


def test_the_asyncapi_document_says_that_the_broker_is_encrypted() -> None:
    printed = print_document("asyncapi", MQTT_HOST="::1", MQTT_PORT="8883", MQTT_TLS="on")
    broker = json.loads(printed.stdout)["servers"]["broker"]
    assert (broker["host"], broker["protocol"]) == ("[::1]:8883", "secure-mqtt")


def test_home_assistant_gets_the_spots_that_are_named() -> None:
    printed = print_document("homeassistant", "B1", TOPIC_PREFIX="lot")
    assert "lot/parking/spots/B1/status" in printed.stdout
    assert "A1" not in printed.stdout
    twice = print_document("homeassistant", "B1", "B1", TOPIC_PREFIX="lot")
    assert twice.stdout == printed.stdout
    refused = print_document("homeassistant", "B 1")
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
