"""Sensors on the pins of a Raspberry Pi. The only file that knows gpiozero."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, Literal, NamedTuple

from gpiozero import DigitalInputDevice, DigitalOutputDevice, PinFixedPull

from common.errors import SettingsError
from common.pins import opening
from p1_sensors.wiring import FARTHEST_CM, NEAREST_CM, RangerPins, Wiring

# HC-SR04 data sheet (ELEC Freaks): a pulse of 10 µs asks; 38 ms of echo mean that nothing is there. What may be
# believed, 400 cm, has answered after 24 ms.
TRIGGER_SECONDS = 10e-6
ECHO_SECONDS = 0.040

# Half of 343 m/s, the speed of sound at 20 °C: it goes there and back.
CM_PER_ECHO_SECOND = 34_300 / 2

Level = Literal["low", "high"]
Pull = Literal["up", "down", "none"]


class Ranger:
    """An HC-SR04, or another that answers a pulse with an echo as long as the sound was under way.

    The echo is timed by the moments that the pin's driver gives for its two edges. With lgpio these are the kernel's,
    so that it does not matter how late Python hears of them: 58 µs are 1 cm.

    Wiring: ``trigger`` straight to its pin; ``echo`` through a divider (1 kΩ and 2 kΩ): it has 5 V, a pin bears 3.3 V.

    Args:
        pins: trigger and echo.
        pin_factory: gpiozero's (default: the one of this machine).
        wait: waits for an event, for so many seconds at most.
        hold: waits for so many seconds.
    """

    def __init__(
        self,
        pins: RangerPins,
        pin_factory: Any = None,
        *,
        wait: Callable[[threading.Event, float], object] = threading.Event.wait,
        hold: Callable[[float], object] = time.sleep,
    ) -> None:
        self._wait = wait
        self._hold = hold
        self._answered = threading.Event()
        self._rose_at: float | None = None
        self._echo_seconds: float | None = None
        with ExitStack() as half_open:
            self._trigger = DigitalOutputDevice(pins.trigger, pin_factory=pin_factory)
            half_open.callback(self._trigger.close)
            # Pulled down, so that a wire that came off is silence and not noise.
            self._echo = DigitalInputDevice(pins.echo, pull_up=False, pin_factory=pin_factory)
            self._echo.pin.when_changed = self._edge
            half_open.pop_all()

    def distance_cm(self) -> float | None:
        """Pings once, which takes 40 ms at most; None: no echo, or one that cannot be true."""
        if self._echo.pin.state:
            # Stuck, or still at the last answer: some of these modules are, for 200 ms, when nothing came back.
            return None
        self._ask()
        self._wait(self._answered, ECHO_SECONDS)
        if self._echo_seconds is None:
            return None
        distance = self._echo_seconds * CM_PER_ECHO_SECOND
        return distance if NEAREST_CM <= distance <= FARTHEST_CM else None

    def close(self) -> None:
        """Gives the pins back."""
        self._trigger.close()
        self._echo.close()

    def _ask(self) -> None:
        self._answered.clear()
        self._rose_at = self._echo_seconds = None
        self._trigger.on()
        self._hold(TRIGGER_SECONDS)
        self._trigger.off()

    def _edge(self, ticks: float, state: int) -> None:
        """The echo changed; called in a thread of the pin's driver."""
        if state:
            self._rose_at = ticks
        elif self._rose_at is not None:
            self._echo_seconds = self._echo.pin_factory.ticks_diff(ticks, self._rose_at)
            self._answered.set()


class Contact:
    """A digital detector: an infrared barrier or the relay of a loop.

    Args:
        pin: its pin.
        active: the level that means a vehicle.
        pull: which way the pin is pulled when nothing drives it.
        pin_factory: gpiozero's (default: the one of this machine).
    """

    def __init__(self, pin: int, active: Level, pull: Pull, pin_factory: Any = None) -> None:
        self._active = active
        pull_up = {"up": True, "down": False, "none": None}[pull]
        # gpiozero wants to be told what active means only where it cannot guess it from the pull.
        active_state = True if pull_up is None else None
        self._device = DigitalInputDevice(pin, pull_up=pull_up, active_state=active_state, pin_factory=pin_factory)

    @property
    def level(self) -> Level:
        """What is on the pin."""
        return "high" if self._device.pin.state else "low"

    def is_taken(self) -> bool:
        """Whether it sees a vehicle."""
        return self.level == self._active

    def close(self) -> None:
        """Gives the pin back."""
        self._device.close()


class Mounted(NamedTuple):
    """The sensors that are there, by spot."""

    rangers: dict[str, Ranger]
    contacts: dict[str, Contact]


def open_sensors(wiring: Wiring, active: Level, pull: Pull, closing: ExitStack, pin_factory: Any = None) -> Mounted:
    """Takes all the pins.

    Args:
        wiring: which pins.
        active: the level of a digital detector that means a vehicle.
        pull: which way the pin of a digital detector is pulled.
        closing: gives the pins back at the end.
        pin_factory: gpiozero's (default: the one of this machine).

    Raises:
        SettingsError: a pin cannot be had; the text says which, and why.
    """
    mounted = Mounted({}, {})
    for spot_id, pins in wiring.items():
        with _opening(f"P1_SENSORS=gpio P1_PINS={spot_id}={pins}"):
            if isinstance(pins, RangerPins):
                mounted.rangers[spot_id] = ranger = Ranger(pins, pin_factory)
                closing.callback(ranger.close)
            else:
                mounted.contacts[spot_id] = contact = Contact(pins.pin, active, pull, pin_factory)
                closing.callback(contact.close)
    return mounted


@contextmanager
def _opening(settings: str) -> Iterator[None]:
    with opening(settings, "p1"):
        try:
            yield
        except PinFixedPull as error:
            # An AttributeError to gpiozero, and so a bug to ``opening``.
            text = "any but GPIO2 and GPIO3, which the board pulls up; for a digital detector, P1_PULL=up does as well"
            raise SettingsError(f"{settings}: {error}: {text}") from None
