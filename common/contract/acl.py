"""The contract as an ACL file for mosquitto: each role may do what its rows say, and nothing else.

mosquitto compares user names and not ClientIDs: the users are p1 to p7, and p5_tools for the tools of P5.
"""

from collections.abc import Iterator

from common.contract.table import COMPLETIONS, TABLE, TOOLS, Action, Completions, Role
from common.contract.topics import EVERYTHING, address_of, filter_of
from common.messages import Forgotten, Message, Presence, Received

HEADER = "# Made by `python -m common.contract acl`; what is not named here is denied."

WORDS = {Action.PUBLISHES: "write", Action.SUBSCRIBES: "read"}


def acl(prefix: str, completions: Completions) -> str:
    """The whole file.

    Args:
        prefix: what every topic begins with, with its slash.
        completions: how much beside the table is in force.
    """
    return "\n\n".join([HEADER, *(_user(role, prefix, completions) for role in Role), _tools(prefix, completions)])


def _user(role: Role, prefix: str, completions: Completions) -> str:
    lines = [f"topic {WORDS[action]} {prefix}{where}" for action, where in _rights(role, completions)]
    return "\n".join([f"user {role.lower()}", *lines])


def _tools(prefix: str, completions: Completions) -> str:
    """They hear everything, play any module's part, and talk to themselves."""
    read = (EVERYTHING, *([filter_of(Presence)] if completions is Completions.ALL else []))
    write = tuple(filter_of(message) for message in TOOLS.say)
    lines = [
        *(f"topic read {prefix}{where}" for where in read),
        *(f"topic write {prefix}{where}" for where in write),
        f"topic readwrite {prefix}{TOOLS.probes.replace('{nonce}', '+')}",
    ]
    return "\n".join(["user p5_tools", *lines])


def _rights(role: Role, completions: Completions) -> Iterator[tuple[Action, str]]:
    for row in TABLE:
        if row.role is role:
            yield row.action, _where(role, row.action, row.message)
    for each in COMPLETIONS:
        if role in each.roles and completions.include(each.needs):
            yield each.action, _where(role, each.action, each.message)


def _where(role: Role, action: Action, message: type[Message] | type[Received]) -> str:
    if message is Presence and action is Action.PUBLISHES:
        # Nobody says of another that he is there.
        return address_of(Forgotten(Presence, role.value))
    return filter_of(message)
