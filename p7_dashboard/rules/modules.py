"""Which of the seven modules are here."""

from collections.abc import Sequence
from dataclasses import dataclass

from common.messages import Connected, Disconnected, Forgotten, Presence
from common.spots import Promises
from p7_dashboard.rules.facts import Heard, Shown

ROLES = ("P1", "P2", "P3", "P4", "P5", "P6", "P7")

# On connecting everybody's word comes in a burst without an end: nobody is missed before this.
GRACE_SECONDS = 5.0


@dataclass(frozen=True)
class Module:
    """A module: ``here`` or ``gone`` as it or its last will says, else ``heard``, ``missing`` or ``unheard``."""

    state: str
    heard_at: str | None = None


class Modules:
    """Who is here: by his own word, and without one by what is heard of him.

    Args:
        presence: whether the modules are to say that they are here (``COMPLETIONS=all``): then who does not is missing.
        repeat_seconds: how often a module says so; after ``PATIENCE`` times that without a word it is not believed.
    """

    def __init__(self, *, presence: bool, repeat_seconds: float) -> None:
        self._presence = presence
        self._repeat_seconds = repeat_seconds
        self._promises = Promises()
        self._here: dict[str, bool] = {}
        self._heard_at: dict[str, str] = {}
        self._unconfirmed: set[str] = set()
        self._grace_until: float | None = None
        self._missed = False
        self._connected = False
        self._shown = self._modules()
        self.is_changed = False

    def connected(self, _: Connected, now: float) -> Sequence[object]:
        """Whoever is here still has to say so."""
        self._connected = True
        self._promises.connected(now)
        self._unconfirmed = set(self._here)
        self._grace_until = now + GRACE_SECONDS
        return self._look()

    def disconnected(self, _: Disconnected, now: float) -> Sequence[object]:
        """Nobody can be missed who cannot be heard."""
        self._promises.disconnected(now)
        self._connected, self._grace_until = False, None
        return self._look()

    def presence_heard(self, presence: Presence, now: float) -> Sequence[object]:
        """A module, or its last will, speaks."""
        self._promises.heard(presence.role, self._promised(presence), now)
        return self._note(presence)

    def presence_remembered(self, presence: Presence, now: float) -> Sequence[object]:
        """The broker kept what a module said, some time ago."""
        believed = self._promises.remembered(presence.role, self._promised(presence), now)
        return self._note(presence) if believed else []

    def presence_forgotten(self, forgotten: Forgotten, now: float) -> Sequence[object]:  # noqa: ARG002  every handler is told the time
        """Nobody knows of a module any more."""
        self._forget(forgotten.id)
        return self._look()

    def heard(self, heard: Heard, now: float) -> Sequence[object]:  # noqa: ARG002  every handler is told the time
        """A module did its work: so it is here, whatever an old last will says."""
        if heard.speaker and heard.message is not None and not heard.retained:
            self._heard_at[heard.speaker] = heard.at
            if self._here.get(heard.speaker) is False:
                self._forget(heard.speaker)
            return self._look()
        return []

    def due(self) -> float | None:
        """When everybody should have spoken, or somebody should have spoken again."""
        dues = (self._grace_until, self._promises.due())
        return min((due for due in dues if due is not None), default=None)

    def time_passed(self, now: float) -> Sequence[object]:
        """Who has not spoken by now is missing, whatever he said or did before."""
        for role in self._promises.broken(now):
            self._here.pop(role, None)
            self._heard_at.pop(role, None)
        if self._grace_until is not None and self._grace_until <= now:
            self._end_grace()
        return self._look()

    def take_change(self) -> Shown:
        """All seven, if one of them has changed."""
        changed, self.is_changed = self.is_changed, False
        return self.whole() if changed else {}

    def whole(self) -> Shown:
        """All seven."""
        return {"modules": self._shown}

    def _promised(self, presence: Presence) -> float | None:
        return self._repeat_seconds if presence.online else None

    def _note(self, presence: Presence) -> Sequence[object]:
        self._here[presence.role] = presence.online
        self._unconfirmed.discard(presence.role)
        return self._look()

    def _forget(self, role: str) -> None:
        self._here.pop(role, None)
        self._promises.forget(role)

    def _end_grace(self) -> None:
        self._grace_until = None
        self._missed = True
        for role in self._unconfirmed:
            self._here.pop(role, None)
        self._unconfirmed = set()

    def _look(self) -> Sequence[object]:
        modules = self._modules()
        if modules != self._shown:
            self._shown, self.is_changed = modules, True
        return []

    def _modules(self) -> dict[str, Module]:
        return {role: self._module(role) for role in ROLES}

    def _module(self, role: str) -> Module:
        here = self._here.get(role)
        if here is not None:
            return Module("here" if here else "gone")
        if role == "P7" and self._connected and not self._presence:
            return Module("here")
        if role in self._heard_at:
            return Module("heard", self._heard_at[role])
        return Module("missing" if self._presence and self._missed else "unheard")
