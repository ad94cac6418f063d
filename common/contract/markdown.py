"""The table, the completions, the ClientIDs and the delivery as Markdown, in English and in French.

The French table says what the team's own document says, word for word; topics begin with ``.../`` for the prefix.
"""

from collections.abc import Iterable, Sequence
from enum import IntEnum

from common.contract.table import COMPLETIONS, TABLE, TOOLS, Action, Completions, Role, Row
from common.contract.topics import QOS, TOPICS, Topic, filter_of, topic_of
from common.messages import Message, Received


class Language(IntEnum):
    """Which of each pair of words; the first is the team's own."""

    FRENCH = 0
    ENGLISH = 1


HEADERS = (
    ("Responsable", "Action", "Topic MQTT", "Format du Message (JSON)"),
    ("Module", "Action", "MQTT topic", "Message format (JSON)"),
)
COMPLETION_HEADERS = (
    ("", "Responsable", "Action", "Topic MQTT", "Pourquoi", "`COMPLETIONS`"),
    ("", "Module", "Action", "MQTT topic", "Why", "`COMPLETIONS`"),
)
DELIVERY_HEADERS = (
    ("Topic MQTT", "QoS", "Retenu", "Expire après"),
    ("MQTT topic", "QoS", "Retained", "Expires after"),
)
ACTIONS = {Action.PUBLISHES: ("Publie", "publishes"), Action.SUBSCRIBES: ("S'abonne", "subscribes to")}
ALL_SEVEN = ("tous", "all")
THE_TABLES_TOPICS = ("les topics du tableau", "the table's topics")
YES = ("oui", "yes")
NO = ("non", "no")

# What each member of the team answers for.
TRADES = (
    ("Capteurs", "sensors"),
    ("Logique", "logic"),
    ("Barrière", "barrier"),
    ("Afficheur", "display"),
    ("Com & Monitoring", "communications and monitoring"),
    ("Backend & API", "backend and API"),
    ("Dashboard IoT", "dashboard"),
)
PERSON = ("* **Personne {number} ({trade}) :** `{client_id}`", "* **Person {number} ({trade}):** `{client_id}`")


def table(language: Language) -> str:
    """The 12 rows."""
    return _table(HEADERS[language], (_row(row, language) for row in TABLE))


def completions(language: Language) -> str:
    """What stands beside the table, and from which ``COMPLETIONS`` on it is in force."""
    rows = (
        (
            each.name,
            ALL_SEVEN[language] if each.roles == tuple(Role) else ", ".join(each.roles),
            ACTIONS[each.action][language],
            _topic(each.action, each.message),
            each.why[language],
            f"`{each.needs}`" if each.needs is not Completions.NONE else "",
        )
        for each in COMPLETIONS
    )
    return _table(COMPLETION_HEADERS[language], (*rows, *_tools(language)))


def client_ids(language: Language) -> str:
    """Who is connected under which ClientID."""
    return "\n".join(
        PERSON[language].format(number=role[1:], trade=trade[language], client_id=role.client_id)
        for role, trade in zip(Role, TRADES, strict=True)
    )


def delivery(language: Language) -> str:
    """How each topic is delivered."""
    return _table(DELIVERY_HEADERS[language], (_delivered(topic, language) for topic in TOPICS))


def _tools(language: Language) -> list[tuple[str, ...]]:
    ids = ", ".join(f"`{TOOLS.client_id(command)}`" for command in TOOLS.commands)
    topics = f"{THE_TABLES_TOPICS[language]}, `.../{TOOLS.probes}`"
    return [(TOOLS.name, ids, ACTIONS[Action.PUBLISHES][language], topics, TOOLS.why[language], "")]


def _row(row: Row, language: Language) -> tuple[str, ...]:
    form = f"`{row.example.payload().decode()}`" if row.example else f"*({row.why[language]})*"
    return f"**{row.role}**", ACTIONS[row.action][language], _topic(row.action, row.message), form


def _topic(action: Action, message: type[Message] | type[Received]) -> str:
    address = filter_of(message)
    if action is Action.PUBLISHES and message is not Received:
        address = topic_of(message).address  # type: ignore[arg-type]
    return f"`.../{address}`"


def _delivered(topic: Topic, language: Language) -> tuple[str, ...]:
    expiry = f"{topic.expiry_seconds} s" if topic.expiry_seconds else ""
    return f"`.../{topic.address}`", str(QOS), (YES if topic.retained else NO)[language], expiry


def _table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "\n".join(_line(cells) for cells in (headers, [":---"] * len(headers), *rows))


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
