"""Published tables as one linear system: which counts leave, and how they hang together.

A :class:`Cube` is one table with its margins; :func:`link` joins every table about the same pupils. The unknowns of
an attacker are *atoms*: the finest groups of pupils that any linked table tells apart. Every published number is the
sum of a set of atoms, so everything that an attacker knows is ``matrix @ atoms = values`` with whole, non-negative
atoms. The same count in two tables is one cell, and so is hidden in both or in neither (METHOD 3.3 rule 3, 3.4).
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array  # type: ignore[import-untyped]

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

Sets = tuple[tuple[str, frozenset[str]], ...]
"""What identifies a cell: for every dimension the base categories that it counts."""

MAX_ATOMS = 200_000
"""Above this many combinations of categories a link is refused: merge classes, or link fewer tables."""

SCHOOL_DIMENSIONS = frozenset({"school", "vestiging", "po_school", "vo_school"})
PARENT_DIMENSIONS = frozenset({"parental_education", "parental_education_ocw", "parental_income_quintile"})


class DisclosureError(ValueError):
    """A table that may not leave, or that cannot be protected; the message is one sentence for the reader."""


@dataclass(frozen=True, slots=True, eq=False)
class Cube:
    """One table of counts with its margins.

    Attributes:
        name: how reports name the table.
        dimensions: each dimension with its categories, in the order of the axes of ``counts``.
        counts: numbers of pupils, whole and not negative, one axis for each dimension.
        margins: which tables are published: each entry names the dimensions that are kept, the others are summed.
            ``None`` means the cube itself and all lower margins down to the grand total.
        aggregates: classes that are published beside the categories of a dimension, such as the city without Weesp
            or three cohorts together: dimension, then label, then the categories that it adds up.
        structural: where ``True``, a count is zero because it cannot be otherwise (kopklas to vwo); everyone knows
            this, so such a zero is shown and is no protection for others.
        sensitive: the dimensions whose split calls for the higher threshold; cells that sum over all of them have
            the lower one (METHOD 3.3 rule 1). ``None``: every cell has the higher threshold.

    Raises:
        ValueError: counts and dimensions don't fit, a count is negative or broken, an aggregate names an unknown
            category, or a structural zero is not zero.
        DisclosureError: the cube splits schools by parental background (METHOD 3.3 rule 7).
    """

    name: str
    dimensions: Mapping[str, Sequence[str]]
    counts: Ints
    margins: Collection[tuple[str, ...]] | None = None
    aggregates: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)
    structural: Bools | None = None
    sensitive: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        names = frozenset(self.dimensions)
        if names & SCHOOL_DIMENSIONS and names & PARENT_DIMENSIONS:
            raise DisclosureError(f"Table '{self.name}' splits schools by parental background, which never leaves.")
        shape = tuple(len(categories) for categories in self.dimensions.values())
        given = np.asarray(self.counts)
        if given.shape != shape:
            raise ValueError(f"table '{self.name}' has counts of shape {given.shape} for dimensions of shape {shape}")
        if not np.all(np.isfinite(given)) or np.any(given < 0) or np.any(given != np.floor(given)):
            raise ValueError(f"table '{self.name}' holds a count that is no whole number of pupils")
        object.__setattr__(self, "counts", given.astype(np.int64))
        for dimension, categories in self.dimensions.items():
            if len(set(categories)) != len(categories):
                raise ValueError(f"table '{self.name}' names a category of '{dimension}' twice")
        for dimension, labels in self.aggregates.items():
            known = set(self.dimensions.get(dimension, ()))
            for label, members in labels.items():
                if not set(members) <= known or not members:
                    raise ValueError(f"'{label}' adds up categories that '{dimension}' of '{self.name}' doesn't have")
        for margin in self.margins or ():
            if not set(margin) <= names:
                raise ValueError(f"table '{self.name}' has no margin {margin}")
        if self.structural is not None:
            if self.structural.shape != shape:
                raise ValueError(f"the structural zeros of '{self.name}' have another shape than its counts")
            if np.any(self.counts[self.structural] != 0):
                raise ValueError(f"a structural zero of '{self.name}' is not zero")

    def published_margins(self) -> Iterator[tuple[str, ...]]:
        """The kept dimensions of every published table of the cube, from fine to coarse, each in axis order."""
        names = tuple(self.dimensions)
        if self.margins is None:
            for size in range(len(names), -1, -1):
                yield from itertools.combinations(names, size)
        else:
            yield from dict.fromkeys(tuple(name for name in names if name in margin) for margin in self.margins)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a cell is printed: a table and the label on each kept dimension."""

    cube: str
    labels: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One count that is printed, in one place or several; without places it is only watched, never printed."""

    sets: Sets
    places: tuple[Place, ...]
    sensitive: bool

    @property
    def published(self) -> bool:
        """Whether the cell is printed at all."""
        return bool(self.places)

    @property
    def name(self) -> str:
        """The cell for a report, such as ``"standard[area=Noord]"``; a watched cell is a difference."""
        if not self.places:
            parts = ", ".join(f"{dimension}={'+'.join(sorted(members))}" for dimension, members in self.sets)
            return f"difference[{parts}]"
        labels = ", ".join(f"{dimension}={label}" for dimension, label in self.places[0].labels)
        return f"{self.places[0].cube}[{labels or 'total'}]"

    @property
    def rank(self) -> tuple[str, ...]:
        """A fixed order for ties that does not depend on the order of axes, categories or tables."""
        return tuple(f"{dimension}:{'+'.join(sorted(members))}" for dimension, members in sorted(self.sets))


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """The form of what leaves, without a single count.

    Attributes:
        cells: what is printed, and after it what is only watched (differences between printed populations).
        matrix: 0/1, one row for each cell, one column for each atom.
        impossible: atoms that are structural zeros.
        equations: sums that hold between cells: first the total, then its parts.
    """

    cells: tuple[Cell, ...]
    matrix: csr_array
    impossible: Bools
    equations: tuple[tuple[int, ...], ...]

    def atoms_of(self, cell: int) -> Ints:
        """The atoms that a cell adds up, without the impossible ones."""
        atoms = np.asarray(self.matrix.indices[self.matrix.indptr[cell] : self.matrix.indptr[cell + 1]])
        return np.asarray(atoms[~self.impossible[atoms]], dtype=np.int64)

    @property
    def published(self) -> Bools:
        """Which cells are printed."""
        return np.array([cell.published for cell in self.cells], dtype=bool)


@dataclass(frozen=True, slots=True, eq=False)
class Linked:
    """Linked tables with their true counts: what the build holds and never leaves.

    Attributes:
        layout: the form.
        counts: pupils in each cell.
        row_totals: pupils in the smallest published row that a cell is part of (its own count for a grand total);
            a zero is as telling as its row is small.
        atoms: the true atoms, or ``None`` where no linked table is fine enough to know them.
    """

    layout: Layout
    counts: Ints
    row_totals: Ints
    atoms: Ints | None

    def watch(self, atoms: Ints, total: int, part: int) -> Linked:
        """Add the difference ``total - part`` of two cells as a cell that is watched but never printed."""
        layout = self.layout
        row = csr_array(
            (np.ones(len(atoms), dtype=np.int64), (np.zeros(len(atoms), dtype=np.int64), atoms)),
            shape=(1, layout.matrix.shape[1]),
        )
        sets = (("difference", frozenset({layout.cells[total].name, f"minus {layout.cells[part].name}"})),)
        cell = Cell(sets, (), layout.cells[total].sensitive or layout.cells[part].sensitive)
        grown = Layout(
            (*layout.cells, cell),
            _stack(layout.matrix, row),
            layout.impossible,
            (*layout.equations, (total, part, len(layout.cells))),
        )
        return Linked(
            grown,
            np.append(self.counts, self.counts[total] - self.counts[part]),
            np.append(self.row_totals, self.counts[total]),
            self.atoms,
        )


def link(*cubes: Cube, composed: Mapping[str, Mapping[str, Sequence[str]]] | None = None) -> Linked:
    """Join tables about the same pupils into one system.

    A cube without a certain dimension counts all its categories; a cube with only some categories counts only
    those, in its totals too. So a table by area of the pupils whose parents' education is ``onbekend`` and a cube of
    those with known education add up to a third table by area.

    Args:
        cubes: the tables; all about one population of pupils.
        composed: classes of a dimension that are the sum of others, such as a stadsdeel of its wijken, or the
            cohorts ``2016-2018`` of three single ones: dimension, then class, then its parts.

    Returns:
        The system, watched differences included: a published population minus a published part of it, where that
        is not itself a sum of published classes (METHOD 3.6 test 4).

    Raises:
        ValueError: two cubes have one name, or disagree on the same count, or the tables have too many
            combinations to join.
    """
    if len({cube.name for cube in cubes}) != len(cubes) or not cubes:
        raise ValueError("linked tables need different names, and at least one table")
    base = _base_categories(cubes, composed or {})
    size = int(np.prod([len(categories) for categories in base.values()], dtype=object))
    if size > MAX_ATOMS:
        raise ValueError(f"the linked tables have {size} combinations, more than {MAX_ATOMS}: merge classes")

    drafts = _Drafts(base)
    for cube in cubes:
        drafts.add(cube, composed or {})
    found = drafts.cells
    groups = _groups(found)
    order = sorted(found, key=lambda key: (not found[key].places, found[key].number))
    watched = _watched(groups, found)
    keys = [*order, *watched]
    matrix, fine, impossible = _atoms(keys, drafts)

    counts = np.array(
        [found[key].count for key in order] + [found[a].count - found[b].count for a, b in watched.values()],
        dtype=np.int64,
    )
    rows = np.array(
        [found[key].row_total for key in order] + [found[a].count for a, _ in watched.values()], dtype=np.int64
    )
    cells = tuple(
        [Cell(key, tuple(found[key].places), found[key].sensitive) for key in order]
        + [Cell(key, (), found[a].sensitive or found[b].sensitive) for key, (a, b) in watched.items()]
    )
    equations = _equations(groups, watched, {key: number for number, key in enumerate(keys)})
    for total, *parts in equations:
        rows[parts] = np.minimum(rows[parts], counts[total])
    layout = Layout(cells, csr_array(matrix.astype(np.int64)), impossible, equations)
    return Linked(layout, counts, rows, _true_atoms(fine, list(drafts.finest.values()), impossible))


@dataclass(slots=True)
class _Draft:
    """What was found so far of a cell that is printed, in one table or several."""

    number: int
    count: int
    row_total: int
    sensitive: bool
    places: list[Place]


class _Drafts:
    """What all tables together print, gathered table by table.

    Attributes:
        base: the base categories of each dimension, in order.
        whole: the same as sets.
        cells: what is printed.
        finest: the counts of the finest cells of each table, whether they are printed or not.
        impossible: the finest cells that are structural zeros.
    """

    def __init__(self, base: Mapping[str, tuple[str, ...]]) -> None:
        self.base = base
        self.whole = {dimension: frozenset(categories) for dimension, categories in base.items()}
        self.cells: dict[Sets, _Draft] = {}
        self.finest: dict[Sets, int] = {}
        self.impossible: set[Sets] = set()

    def key(self, picked: Mapping[str, frozenset[str]]) -> Sets:
        """What identifies the cell that counts the picked categories, and all of a dimension that is not named."""
        return tuple((dimension, picked.get(dimension, every)) for dimension, every in self.whole.items())

    def add(self, cube: Cube, composed: Mapping[str, Mapping[str, Sequence[str]]]) -> None:
        """Add a table; errors and ``composed`` as for :func:`link`."""
        meaning = {
            dimension: [
                _members(category, composed.get(dimension, {}), self.base[dimension]) for category in categories
            ]
            for dimension, categories in cube.dimensions.items()
        }
        for index in np.ndindex(*cube.counts.shape):
            key = self.key({name: meaning[name][at] for name, at in zip(cube.dimensions, index, strict=True)})
            self.finest[key] = int(cube.counts[index])
            if cube.structural is not None and cube.structural[index]:
                self.impossible.add(key)
        for margin in cube.published_margins():
            for labels, picked in _printed(cube, margin):
                self._print(cube, margin, labels, picked, meaning)

    def _print(
        self,
        cube: Cube,
        margin: tuple[str, ...],
        labels: tuple[str, ...],
        picked: Sequence[Sequence[int]],
        meaning: Mapping[str, Sequence[frozenset[str]]],
    ) -> None:
        """Add one printed cell: its label and the numbers of its categories on each axis."""
        key = self.key(
            {
                dimension: frozenset[str]().union(*(meaning[dimension][number] for number in numbers))
                for dimension, numbers in zip(cube.dimensions, picked, strict=True)
            }
        )
        count, row_total = _total(cube, picked), _row_total(cube, margin, picked)
        sensitive = cube.sensitive is None or any(
            dict(key).get(dimension) != self.whole.get(dimension) for dimension in cube.sensitive
        )
        kept = tuple((name, label) for name, label in zip(cube.dimensions, labels, strict=True) if name in margin)
        place = Place(cube.name, kept)
        if key not in self.cells:
            self.cells[key] = _Draft(len(self.cells), count, row_total, sensitive, [place])
            return
        draft = self.cells[key]
        if draft.count != count:
            raise ValueError(
                f"'{draft.places[0].cube}' and '{cube.name}' disagree on the same pupils: {draft.count} and {count}"
            )
        draft.row_total = min(draft.row_total, row_total)
        draft.sensitive |= sensitive
        draft.places.append(place)


def _atoms(keys: Sequence[Sets], drafts: _Drafts) -> tuple[Bools, Bools, Bools]:
    """What each cell adds up: the printed and watched ones, the finest ones, and which atoms are impossible.

    Args:
        keys: the printed and watched cells.
        drafts: what all tables print.

    Returns:
        0/1 over atoms, one row for each of ``keys``; the same for each finest cell; and one mark for each atom.
    """
    full = np.vstack([_row(key, drafts.base) for key in [*keys, *drafts.finest]])
    cannot = np.zeros(full.shape[1], dtype=bool)
    for key in drafts.impossible:
        cannot |= _row(key, drafts.base)
    # Atoms that no table tells apart are one unknown: this keeps a join of many tables small.
    signature = np.packbits(np.vstack([full, cannot[None, :]]), axis=0)
    _, first = np.unique(signature, axis=1, return_index=True)
    first = np.sort(first)
    matrix, cannot = full[:, first], cannot[first]
    seen = matrix[: len(keys)].any(axis=0)
    matrix, cannot = matrix[:, seen], cannot[seen]
    return matrix[: len(keys)], matrix[len(keys) :], cannot


def _stack(upper: csr_array, lower: csr_array) -> csr_array:
    """Put two matrices of equal width on top of each other."""
    return csr_array(
        (
            np.concatenate([upper.data, lower.data]),
            np.concatenate([upper.indices, lower.indices]),
            np.concatenate([upper.indptr, lower.indptr[1:] + upper.indptr[-1]]),
        ),
        shape=(upper.shape[0] + lower.shape[0], upper.shape[1]),
    )


def _base_categories(
    cubes: Sequence[Cube], composed: Mapping[str, Mapping[str, Sequence[str]]]
) -> dict[str, tuple[str, ...]]:
    base: dict[str, dict[str, None]] = defaultdict(dict)
    for cube in cubes:
        for dimension, categories in cube.dimensions.items():
            classes = composed.get(dimension, {})
            for category in categories:
                for member in _parts(category, classes):
                    base[dimension][member] = None
    return {dimension: tuple(categories) for dimension, categories in base.items()}


def _parts(category: str, classes: Mapping[str, Sequence[str]]) -> list[str]:
    if category not in classes:
        return [category]
    return [part for member in classes[category] for part in _parts(member, classes)]


def _members(category: str, classes: Mapping[str, Sequence[str]], base: Sequence[str]) -> frozenset[str]:
    return frozenset(_parts(category, classes)) & frozenset(base)


def _row(key: Sets, base: Mapping[str, Sequence[str]]) -> Bools:
    masks = [np.array([category in members for category in base[dimension]]) for dimension, members in key]
    row: Bools = reduce(np.logical_and.outer, masks).ravel() if masks else np.ones(1, dtype=bool)
    return row


def _printed(cube: Cube, margin: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], tuple[list[int], ...]]]:
    """Every cell of one published margin, aggregates included: its label and its categories' numbers on each axis."""
    levels: list[dict[str, list[int]]] = []
    for dimension, categories in cube.dimensions.items():
        at = {category: number for number, category in enumerate(categories)}
        if dimension not in margin:
            levels.append({"": list(at.values())})
            continue
        classes = cube.aggregates.get(dimension, {})
        levels.append(
            {category: [number] for category, number in at.items()}
            | {label: [at[member] for member in members] for label, members in classes.items()}
        )
    for labels in itertools.product(*levels):
        yield labels, tuple(level[label] for level, label in zip(levels, labels, strict=True))


