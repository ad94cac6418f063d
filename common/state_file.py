"""What a service must still know after it was killed: one small JSON file, replaced whole."""

import json
import logging
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)


class StateFile:
    """A JSON object in a file.

    It is renamed into place, so that a reader finds the old or the new one and never half of one. It is not flushed to
    the disk: it outlives kill -9, and after a power cut the world has to be looked at anew in any case.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._beside = path.with_suffix(".new")
        self._said_unwritable = False

    def load(self) -> dict[str, Any]:
        """What was saved; nothing if there is nothing, or if it cannot be read (it is set aside, and that is said)."""
        try:
            state = json.loads(self._path.read_bytes())
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, RecursionError) as error:
            return self._set_aside(str(error))
        return state if isinstance(state, dict) else self._set_aside("not an object")

    def save(self, state: dict[str, Any]) -> None:
        """Replaces what was saved. A disk that cannot be written to is said once; the service goes on."""
        try:
            try:
                self._beside.write_text(json.dumps(state))
            except FileNotFoundError:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                self._beside.write_text(json.dumps(state))
            self._beside.replace(self._path)
        except OSError as error:
            self._say_unwritable(error)
        else:
            self._said_unwritable = False

    def _set_aside(self, reason: str) -> dict[str, Any]:
        aside = self._path.with_suffix(".broken")
        log.warning("state file cannot be read: starting without it", extra={"kept_as": str(aside), "reason": reason})
        try:
            self._path.replace(aside)
        except OSError:
            log.warning("state file cannot be set aside", extra={"path": str(self._path)})
        return {}

    def _say_unwritable(self, error: OSError) -> None:
        if not self._said_unwritable:
            self._said_unwritable = True
            log.error("state file cannot be written", extra={"path": str(self._path), "reason": str(error)})
