"""Which cells to hide so that the hidden ones stay hidden (METHOD 3.4)."""

from __future__ import annotations

import heapq
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kansenbeeld.measures.disclosure.attack import Attack
from kansenbeeld.measures.disclosure.audit import Published, loose_differences, small_differences
from kansenbeeld.measures.disclosure.primary import (
    PLAIN_THRESHOLD,
    THRESHOLD,
    Shown,
    percentage,
    primary_cells,
    rounded_count,
    thresholds_of,
)
from kansenbeeld.measures.disclosure.tables import Bools, Cell, Cube, DisclosureError, Ints, Layout, Linked, link

WIDTH = 10
"""How wide an attacker's interval must be for a hidden cell that may be small, in pupils."""


@dataclass(frozen=True, slots=True, eq=False)
class Protection:
    """A pattern of hidden cells, with what it was judged on.

    Attributes:
        table: the linked tables with their true counts; never leaves the build.
        primary: cells hidden for themselves, unpublished differences included.
        hidden: every cell that is not shown.
        intervals: for each hidden cell the least and most pupils that an attacker can give it.
        threshold, plain_threshold, width: what the pattern was made for.
        iterations: cells hidden for others before the last step gave some back.
        programs: linear programs solved.
    """

    table: Linked
    primary: Bools
    hidden: Bools
    intervals: dict[int, tuple[float, float]]
    threshold: int
    plain_threshold: int
    width: int
    iterations: int
    programs: int

    @property
    def secondary(self) -> Bools:
        """Published cells that are hidden to protect others."""
        return self.hidden & ~self.primary & self.table.layout.published

    @property
    def narrowest(self) -> float | None:
        """Width of the narrowest interval of a cell hidden for itself, in pupils; ``None`` if there is none."""
        widths = [high - low for cell, (low, high) in self.intervals.items() if self.primary[cell]]
        return min(widths, default=None)

    def published(self) -> Published:
        """What leaves: the form, the shown counts, and which are hidden; nothing else of the true counts."""
        return Published(self.table.layout, np.where(self.hidden, 0, self.table.counts), self.hidden)

    def is_hidden(self, cube: str, **labels: str) -> bool:
        """Whether the count with these labels in this table is hidden; dimensions without a label are summed.

        Raises:
            KeyError: the table has no such cell.
        """
        return bool(self.hidden[find(self.table.layout, cube, **labels)])

    def percentage(self, cube: str, outcome: Mapping[str, str], *, analyst: bool = False, **labels: str) -> Shown:
        """What may be shown of the share with an outcome among the pupils with these labels.

        Args:
            cube: the table.
            outcome: dimension and label of the numerator, such as ``{"placed": "ja"}``.
            analyst: as for :func:`~kansenbeeld.measures.disclosure.percentage`.
            labels: dimension and label of numerator and denominator alike.

        Returns:
            The share as it may be shown; hidden if either of the two counts is hidden in any linked table.

        Raises:
            KeyError: the table has no such cell.
        """
        layout = self.table.layout
        part, whole = find(layout, cube, **labels, **outcome), find(layout, cube, **labels)
        return percentage(
            int(self.table.counts[part]),
            int(self.table.counts[whole]),
            hidden=bool(self.hidden[part] or self.hidden[whole]),
            analyst=analyst,
        )

    def frame(self, cube: str, *, rounded: bool = True) -> pd.DataFrame:
        """One published table with all its margins, as it may leave.

        Args:
            cube: its name.
            rounded: whether counts are rounded to 5 for display.

        Returns:
            One row for each cell: a column for each dimension (missing where it is summed), ``pupils`` (missing if
            hidden) and ``code`` (``c`` if hidden, otherwise empty).
        """
        rows = []
        for number, cell in enumerate(self.table.layout.cells):
            for place in cell.places:
                if place.cube != cube:
                    continue
                count = int(self.table.counts[number])
                shown = None if self.hidden[number] else rounded_count(count) if rounded else count
                rows.append({**dict(place.labels), "pupils": shown, "code": "c" if self.hidden[number] else ""})
        frame = pd.DataFrame(rows)
        return frame[[*(name for name in frame if name not in ("pupils", "code")), "pupils", "code"]].astype(
            {"pupils": "Int64"}
        )

    def report(self) -> str:
        """For each table: cells, how many are hidden for themselves and for others, and the narrowest interval."""
        layout = self.table.layout
        names = list(dict.fromkeys(place.cube for cell in layout.cells for place in cell.places))
        lines = [f"{'table':<32}{'cells':>8}{'hidden':>8}{'for others':>12}{'narrowest':>11}"]
        for name in names:
            own = np.array([any(place.cube == name for place in cell.places) for cell in layout.cells])
            widths = [high - low for cell, (low, high) in self.intervals.items() if own[cell] and self.primary[cell]]
            narrowest = f"{min(widths):.0f}" if widths else "-"
            lines.append(
                f"{name:<32}{own.sum():>8}{(self.primary & own).sum():>8}{(self.secondary & own).sum():>12}"
                f"{narrowest:>11}"
            )
        watched = int((~layout.published).sum())
        if watched:
            lines.append(f"{watched} unpublished differences were watched as well")
        return "\n".join(lines)


