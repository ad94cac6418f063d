"""The contract: what each module may say and hear, where, and how it is delivered."""

from common.contract.errors import ContractError, Rejected
from common.contract.table import COMPLETIONS, TABLE, TOOLS, Action, Completions, Role, Row, completion_of, in_table
from common.contract.topics import EVERYTHING, QOS, TOPICS, Topic, address_of, filter_of, find, topic_of

__all__ = [
    "COMPLETIONS",
    "EVERYTHING",
    "QOS",
    "TABLE",
    "TOOLS",
    "TOPICS",
    "Action",
    "Completions",
    "ContractError",
    "Rejected",
    "Role",
    "Row",
    "Topic",
    "address_of",
    "completion_of",
    "filter_of",
    "find",
    "in_table",
    "topic_of",
]
