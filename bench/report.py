"""One line for each figure: ours, the bare program's, the ratio, and the goal."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """A figure and what it is measured against.

    Args:
        name: what was measured.
        ours: our figure; smaller is better.
        bare: the bare program's in the same run, if there is one.
        unit: of both.
        at_most_times: the goal as a ratio.
        at_most: the goal as a figure.
    """

    name: str
    ours: float
    bare: float | None
    unit: str
    at_most_times: float | None = None
    at_most: float | None = None

    @property
    def ratio(self) -> float | None:
        """Ours over bare."""
        return self.ours / self.bare if self.bare else None

    @property
    def reached(self) -> bool:
        """Whether the goal, if there is one, is reached."""
        if self.at_most_times is not None and self.ratio is not None:
            return self.ratio <= self.at_most_times
        return self.at_most is None or self.ours <= self.at_most

    def line(self) -> str:
        """For a terminal."""
        bare = f"{self.bare:8.2f}" if self.bare is not None else " " * 8
        ratio = f"{self.ratio:5.2f} ×" if self.ratio is not None else " " * 7
        return f"{self.name:<52} {self.ours:8.2f} {bare} {self.unit:<3} {ratio}  {self._goal()}"

    def _goal(self) -> str:
        if self.at_most_times is None and self.at_most is None:
            return ""
        goal = (
            f"≤ {self.at_most_times:.2f} ×" if self.at_most_times is not None else f"≤ {self.at_most:.2f} {self.unit}"
        )
        return f"{goal:<12} {'reached' if self.reached else 'MISSED'}"