def _total(cube: Cube, picked: Sequence[Sequence[int]]) -> int:
    """Pupils in the picked categories, numbers on each axis."""
    return int(cube.counts[np.ix_(*picked)].sum()) if picked else int(cube.counts)


def _row_total(cube: Cube, margin: tuple[str, ...], picked: Sequence[Sequence[int]]) -> int:
    """Pupils in the smallest published row that a cell is part of; its own count for a grand total."""
    rows = [
        _total(cube, [*picked[:axis], range(len(categories)), *picked[axis + 1 :]])
        for axis, (dimension, categories) in enumerate(cube.dimensions.items())
        if dimension in margin and len(picked[axis]) < len(categories)
    ]
    return min(rows, default=_total(cube, picked))


_Groups = list[tuple[int, dict[frozenset[str], Sets]]]


def _groups(found: Mapping[Sets, _Draft]) -> _Groups:
    """Cells that differ in one dimension only: the axis, and for each set of categories on it the cell."""
    groups: dict[tuple[int, Sets], dict[frozenset[str], Sets]] = defaultdict(dict)
    for key in found:
        for axis, (_, members) in enumerate(key):
            groups[axis, key[:axis] + key[axis + 1 :]][members] = key
    return [(axis, group) for (axis, _), group in groups.items() if len(group) > 1]


