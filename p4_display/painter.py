"""A display that is slow, or away, keeps nobody waiting: a thread of its own paints what is to be seen now."""

import logging
import threading
from collections.abc import Callable

log = logging.getLogger(__name__)

RETRY_SECONDS = 5.0

# A stop takes 5 s at most, and an I²C bus that hangs takes 1 s a byte (timeout of the kernel's driver).
LONGEST_CLOSE_SECONDS = 2.0


class Painter:
    """Paints the latest of what it is given; what came before it and is not painted yet never will be.

    What fails is said once, and painted again until it succeeds, which is said once too.

    Args:
        paint: brings one picture onto the display; may take its time, and may fail.
        retry_seconds: how long after a failure it is tried again.
    """

    def __init__(self, paint: Callable[[str], None], retry_seconds: float = RETRY_SECONDS) -> None:
        self._paint = paint
        self._retry_seconds = retry_seconds
        self._changed = threading.Condition()
        self._picture = ""
        self._new = self._closing = self._failing = False
        self._thread = threading.Thread(target=self._run, name="display", daemon=True)
        self._thread.start()

    def show(self, picture: str) -> None:
        """Wants this to be seen. Returns at once."""
        with self._changed:
            self._picture, self._new = picture, True
            self._changed.notify()

    def close(self) -> None:
        """Paints what it was given last, if it can, and ends."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._thread.join(LONGEST_CLOSE_SECONDS)

    def _run(self) -> None:
        while (picture := self._next()) is not None:
            try:
                self._paint(picture)
            except Exception as error:  # noqa: BLE001  whatever it is, the display must not keep an old number
                self._failed(error)
            else:
                self._succeeded()

    def _next(self) -> str | None:
        with self._changed:
            self._changed.wait_for(
                lambda: self._new or self._closing, timeout=self._retry_seconds if self._failing else None
            )
            if self._closing and not self._new:
                return None
            self._new = False
            return self._picture

    def _failed(self, error: Exception) -> None:
        if not self._failing:
            log.warning("the display fails: it is tried again", extra={"reason": f"{error}" or type(error).__name__})
        self._failing = True

    def _succeeded(self) -> None:
        if self._failing:
            log.info("the display answers again")
        self._failing = False
