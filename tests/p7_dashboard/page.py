"""P7 in rehearsal: what the page shows, as it is sent."""

import json
from typing import Any

from common.contract import Completions
from common.spots import Detectors
from common.testing import Rehearsal
from p7_dashboard.rules import Show
from p7_dashboard.rules.picture import TICK_SECONDS
from p7_dashboard.service import build, parts_of


class Page(Rehearsal):
    """A P7 that listens."""

    def __init__(self, completions: Completions = Completions.ALL, *, connected: bool = True) -> None:
        parts = parts_of(Detectors(["ENTRY"]), presence=completions is Completions.ALL)
        self.changes: list[dict[str, Any]] = []
        self._picture = parts.picture()
        super().__init__(build(parts, self._picture, self._show), completions, connected=connected)
        self.passes(TICK_SECONDS)

    @property
    def shown(self) -> dict[str, Any]:
        """The whole picture, once everything that was heard is shown."""
        self.passes(TICK_SECONDS)
        return _as_sent(self._picture.whole())

    @property
    def statuses(self) -> dict[str, str]:
        """The places, and what they are shown to be."""
        return {spot_id: spot["status"] for spot_id, spot in self.shown["spots"].items()}

    @property
    def feed(self) -> list[str]:
        """The texts of the feed, the newest first."""
        return [event["text"] for event in self.shown["feed"]]

    def _show(self, show: Show, _: float) -> None:
        self.changes.append(_as_sent(show.change))


def _as_sent(shown: Any) -> dict[str, Any]:
    sent: dict[str, Any] = json.loads(json.dumps(shown, default=vars))
    return sent
