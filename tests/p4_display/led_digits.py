"""LED digits on mock pins, and what a person before them reads."""

import threading
from collections.abc import Sequence

from gpiozero.pins.mock import MockFactory, MockPin

# Which segments (a to g) make which sign, drawn from the shapes and not from gpiozero's font.
SHAPES = {
    "": " ",
    "abcdef": "0",
    "bc": "1",
    "abdeg": "2",
    "abcdg": "3",
    "bcfg": "4",
    "acdfg": "5",
    "acdefg": "6",
    "abc": "7",
    "abcdefg": "8",
    "abcdfg": "9",
    "g": "-",
    "aefg": "F",
    "bcdef": "U",
    "def": "L",
}


class Digits(MockFactory):
    """The pins, and behind them the LEDs.

    Args:
        segments: the pins of a to g, and of dp.
        digits: the pin of each digit, from the left.
        segments_high: whether 3.3 V lights a segment.
        digits_high: whether 3.3 V lights a digit.
    """

    def __init__(
        self, segments: Sequence[int], digits: Sequence[int], *, segments_high: bool = True, digits_high: bool = True
    ) -> None:
        super().__init__(pin_class=_WatchedPin)
        self._segment_pins = segments
        self._digit_pins = digits
        self._segments_high = segments_high
        self._digits_high = digits_high
        self._lock = threading.Lock()
        self._seen: list[tuple[int, str]] = []

    def changed(self) -> None:
        """A pin has changed: whatever is lit now is seen."""
        states = {pin.info.name: pin.state for pin in list(self.pins.values())}
        lit = "".join(
            name for name, pin in zip("abcdefg.", self._segment_pins, strict=False) if self._is_lit(states, pin)
        )
        with self._lock:
            for place, pin in enumerate(self._digit_pins):
                if states.get(f"GPIO{pin}", not self._digits_high) == self._digits_high:
                    self._seen.append((place, lit))

    def glimpses(self) -> list[tuple[int, str]]:
        """Which digit showed which segments since the last look."""
        with self._lock:
            seen, self._seen = self._seen, []
        return seen

    @property
    def places(self) -> int:
        """How many digits there are."""
        return len(self._digit_pins)

    @property
    def dark(self) -> bool:
        """Whether nothing is lit, nor can be: no pin is driven."""
        return all(pin.function == "input" for pin in self.pins.values())

    def _is_lit(self, states: dict[str, bool], pin: int) -> bool:
        return states.get(f"GPIO{pin}", not self._segments_high) == self._segments_high


def read(glimpses: list[tuple[int, str]], places: int) -> str:
    """The text of all digits, if each shows one thing only."""
    signs: list[set[str]] = [set() for _ in range(places)]
    for place, lit in glimpses:
        signs[place].add(SHAPES[lit.rstrip(".")] + lit[len(lit.rstrip(".")) :])
    return "".join(each.pop() if len(each) == 1 else f"<{'/'.join(sorted(each))}>" for each in signs)


class _WatchedPin(MockPin):
    def _change_state(self, value: bool) -> bool:  # noqa: FBT001  gpiozero's way
        changed = super()._change_state(value)
        if changed and self._function == "output":
            self.factory.changed()
        return changed
