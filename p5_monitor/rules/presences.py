"""Who is there: as the modules say themselves, else as far as their traffic tells."""

from collections.abc import Iterable

from common.spots import Promises
from p5_monitor.rules.picture import Standing


class Presences:
    """Judges each module.

    Args:
        roles: the seven.
        itself: the monitor's own role, which need not be heard to be there.
        repeat_seconds: how often a module says that it is here.
    """

    def __init__(self, roles: Iterable[str], itself: str, repeat_seconds: float) -> None:
        self._itself = itself
        self._repeat_seconds = repeat_seconds
        self._connected = False
        self._online: dict[str, bool] = {}
        self._speaks: dict[str, bool] = {}
        # Our own cut keeps nobody's promise.
        self._owing: set[str] = set()
        # Each module's promises to repeat itself: that it is here, and what it says of the lot.
        self._words, self._traffic = Promises(), Promises()
        self._last_known = dict.fromkeys(roles, Standing("unknown", "traffic"))

    def connected(self, now: float) -> None:
        """From now on silence counts."""
        self._connected = True
        self._words.connected(now)
        self._traffic.connected(now)

    def disconnected(self, now: float) -> None:
        """Who cannot hear knows of nobody; but whoever was gone stays so until he says or shows otherwise.

        A broker that comes back without its memory says nothing of him.
        """
        self._connected = False
        self._online = {role: online for role, online in self._online.items() if not online}
        self._speaks.clear()
        self._words.disconnected(now)
        self._traffic.disconnected(now)

    def said(self, role: str, *, online: bool, now: float) -> None:
        """A module, or its last will, says whether it is there."""
        if online and self._online.get(role) is False:
            # It begins anew, and owes nothing from before.
            self._owing.discard(role)
        self._online[role] = online
        self._words.heard(role, self._repeat_seconds if online else None, now)

    def remembered(self, role: str, *, online: bool, now: float) -> None:
        """The broker has kept what it said, some time ago."""
        if online and self._online.get(role) is False:
            # It came back while we were away, or the broker has an old memory: from now on it has to prove it.
            self._words.forget(role)
        if self._words.remembered(role, self._repeat_seconds if online else None, now):
            self._online[role] = online

    def forgotten(self, role: str) -> None:
        """Its presence was emptied: only its traffic tells now."""
        self._online.pop(role, None)
        self._words.forget(role)

    def spoke(self, role: str, refresh: float | None, now: float) -> None:
        """A module said something of the lot, and so it is there, whatever was said of it."""
        self._speaks[role] = True
        self._owing.discard(role)
        self._traffic.heard(role, refresh, now)
        if self._online.get(role) is False:
            self.forgotten(role)

    def spoke_once(self, role: str, refresh: float | None, now: float) -> None:
        """The broker has kept something that a module said: if it promised to repeat it, it may be held to that."""
        self._traffic.remembered(role, refresh, now)

    def time_passed(self, now: float) -> None:
        """Somebody may have been silent for too long."""
        for role in self._words.broken(now):
            self._online.pop(role, None)
            self._speaks[role] = False
        for role in self._traffic.broken(now):
            self._speaks[role] = False
            self._owing.add(role)

    def owes(self, role: str) -> bool:
        """Whether a module promised to repeat what it says of the lot, and has not spoken since it should have."""
        return role in self._owing

    def of(self, role: str) -> Standing:
        """Whether a module is there."""
        if role == self._itself:
            return Standing("online" if self._connected else "unknown", "itself")
        if not self._connected:
            return Standing("unknown", "traffic")
        if role in self._online:
            return Standing("online" if self._online[role] else "offline", "presence")
        if role in self._speaks:
            return Standing("heard" if self._speaks[role] else "silent", "traffic")
        return Standing("unknown", "traffic")

    def changes(self) -> list[tuple[str, Standing]]:
        """Whose standing is another than was last known; a cut of our own connection changes nobody's."""
        changed = [(role, self.of(role)) for role in self._last_known if self._is_news(role)]
        self._last_known.update(changed)
        return changed

    def _is_news(self, role: str) -> bool:
        standing = self.of(role)
        return standing.presence != "unknown" and standing != self._last_known[role]