def _watched(groups: _Groups, found: Mapping[Sets, _Draft]) -> dict[Sets, tuple[Sets, Sets]]:
    """Differences between two published populations that are no sum of published classes: whole and part."""
    watched: dict[Sets, tuple[Sets, Sets]] = {}
    for axis, group in groups:
        merged = [members for members in group if len(members) > 1]
        for whole in merged:
            for part in group:
                if not part < whole:
                    continue
                rest = whole - part
                # If published classes fill the rest, those are protected themselves, and with them their sum.
                filled = frozenset[str]().union(*(members for members in group if members <= rest))
                key = (*group[whole][:axis], (group[whole][axis][0], rest), *group[whole][axis + 1 :])
                if filled != rest and key not in found:
                    watched.setdefault(key, (group[whole], group[part]))
    return watched


def _equations(
    groups: _Groups, watched: Mapping[Sets, tuple[Sets, Sets]], position: Mapping[Sets, int]
) -> tuple[tuple[int, ...], ...]:
    """Sums between cells. They steer which cell is hidden next; safety itself is judged on the atoms."""
    equations: dict[tuple[int, ...], None] = {}
    for _, group in groups:
        for whole in (members for members in group if len(members) > 1):
            inside = [members for members in group if members < whole]
            smallest = [members for members in inside if not any(other < members for other in inside)]
            if sum(map(len, smallest)) == len(whole) and frozenset[str]().union(*smallest) == whole:
                equations[position[group[whole]], *sorted(position[group[part]] for part in smallest)] = None
            for part in inside:
                if len(part) > 1 and whole - part in group:
                    pair = sorted((position[group[part]], position[group[whole - part]]))
                    equations[position[group[whole]], *pair] = None
    for key, (whole_key, part_key) in watched.items():
        equations[position[whole_key], position[part_key], position[key]] = None
    return tuple(equations)


def _true_atoms(rows: Bools, counts: Sequence[int], impossible: Bools) -> Ints | None:
    """The atoms' own counts, if the finest cells of some table give each of them."""
    atoms = np.where(impossible, 0, -1).astype(np.int64)
    for row, count in zip(rows, counts, strict=True):
        inside = np.flatnonzero(row & ~impossible)
        if len(inside) == 1:
            atoms[inside[0]] = count
    return None if np.any(atoms < 0) else atoms
