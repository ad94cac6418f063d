"""Says that this service is here: on connecting, and again each minute so that a stranger's lie does not last."""

from collections.abc import Sequence

from common.contract import Role
from common.messages import Connected, Disconnected, Presence
from common.service import Line, Publishes, Senses, Wakes

REPEAT_SECONDS = 60.0


class Announcement:
    """When a role says that it is here."""

    def __init__(self, role: Role) -> None:
        self._here = Presence(role=role.value, online=True)
        self._next: float | None = None

    def connected(self, _: Connected, now: float) -> Sequence[Presence]:
        """The broker hears us: we are here."""
        return self.time_passed(now)

    def disconnected(self, _: Disconnected, now: float) -> Sequence[Presence]:  # noqa: ARG002  every handler is told the time
        """Nobody hears us; the last will speaks for us."""
        self._next = None
        return []

    def due(self) -> float | None:
        """When to say it again."""
        return self._next

    def time_passed(self, now: float) -> Sequence[Presence]:
        """It is time to say it again."""
        self._next = now + REPEAT_SECONDS
        return [self._here]


def presence_lines(role: Role) -> list[Line]:
    """The lines that each of the seven has."""
    announcement = Announcement(role)
    return [
        Publishes(Presence),
        Senses(Connected, announcement.connected),
        Senses(Disconnected, announcement.disconnected),
        Wakes(announcement.due, announcement.time_passed),
    ]


def last_will(role: Role) -> Presence:
    """What the broker says of us when we are gone, and what we say when we leave."""
    return Presence(role=role.value, online=False)