def find(layout: Layout, cube: str, **labels: str) -> int:
    """The number of the cell with these labels in a table.

    Raises:
        KeyError: the table has no such cell.
    """
    for number, cell in enumerate(layout.cells):
        if any(place.cube == cube and dict(place.labels) == labels for place in cell.places):
            return number
    raise KeyError(f"{cube}[{', '.join(f'{name}={label}' for name, label in labels.items())}]")


def protect(
    table: Cube | Sequence[Cube] | Linked,
    *,
    threshold: int = THRESHOLD,
    plain_threshold: int = PLAIN_THRESHOLD,
    width: int = WIDTH,
    keep: Callable[[Cell], bool] | None = None,
) -> Protection:
    """Hide what is small, and as much more as it takes to keep that hidden.

    While some hidden cell is not safe, the one with the narrowest interval is taken; of the equations that it is in,
    the one with the smallest hidden mass; of that one, the smallest visible cell that is not zero is hidden too. At
    the end, cells hidden for others are shown again where that does no harm, largest first. Every choice has a fixed
    order, so that the same counts always give the same pattern, whatever the order of tables, axes and categories.

    Args:
        table: one cube, cubes about the same pupils, or what :func:`link` made of them. Give *all* that is
            published about these pupils: protection of tables one by one is none.
        threshold: counts below it are hidden.
        plain_threshold: the same for cells that sum over every sensitive dimension (see :class:`Cube`).
        width: how wide the interval of a cell that may be small must be, in pupils.
        keep: cells that may not be hidden for others, such as the grand total. Margins may be hidden otherwise.

    Returns:
        The pattern. Every hidden cell is proven: either it is at least the threshold for certain, or two whole
        tables exist that fit all that is shown and differ by ``width`` or more in this cell.

    Raises:
        DisclosureError: nothing is left that may be hidden and a small cell can still be recovered: merge classes.

    Source: METHOD 3.4.
    """
    linked = table if isinstance(table, Linked) else link(*([table] if isinstance(table, Cube) else table))
    work = _Work(linked, threshold, plain_threshold, width, keep)
    work.hide_until_safe()
    hidden_for_others = int((work.hidden & ~work.small).sum())
    work.show_again()
    cells = np.flatnonzero(work.hidden)
    intervals = {int(cell): work.attack.interval(int(cell)) for cell in cells}
    return Protection(
        work.linked,
        work.small & work.hidden,
        work.hidden,
        intervals,
        threshold,
        plain_threshold,
        width,
        hidden_for_others,
        work.attack.solved,
    )


def protect_each(
    tables: Iterable[Cube | Sequence[Cube] | Linked], *, threshold: int = THRESHOLD, width: int = WIDTH
) -> Iterator[tuple[Protection, float]]:
    """Protect many separate populations, such as municipalities, each with the seconds that it took."""
    for table in tables:
        start = time.perf_counter()
        protection = protect(table, threshold=threshold, width=width)
        yield protection, time.perf_counter() - start


