"""The constitution: who says and who hears what."""

from enum import StrEnum
from typing import NamedTuple

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

BROKER_HOST = "broker.emqx.io"
BROKER_PORT = 1883
TOPIC_PREFIX = "smart_parking_2026/"


class Role(StrEnum):
    """The seven modules."""

    P1 = "P1"
    P2 = "P2"
    P3 = "P3"
    P4 = "P4"
    P5 = "P5"
    P6 = "P6"
    P7 = "P7"

    @property
    def client_id(self) -> str:
        """The ClientID that this member of the team must use."""
        return f"SmartPark2026_{self}"


class Action(StrEnum):
    """What a role does with a message."""

    PUBLISHES = "publishes"
    SUBSCRIBES = "subscribes to"


class Row(NamedTuple):
    """One row of the table; ``example`` is what a publisher says, ``why`` (French, English) what a listener wants."""

    role: Role
    action: Action
    message: type[Message] | type[Received]
    example: Message | None = None
    why: tuple[str, str] = ("", "")


P1, P2, P3, P4, P5, P6, P7 = Role
PUBLISHES, SUBSCRIBES = Action

TABLE = (
    Row(P1, PUBLISHES, SpotStatus, example=SpotStatus(id="A1", status="FREE")),
    Row(P2, SUBSCRIBES, SpotStatus, why=("Détection d'arrivée de véhicule", "detects a vehicle that arrives")),
    Row(P2, SUBSCRIBES, Available, why=("Vérification des places libres", "checks the free places")),
    Row(P2, PUBLISHES, BarrierCommand, example=BarrierCommand(action="OPEN")),
    Row(P3, SUBSCRIBES, BarrierCommand, why=("Attente d'ordre d'ouverture", "waits for the order to open")),
    Row(P3, PUBLISHES, BarrierState, example=BarrierState(state="OPENED")),
    Row(P4, SUBSCRIBES, SpotStatus, why=("Écoute P1 pour calcul interne", "listens to P1 for its own count")),
    Row(P4, PUBLISHES, Available, example=Available(count=12)),
    Row(P6, SUBSCRIBES, Received, why=("Historisation globale", "records everything")),
    Row(P6, PUBLISHES, NewSpot, example=NewSpot(id="B1", cmd="ADD")),
    Row(P7, SUBSCRIBES, Received, why=("Visualisation en temps réel", "shows it as it happens")),
    Row(P7, PUBLISHES, Override, example=Override(cmd="FORCE_OPEN")),
)


class Completions(StrEnum):
    """How much beside the table is in force (``COMPLETIONS``); each includes the one before."""

    NONE = "none"
    LISTEN = "listen"
    ALL = "all"

    def include(self, other: "Completions") -> bool:
        """Whether what needs ``other`` is in force."""
        order = list(Completions)
        return order.index(self) >= order.index(other)


class Completion(NamedTuple):
    """What the table leaves out and the lot needs; ``why`` is French, English; ``needs`` the setting that allows it."""

    name: str
    roles: tuple[Role, ...]
    action: Action
    message: type[Message] | type[Received]
    needs: Completions
    why: tuple[str, str]


COMPLETIONS = (
    Completion(
        "C1",
        (P3,),
        SUBSCRIBES,
        Override,
        Completions.LISTEN,
        why=("FORCE_OPEN lève la barrière, même si P2 est arrêté", "FORCE_OPEN moves the arm, also when P2 is down"),
    ),
    Completion(
        "C2",
        (P1,),
        SUBSCRIBES,
        NewSpot,
        Completions.LISTEN,
        why=("une nouvelle place commence à être surveillée", "a new spot starts to be sensed"),
    ),
    Completion("C3", (P5,), SUBSCRIBES, Received, Completions.NONE, why=("surveillance", "monitoring")),
    Completion(
        "C4",
        tuple(Role),
        PUBLISHES,
        Presence,
        Completions.ALL,
        why=("qui est là (retenu, aussi comme dernière volonté)", "who is alive (retained, also as last will)"),
    ),
    Completion(
        "C5", (P5, P7), SUBSCRIBES, Presence, Completions.ALL, why=("montrer qui est là", "to show who is alive")
    ),
    Completion(
        "C6",
        (P1,),
        SUBSCRIBES,
        BarrierState,
        Completions.LISTEN,
        why=("les conducteurs simulés voient la barrière", "simulated drivers see the barrier"),
    ),
)


class Tools(NamedTuple):
    """P5's tools, the one completion that no service has: they may publish, and only while a person runs them.

    ``commands`` are what is typed after ``python -m p5_monitor``; of ``several`` more than one may run at a time, and
    they only listen; ``say`` are the kinds of message that the others publish in place of the module that should;
    ``probes`` is a topic that nobody else uses.
    """

    name: str
    commands: tuple[str, ...]
    several: tuple[str, ...]
    say: tuple[type[Message], ...]
    probes: str
    why: tuple[str, str]

    def client_id(self, command: str, nonce: str = "{nonce}") -> str:
        """The ClientID of a tool: it never takes the one of a module that runs.

        ``nonce`` tells one of ``several`` from the others.
        """
        name = f"{Role.P5.client_id}_{command}"
        return f"{name}_{nonce}" if command in self.several else name


TOOLS = Tools(
    "C7",
    ("check", "doctor", "purge", "watch"),
    ("watch",),
    (SpotStatus, Available, BarrierCommand, BarrierState, NewSpot, Override),
    "monitor/doctor/{nonce}",
    why=(
        "outils, sur commande explicite (watch ne fait qu'écouter)",
        "tools, each by an explicit command (watch only listens)",
    ),
)


def in_table(role: Role, action: Action, message: type[Message] | type[Received]) -> bool:
    """Whether a role has this row."""
    return any((row.role, row.action, row.message) == (role, action, message) for row in TABLE)


def completion_of(role: Role, action: Action, message: type[Message] | type[Received]) -> Completion | None:
    """The completion that lets a role do this, if there is one."""
    for completion in COMPLETIONS:
        if role in completion.roles and (completion.action, completion.message) == (action, message):
            return completion
    return None
