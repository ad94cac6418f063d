"""An HC-SR04 on mock pins, in virtual time: its echo follows the trigger as the data sheet says."""

import heapq
import itertools
import threading
from collections.abc import Callable
from typing import Any

from gpiozero.pins.mock import MockFactory, MockPin
from gpiozero.pins.pi import PiPin

from p1_sensors.wiring import RangerPins

# From the end of the trigger to the beginning of the echo: the eight cycles of 40 kHz, and what the module needs.
BURST_SECONDS = 450e-6
# 10 µs, less what a sum of virtual times loses.
SHORTEST_TRIGGER_SECONDS = 9.9e-6
# With nothing before it.
NO_OBSTACLE_SECONDS = 0.038

SECONDS_PER_CM = 2 / 34_300


class Timeline:
    """Virtual time: what is due happens while somebody waits."""

    def __init__(self) -> None:
        self.now = 0.0
        self._coming: list[tuple[float, int, Callable[[], None]]] = []
        self._numbers = itertools.count()

    def clock(self) -> float:
        return self.now

    def after(self, seconds: float, deed: Callable[[], None]) -> None:
        heapq.heappush(self._coming, (self.now + seconds, next(self._numbers), deed))

    def passes(self, seconds: float) -> None:
        self.wait(threading.Event(), seconds)

    def wait(self, event: threading.Event, seconds: float) -> bool:
        """As Event.wait: until the event is set, at most so many seconds."""
        end = self.now + seconds
        while not event.is_set() and self._coming and self._coming[0][0] <= end:
            self.now, _, deed = heapq.heappop(self._coming)
            deed()
        if not event.is_set():
            self.now = end
        return event.is_set()


class EchoPin(MockPin):
    """Tells the virtual time of its edges, as lgpio tells the kernel's; Python may hear of them late."""

    def __init__(self, factory: Any, info: Any, *, timeline: Timeline) -> None:
        super().__init__(factory, info)
        self.timeline = timeline
        self.heard_late_seconds = 0.0

    def _call_when_changed(self) -> None:
        ticks, state = self.timeline.now, self._state
        self.timeline.after(self.heard_late_seconds, lambda: self._tell(ticks, state))

    def _tell(self, ticks: float, state: bool) -> None:  # noqa: FBT001  gpiozero's own signature
        if self._when_changed is not None:
            # MockPin's own would tell the time of day.
            PiPin._call_when_changed(self, ticks, state)  # noqa: SLF001


class TriggerPin(MockPin):
    """Asks the module when its pulse ends, if it was long enough."""

    def __init__(self, factory: Any, info: Any, *, timeline: Timeline, asked: Callable[[], None]) -> None:
        super().__init__(factory, info)
        self.timeline = timeline
        self.asked = asked
        self.rose_at = 0.0

    def _set_state(self, value: Any) -> None:
        was_high = bool(self._state)
        super()._set_state(value)
        if value:
            self.rose_at = self.timeline.now
        elif was_high and self.timeline.now - self.rose_at >= SHORTEST_TRIGGER_SECONDS:
            self.asked()


class SimulatedHcSr04:
    """The module; ``sees`` is how far away in cm what it sees is at a ping, or what else it does.

    ``None``: nothing is there; ``DEAD``: no power; ``HOLDS``: as some do, the echo stays high for 200 ms when nothing
    came back.
    """

    DEAD = "dead"
    HOLDS = "holds"

    def __init__(self, pins: RangerPins, factory: MockFactory, timeline: Timeline) -> None:
        self.sees: float | str | None = None
        # The next pings see these, one each.
        self.next_sees: list[float | str | None] = []
        self.pinged_at: list[float] = []
        self._timeline = timeline
        factory.pin(pins.trigger, TriggerPin, timeline=timeline, asked=self._ping)
        self.echo = factory.pin(pins.echo, EchoPin, timeline=timeline)

    def stick(self) -> None:
        """The echo pin is high from now on, whatever is asked."""
        self.sees = self.DEAD
        self.echo.drive_high()

    def mend(self, sees: float) -> None:
        """It is what it was."""
        self.echo.drive_low()
        self.sees = sees

    def _ping(self) -> None:
        self.pinged_at.append(self._timeline.now)
        sees = self.next_sees.pop(0) if self.next_sees else self.sees
        if sees == self.DEAD or self.echo.state:
            return
        self._timeline.after(BURST_SECONDS, self.echo.drive_high)
        self._timeline.after(BURST_SECONDS + self._echo_seconds(sees), self.echo.drive_low)

    def _echo_seconds(self, sees: float | str | None) -> float:
        if isinstance(sees, str):
            return 0.200
        return NO_OBSTACLE_SECONDS if sees is None else sees * SECONDS_PER_CM