class _Work:
    """The state of one run: what is hidden now, and what an attacker makes of it."""

    def __init__(
        self,
        linked: Linked,
        threshold: int,
        plain_threshold: int,
        width: int,
        keep: Callable[[Cell], bool] | None,
    ) -> None:
        self.threshold, self.plain_threshold, self.width, self.keep = threshold, plain_threshold, width, keep
        self.hidden = np.zeros(0, dtype=bool)
        self.blocked_by: dict[int, int] = {}
        self._take(linked)

    def _take(self, linked: Linked) -> None:
        layout = linked.layout
        self.linked = linked
        self.counts = linked.counts
        self.thresholds = thresholds_of(layout, self.threshold, self.plain_threshold)
        self.small = primary_cells(linked, self.threshold, self.plain_threshold)
        before, self.hidden = self.hidden, self.small | ~layout.published
        self.hidden[: len(before)] |= before
        self.kept = np.array([self.keep is not None and self.keep(cell) for cell in layout.cells], dtype=bool)
        order = sorted(range(len(layout.cells)), key=lambda cell: (layout.cells[cell].rank, layout.cells[cell].name))
        self.rank = np.empty(len(order), dtype=np.int64)
        self.rank[order] = np.arange(len(order))
        self.of_cell: list[list[tuple[int, ...]]] = [[] for _ in layout.cells]
        for equation in layout.equations:
            for cell in equation:
                self.of_cell[cell].append(equation)
        self.differences = small_differences(layout, self.counts, ~self.small, self.thresholds)
        low = np.where(self.hidden, 0.0, self.counts)
        high = np.where(self.hidden, np.inf, self.counts)
        self.attack = Attack(
            layout.matrix,
            low,
            high,
            layout.impossible,
            self.thresholds,
            self.width,
            witness=linked.atoms,
            redundant=self._redundant(self.hidden),
        )

    def _redundant(self, hidden: Bools) -> Bools:
        """Shown totals of which all parts are shown: they tell an attacker nothing new."""
        redundant = np.zeros(len(hidden), dtype=bool)
        for total, *parts in self.linked.layout.equations:
            if not hidden[total] and not any(hidden[part] for part in parts):
                redundant[total] = True
        return redundant

    def hide_until_safe(self) -> None:
        while True:
            unsafe = self._unsafe()
            if len(unsafe):
                self._hide_for(unsafe)
                continue
            loose = loose_differences(self.differences, self.hidden)
            if not loose:
                return
            # The difference of two shown populations is small: from here on it is a cell to protect like any other.
            first = loose[0]
            self._take(self.linked.watch(first.atoms, first.total, first.part))

    def _unsafe(self) -> Ints:
        cells = np.flatnonzero(self.hidden)
        open_cells = cells[~self.attack.is_proven(cells)]
        return np.array([cell for cell in open_cells if not self.attack.is_safe(int(cell))], dtype=np.int64)

    def _hide_for(self, unsafe: Ints) -> None:
        # Hiding only widens, so an old width is a lower limit of the present one: the narrowest cell is found
        # without solving all cells again after every step.
        heap: list[tuple[float, int, int]] = []
        for cell in unsafe:
            low, high = self.attack.interval(int(cell))
            heap.append((high - low, int(self.rank[cell]), int(cell)))
        heapq.heapify(heap)
        while heap:
            _, rank, cell = heapq.heappop(heap)
            if self.attack.is_safe(cell):
                continue
            low, high = self.attack.interval(cell)
            if heap and (high - low, rank) > heap[0][:2]:
                heapq.heappush(heap, (high - low, rank, cell))
                continue
            chosen = self._choose(cell)
            self.hidden[chosen] = True
            self.attack = self.attack.changed(chosen, None, self._redundant(self.hidden))
            heapq.heappush(heap, (high - low, rank, cell))
            heapq.heappush(heap, (0.0, int(self.rank[chosen]), chosen))

    def _choose(self, cell: int) -> int:
        """The cell to hide for an unsafe one."""
        candidates = ~self.hidden & ~self.kept & (self.counts > 0)
        seen, front = {cell}, [cell]
        while front:
            best: tuple[int, int, int] | None = None
            reached: dict[int, None] = {}
            for equation in dict.fromkeys(equation for one in front for equation in self.of_cell[one]):
                members = np.array(equation)
                mass = int(self.counts[members[self.hidden[members]]].sum())
                visible = members[candidates[members]]
                if len(visible):
                    chosen = min(visible, key=lambda one: (self.counts[one], self.rank[one]))
                    option = (mass, int(self.rank[chosen]), int(chosen))
                    best = option if best is None else min(best, option)
                reached |= dict.fromkeys(int(one) for one in members if self.hidden[one] and int(one) not in seen)
            if best is not None:
                return best[2]
            # Its own equations are spent: go on through the hidden cells that share one with it.
            front = list(reached)
            seen |= set(front)
        rest = np.flatnonzero(candidates)
        if not len(rest):
            name = self.linked.layout.cells[cell].name
            raise DisclosureError(
                f"{name} can't be protected, because nothing is left that may be hidden: merge classes."
            )
        return int(min(rest, key=lambda one: (self.counts[one], self.rank[one])))

    def show_again(self) -> None:
        """Show cells hidden for others again, largest first, as long as everything stays safe."""
        layout = self.linked.layout
        while True:
            secondary = np.flatnonzero(self.hidden & ~self.small & layout.published)
            shown = False
            for cell in sorted(secondary, key=lambda one: (-self.counts[one], self.rank[one])):
                shown |= self._try(int(cell))
            if not shown:
                return

    def _try(self, cell: int) -> bool:
        hidden = self.hidden.copy()
        hidden[cell] = False
        attack = self.attack.changed(cell, int(self.counts[cell]), self._redundant(hidden))
        cells = np.flatnonzero(hidden)
        open_cells = cells[~attack.is_proven(cells)]
        # Cells that share an equation are the likeliest to fail, and one failure ends the attempt.
        near = {one for equation in self.of_cell[cell] for one in equation}
        last = self.blocked_by.get(cell)
        safe = True
        for one in sorted(open_cells, key=lambda one: (one != last, one not in near, self.counts[one], self.rank[one])):
            if not attack.is_safe(int(one), near=True):
                self.blocked_by[cell] = int(one)
                safe = False
                break
        if safe and loose_differences(self.differences, hidden):
            safe = False
        if safe:
            self.hidden, self.attack = hidden, attack
        else:
            self.attack.solved = attack.solved
        return safe
