"""What an attacker can work out from what is published (METHOD 3.4).

An attacker knows every published number, which cells are hidden, and that pupils come in whole numbers. The interval
of a hidden cell runs from the least to the most pupils that it can count under those conditions. Two programs each
(minimise, maximise) give it; both are solved with HiGHS.

A cell is *proven* safe by two whole-number tables that fit everything published and give the cell values far enough
apart. Such witnesses are checked in exact whole-number arithmetic, so safety never rests on a solver's tolerance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import Bounds, LinearConstraint, milp  # type: ignore[import-untyped]
from scipy.sparse import csr_array, hstack, issparse, vstack  # type: ignore[import-untyped]
from scipy.sparse.csgraph import connected_components  # type: ignore[import-untyped]

from kansenbeeld.measures.disclosure.tables import Bools, DisclosureError, Ints

Floats = NDArray[np.float64]

UNBOUNDED_STEP = 1000
"""How far a witness moves a cell that nothing bounds; any number above every width will do."""

_NEAR = 1e-6


def attacker_interval(
    equations: ArrayLike | csr_array,
    totals: ArrayLike,
    cell: int,
    *,
    known: Mapping[int, float] | None = None,
    lower: ArrayLike = 0,
    upper: ArrayLike = np.inf,
    integer: bool = False,
) -> tuple[float, float]:
    """Smallest and largest value that a cell can have, given what is published.

    Args:
        equations: one row for each published sum, one column for each cell; dense or sparse.
        totals: right-hand sides, one for each equation. A total that is itself a cell is a column with -1 and a
            right-hand side of 0.
        cell: column of the cell that the attacker is after.
        known: published cells: column to value.
        lower, upper: what is known of each cell beforehand, one number or one for each; counts are at least 0. For a
            symbol that tells which cells are small: ``lower=1, upper=9`` on those.
        integer: whether the attacker uses that cells are whole numbers, which can only narrow the interval.

    Returns:
        Lower and upper end, in pupils; the upper end may be infinite.

    Raises:
        ValueError: no table fits what is given, or shapes do not.

    Source: Geurts (1992), as Example 3 of the Handbook on Statistical Disclosure Control; Fischetti and Salazar (2000).
    """
    matrix = _sparse(equations)
    right = np.asarray(totals, dtype=float).ravel()
    if len(right) != matrix.shape[0] or not 0 <= cell < matrix.shape[1]:
        raise ValueError("the equations, totals and cell do not fit each other")
    low, high = _bounds(lower, upper, known or {}, matrix.shape[1])
    # Only the cells that hang together with this one through hidden cells matter.
    hidden = low < high
    right = right - matrix @ np.where(hidden, 0, low)
    rest = matrix[:, np.flatnonzero(hidden)]
    if not hidden[cell]:
        return float(low[cell]), float(high[cell])
    columns = np.flatnonzero(hidden)
    labels = _components(rest)
    mine = labels == labels[np.searchsorted(columns, cell)]
    part = csr_array(rest[:, np.flatnonzero(mine)])
    used = np.diff(part.indptr) > 0
    part, right, columns = csr_array(part[np.flatnonzero(used)]), right[used], columns[mine]
    wanted = columns == cell
    ends = []
    for sense in (1.0, -1.0):
        objective = sense * wanted.astype(float)
        table = _solve(part, right, right, objective, integer=integer, low=low[columns], high=high[columns])
        ends.append(-sense * np.inf if table is None else float(table[wanted][0]))
    return ends[0], ends[1]


def _bounds(lower: ArrayLike, upper: ArrayLike, known: Mapping[int, float], size: int) -> tuple[Floats, Floats]:
    """What is known of each of ``size`` cells: its least and most, equal where it is published."""
    low, high = (np.broadcast_to(end, size).astype(float).copy() for end in (lower, upper))
    for column, value in known.items():
        low[column] = high[column] = value
    return low, high


def recoverable(equations: ArrayLike | csr_array, cell: int, *, known: Sequence[int] = ()) -> bool:
    """Whether a hidden cell follows exactly by adding and subtracting what is published (METHOD 3.4 rule i).

    Args:
        equations: as for :func:`attacker_interval`.
        cell: column of the hidden cell.
        known: columns of the published cells.

    Returns:
        Whether the unit vector of the cell lies in the row space of the equations over the hidden cells. Bounds at
        zero may give a cell away where this test does not; the interval sees those too.
    """
    matrix = _sparse(equations).toarray()
    hidden = np.setdiff1d(np.arange(matrix.shape[1]), np.asarray(known, dtype=int))
    if cell not in hidden:
        return True
    rows = matrix[:, hidden]
    unit = (hidden == cell).astype(float)
    return bool(np.linalg.matrix_rank(np.vstack([rows, unit])) == np.linalg.matrix_rank(rows))


def _sparse(equations: ArrayLike | csr_array) -> csr_array:
    if issparse(equations):
        return csr_array(equations)
    return csr_array(np.atleast_2d(np.asarray(equations, dtype=float)))


@dataclass(slots=True)
class _Part:
    """A component: atoms that hang together through what is published."""

    atoms: Ints
    rows: csr_array
    low: Floats
    high: Floats


@dataclass(slots=True)
class _Rest:
    """What is left after everything that follows at once: free atoms, rows over them, and their components."""

    columns: Ints
    rows: csr_array
    low: Floats
    high: Floats
    labels: Ints
    row_labels: Ints


@dataclass(slots=True, eq=False)
class Attack:
    """All that an attacker knows of one system, and the witnesses found so far.

    Attributes:
        matrix: 0/1, cells by atoms.
        low, high: what is known of each cell: equal if it is shown, 0 and infinity if it is hidden.
        impossible: atoms that are zero by structure.
        thresholds: for each cell, the count from which it is no longer small.
        width: how wide the interval of a cell that may be small must be.
        witness: a table that fits, such as the true one; found if ``None``.
        redundant: shown cells that follow from other shown cells; leaving them out makes the programs smaller.
        solved: linear programs solved so far.
    """

    matrix: csr_array
    low: Floats
    high: Floats
    impossible: Bools
    thresholds: Ints
    width: int
    witness: Ints | None = None
    redundant: Bools | None = None
    solved: int = 0
    _fixed: Ints = field(init=False)
    _rest: _Rest = field(init=False)
    _parts: dict[int, _Part] = field(init=False)
    _part_of: Ints = field(init=False)
    _pool: list[Ints] = field(init=False, default_factory=list)
    _values: list[Ints] = field(init=False, default_factory=list)
    _least: Ints = field(init=False)
    _most: Ints = field(init=False)
    _ends: dict[tuple[int, bool], float] = field(init=False, default_factory=dict)
    _large: Bools = field(init=False)

    def __post_init__(self) -> None:
        self._reduce()
        self._large = np.asarray(self.matrix @ self._fixed) >= self.thresholds
        first = self.witness if self.witness is not None else self._any_table()
        self._add(first)

    def changed(self, cell: int, value: int | None, redundant: Bools | None = None) -> Attack:
        """The same attacker after a cell is hidden (``None``) or shown with a value; witnesses that fit are kept."""
        low, high = self.low.copy(), self.high.copy()
        low[cell], high[cell] = (0.0, np.inf) if value is None else (float(value), float(value))
        kept = [index for index, values in enumerate(self._values) if value is None or int(values[cell]) == value]
        other = Attack(
            self.matrix,
            low,
            high,
            self.impossible,
            self.thresholds,
            self.width,
            witness=self._pool[kept[0]] if kept else None,
            redundant=redundant,
            solved=self.solved,
        )
        if len(kept) > 1:
            other._pool = [self._pool[index] for index in kept]
            other._values = [self._values[index] for index in kept]
            values = np.array(other._values)
            other._least, other._most = values.min(axis=0), values.max(axis=0)
        if value is None:
            # Hiding only widens: what was reached stays reachable, what was infinite stays infinite.
            other._ends = {key: end for key, end in self._ends.items() if np.isinf(end)}
        else:
            # Showing only narrows: what was large for certain stays so.
            other._large |= self._large
        return other

    def interval(self, cell: int) -> tuple[float, float]:
        """Least and most pupils that a cell can count, in whole numbers; the most may be infinite."""
        return self._end(cell, upper=False), self._end(cell, upper=True)

    def is_proven(self, cells: Ints) -> Bools:
        """For which cells the witnesses at hand are proof enough, without solving anything."""
        return np.asarray((self._most[cells] - self._least[cells] >= self.width) | self._large[cells], dtype=bool)

    def is_safe(self, cell: int, *, near: bool = False) -> bool:
        """Whether an attacker is left in doubt: the cell is not small for certain, or may be ``width`` apart.

        A cell of which the least possible count reaches the threshold is not small, so it needs no width.

        Args:
            cell: the cell.
            near: whether to look first for a witness that differs little from the first one. That takes longer than
                one end of the interval, but such a witness survives when other cells are shown.
        """
        one = np.array([cell])
        if self.is_proven(one)[0]:
            return True
        if near and self._moves(cell, self.width):
            return True
        value = self._values[0][cell]
        if value >= self.thresholds[cell] and self._end(cell, upper=False) >= self.thresholds[cell]:
            return True
        self._end(cell, upper=True)
        if self.is_proven(one)[0]:
            return True
        low, high = self.interval(cell)
        return high - low >= self.width

    def certificate(self, cell: int) -> tuple[Ints, Ints]:
        """The two witnesses in which a cell is least and most: whole tables that fit all that is published."""
        values = np.array([row[cell] for row in self._values])
        return self._pool[int(values.argmin())], self._pool[int(values.argmax())]

    def _end(self, cell: int, *, upper: bool) -> float:
        key = (cell, upper)
        if key not in self._ends:
            self._ends[key] = end = self._search(cell, upper=upper)
            if not upper and end >= self.thresholds[cell]:
                self._large[cell] = True
        return self._ends[key]

    def _search(self, cell: int, *, upper: bool) -> float:
        atoms = self.matrix.indices[self.matrix.indptr[cell] : self.matrix.indptr[cell + 1]]
        total = float(self._fixed[atoms].sum())
        inside = np.zeros(self.matrix.shape[1], dtype=bool)
        inside[atoms] = True
        best = self._pool[0].copy()
        for number in np.unique(self._part_of[atoms]):
            if number < 0:
                continue
            part = self._part(int(number))
            wanted = inside[part.atoms].astype(float)
            if upper and part.rows.shape[0] == 0:
                best[part.atoms] += UNBOUNDED_STEP
                total = np.inf
                continue
            self.solved += 1
            solution = _solve_whole(part.rows, part.low, part.high, -wanted if upper else wanted)
            if solution is None:
                total = np.inf
                continue
            best[part.atoms] = solution
            total += float(solution @ wanted.astype(np.int64))
        if self.high[cell] < total:
            total = float(self.high[cell])
        self._add(best)
        return total

    def _moves(self, cell: int, step: int) -> bool:
        """Find a witness that moves the cell by ``step`` and as few pupils as possible elsewhere, if there is one."""
        base = self._pool[0]
        if self._values[0][cell] + step < 0:
            return False
        atoms = self.matrix.indices[self.matrix.indptr[cell] : self.matrix.indptr[cell + 1]]
        inside = np.zeros(self.matrix.shape[1], dtype=bool)
        inside[atoms] = True
        for number in np.unique(self._part_of[atoms]):
            if number < 0:
                continue
            part = self._part(int(number))
            size, here = len(part.atoms), base[part.atoms].astype(float)
            wanted = csr_array(inside[part.atoms].astype(float)[None, :])
            values = part.rows @ here
            self.solved += 1
            try:
                moved = _solve(
                    csr_array(hstack([vstack([part.rows, wanted]), -vstack([part.rows, wanted])])),
                    np.append(part.low - values, step if step > 0 else -np.inf),
                    np.append(part.high - values, np.inf if step > 0 else step),
                    np.ones(2 * size),
                    integer=False,
                    high=np.concatenate([np.full(size, np.inf), here]),
                )
            except ValueError:
                continue
            if moved is None:
                continue
            change = np.round(moved[:size] - moved[size:])
            if np.max(np.abs(moved[:size] - moved[size:] - change), initial=0) > _NEAR:
                continue
            table = base.copy()
            table[part.atoms] += change.astype(np.int64)
            if _fits(part.rows, part.low, part.high, table[part.atoms].astype(float)):
                self._add(table)
                return True
        return False

    def _any_table(self) -> Ints:
        table = self._fixed.copy()
        for number in range(int(self._part_of.max(initial=-1)) + 1):
            part = self._part(number)
            self.solved += 1
            solution = _solve_whole(part.rows, part.low, part.high, np.zeros(len(part.atoms)))
            if solution is None:
                raise ValueError("no table fits what is published")
            table[part.atoms] = solution
        return table

    def _add(self, table: Ints) -> None:
        """Keep a witness, after checking in whole numbers that it fits everything that is published."""
        values = np.asarray(self.matrix @ table)
        fits = np.all(values >= self.low) and np.all(values <= self.high) and np.all(table >= 0)
        if not fits or np.any(table[self.impossible] != 0):
            raise ArithmeticError("a table found by the solver does not fit what is published")
        self._pool.append(table)
        self._values.append(values)
        if len(self._values) == 1:
            self._least, self._most = values.copy(), values.copy()
        else:
            np.minimum(self._least, values, out=self._least)
            np.maximum(self._most, values, out=self._most)

    def _reduce(self) -> None:
        """Fill in what follows at once, and split the rest into components."""
        matrix, size = self.matrix, self.matrix.shape[1]
        known = np.isfinite(self.high) | (self.low > 0)
        if self.redundant is not None:
            known &= ~self.redundant
        exact = known & (self.low == self.high)
        fixed = np.zeros(size, dtype=np.int64)
        free = ~self.impossible
        while True:
            settled = np.asarray(matrix @ fixed)
            count = np.asarray(matrix @ free.astype(np.int64))
            rest_low, rest_high = self.low - settled, self.high - settled
            if np.any(known & (((rest_low > 0) & (count == 0)) | (rest_high < 0))):
                raise ValueError("no table fits what is published")
            newly = np.zeros(size, dtype=bool)
            empty = known & (rest_high == 0) & (count > 0)
            if empty.any():
                newly = (np.asarray(empty.astype(np.int64) @ matrix) > 0) & free
            for row in np.flatnonzero(exact & (count == 1) & (rest_low > 0)):
                inside = matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]]
                atom = inside[free[inside]][0]
                if not newly[atom]:
                    fixed[atom] = int(rest_low[row])
                    newly[atom] = True
            if not newly.any():
                break
            free &= ~newly
        self._fixed = fixed
        self._part_of = np.full(size, -1, dtype=np.int64)
        columns = np.flatnonzero(free)
        used = np.flatnonzero(known & (count > 0))
        body = csr_array(matrix[used][:, columns]) if len(used) else csr_array((0, len(columns)))
        labels = _components(body)
        self._part_of[columns] = labels
        row_label = labels[body.indices[body.indptr[:-1]]] if len(used) else np.zeros(0, dtype=np.int64)
        self._rest = _Rest(columns, body, rest_low[used], rest_high[used], labels, row_label)
        self._parts = {}

    def _part(self, number: int) -> _Part:
        """A component; made when it is first needed, as most never are."""
        if number not in self._parts:
            rest = self._rest
            mine, inside = np.flatnonzero(rest.labels == number), np.flatnonzero(rest.row_labels == number)
            block = csr_array(rest.rows[inside][:, mine]) if len(inside) else csr_array((0, len(mine)))
            keep = _first_of_equal_rows(block)
            self._parts[number] = _Part(
                rest.columns[mine],
                csr_array(block[keep].astype(float)),
                rest.low[inside][keep],
                rest.high[inside][keep],
            )
        return self._parts[number]


def _first_of_equal_rows(block: csr_array) -> Ints:
    first: dict[bytes, int] = {}
    for row in range(block.shape[0]):
        first.setdefault(np.sort(block.indices[block.indptr[row] : block.indptr[row + 1]]).tobytes(), row)
    return np.fromiter(first.values(), dtype=np.int64, count=len(first))


def _components(rows: csr_array) -> Ints:
    """For each column, the number of the component that it shares rows with, in order of first column."""
    if rows.shape[1] == 0:
        return np.zeros(0, dtype=np.int64)
    if rows.shape[0] == 0:
        return np.arange(rows.shape[1], dtype=np.int64)
    # A graph of columns and rows: far smaller than linking every two columns of a row.
    height, size = rows.shape
    listed = rows.tocoo()
    graph = csr_array((np.ones(rows.nnz), (listed.coords[1], size + listed.coords[0])), shape=(size + height,) * 2)
    _, labels = connected_components(graph, directed=False)
    _, numbered = np.unique(labels[:size], return_inverse=True)
    return np.asarray(numbered, dtype=np.int64)


def _solve_whole(rows: csr_array, low: Floats, high: Floats, objective: Floats) -> Ints | None:
    """An optimal solution in whole numbers, or ``None`` if the program is unbounded."""
    solution = _solve(rows, low, high, objective, integer=False)
    if solution is None:
        return None
    whole = np.round(solution)
    if np.max(np.abs(solution - whole), initial=0) > _NEAR or not _fits(rows, low, high, whole):
        solution = _solve(rows, low, high, objective, integer=True)
        if solution is None:
            return None
        whole = np.round(solution)
    return whole.astype(np.int64)


def _fits(rows: csr_array, low: Floats, high: Floats, whole: Floats) -> bool:
    values = rows @ whole
    return bool(np.all(values >= low) and np.all(values <= high) and np.all(whole >= 0))


def _solve(
    rows: csr_array,
    row_low: Floats,
    row_high: Floats,
    objective: Floats,
    *,
    integer: bool,
    low: ArrayLike = 0,
    high: ArrayLike = np.inf,
) -> Floats | None:
    """Solve one program with HiGHS; ``None`` if it is unbounded.

    Raises:
        ValueError: no solution exists.
        DisclosureError: the solver gave up, so nothing is proven.
    """
    constraints = LinearConstraint(rows, row_low, row_high) if rows.shape[0] else None
    result = milp(
        objective,
        constraints=constraints,
        bounds=Bounds(low, high),
        integrality=np.ones(len(objective)) if integer else None,
        options={"mip_rel_gap": 0.0} if integer else None,
    )
    if result.status == 0:
        return np.asarray(result.x, dtype=float)
    if result.status == 3:
        return None
    if result.status == 2:
        raise ValueError("no table fits what is published")
    # HiGHS may report "infeasible or unbounded" without saying which; a bounded question tells.
    if not integer and np.any(objective):
        feasible = _solve(rows, row_low, row_high, np.zeros(len(objective)), integer=False, low=low, high=high)
        if feasible is not None and result.status == 4:
            return None
    raise DisclosureError("The solver could not decide what an attacker can work out, so nothing may leave.")
