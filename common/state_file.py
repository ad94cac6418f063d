"""What a service must still know after it was killed: a file of JSON lines, of which the last whole one counts."""

import json
import logging
import os
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)

# A longer file is begun anew; until then a state costs one write, and an arm does not wait for a new file each time.
LARGEST_BYTES = 64 * 1024


class StateFile:
    """A JSON object that is written down again each time it changes.

    It is not flushed to the disk: it outlives kill -9, and after a power cut the world has to be looked at anew in any
    case. A line that was cut off by one is passed over, and the line before it counts.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._beside = path.with_suffix(".new")
        self._descriptor: int | None = None
        self._bytes = 0
        self._said_unwritable = False

    def load(self) -> dict[str, Any]:
        """What was saved; nothing if there is nothing, or if it cannot be read (it is set aside, and that is said)."""
        try:
            lines = self._path.read_bytes().splitlines()
        except FileNotFoundError:
            return {}
        except OSError as error:
            return self._set_aside(error.strerror or str(error))
        for line in reversed(lines):
            state = _parse(line)
            if state is not None:
                return state
        return self._set_aside("no line of it is a JSON object")

    def save(self, state: dict[str, Any]) -> None:
        """Writes it down. A disk that cannot be written to is said once; the service goes on."""
        line = json.dumps(state).encode() + b"\n"
        try:
            if self._descriptor is None or self._must_begin_anew(self._descriptor, line):
                self._begin_anew(line)
            else:
                self._append(self._descriptor, line)
        except OSError as error:
            # What was written may be half a line: the next one goes into a file of its own.
            self._close()
            self._say_unwritable(error)
        else:
            self._said_unwritable = False

    def _must_begin_anew(self, descriptor: int, line: bytes) -> bool:
        """It would grow too long, or somebody deleted it under us (``make reset``)."""
        return self._bytes + len(line) > LARGEST_BYTES or os.fstat(descriptor).st_nlink == 0

    def _begin_anew(self, line: bytes) -> None:
        """Renamed into place, so that a reader finds the old or the new file and never half of one."""
        self._close()
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._beside.write_bytes(line)
        self._beside.replace(self._path)
        self._descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND)
        self._bytes = len(line)

    def _append(self, descriptor: int, line: bytes) -> None:
        if os.write(descriptor, line) < len(line):
            raise OSError("the disk is full")
        self._bytes += len(line)

    def _close(self) -> None:
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)

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


def _parse(line: bytes) -> dict[str, Any] | None:
    try:
        state = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return state if isinstance(state, dict) else None
