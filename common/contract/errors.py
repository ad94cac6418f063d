"""Whose fault it is: ours (ContractError), or theirs (Rejected)."""


class ContractError(Exception):
    """Ours: a service says or hears something outside its rows of the topic table."""

    exit_code = 1

    def __init__(self, role: str, action: str, message: str) -> None:
        self.role = role
        super().__init__(f"{role} {action} {message}: no such row in the topic table")


class Rejected(Exception):
    """Theirs: a message that breaks the contract. Its text says what was wrong and what would have been right."""
