"""What a chart is drawn from: series of values with their intervals, in percent or points."""

from __future__ import annotations

from dataclasses import dataclass

from kansenbeeld.charts import theme


@dataclass(frozen=True, slots=True)
class Point:
    """One mark: its value and limits (percent or points), and what the pointer shows; ``None`` draws nothing."""

    value: float
    low: float | None = None
    high: float | None = None
    hover: str = ""

    @property
    def reach(self) -> tuple[float, float]:
        """What the mark and its interval cover; a side without a limit ends at the value."""
        return (
            self.value if self.low is None else self.low,
            self.value if self.high is None else self.high,
        )


@dataclass(frozen=True, slots=True)
class Series:
    """Marks of one group, one for each row or year, with the group's name and its key in the theme."""

    key: str
    name: str
    points: tuple[Point | None, ...]

    @property
    def colour(self) -> str:
        """The group's colour."""
        return theme.GROUP_COLOURS[self.key]

    @property
    def symbol(self) -> str:
        """The group's mark."""
        return theme.GROUP_SYMBOLS[self.key]

    @property
    def values(self) -> list[float | None]:
        """The values in order, ``None`` where there is no mark."""
        return [None if point is None else point.value for point in self.points]

    @property
    def hovers(self) -> list[str]:
        """The texts under the pointer, in order."""
        return ["" if point is None else point.hover for point in self.points]

    def error(self) -> dict[str, object]:
        """The intervals as Plotly's asymmetric error bars."""
        return {
            "type": "data",
            "symmetric": False,
            "array": [0.0 if point is None else point.reach[1] - point.value for point in self.points],
            "arrayminus": [0.0 if point is None else point.value - point.reach[0] for point in self.points],
            "thickness": 2,
            "width": 0,
            "color": self.colour,
        }
