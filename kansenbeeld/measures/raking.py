"""A joint table from its margins: iterative proportional fitting, with bounds and an envelope (METHOD 4).

The fitted table is the one nearest to the seed that has the margins: every odds ratio that no margin fixes is
that of the seed. With one seed for all districts, the chance within a class is therefore the same in all of them
by construction, and the table can't show that a district differs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kansenbeeld.measures.intervals import Floats

Axes = tuple[int, ...]

MOST_DISAGREEMENT = 0.01
"""Largest part of the pupils over whom two margins may disagree, as they do by rounding."""

MIN_SEEDS = 3
"""Fewest seeds for an envelope."""

WIDEST_BOUNDS = 0.40
"""Widest bounds (shares) with which a point estimate is shown."""


@dataclass(frozen=True, slots=True)
class Raked:
    """The fitted table, in the unit of the margins, and the rounds it took."""

    table: Floats
    iterations: int


@dataclass(frozen=True, slots=True)
class Envelope:
    """Lowest and highest value of each cell over the seeds, and the ``tables`` (seeds on the first axis)."""

    low: Floats
    high: Floats
    tables: Floats


def rake(
    seed: ArrayLike,
    margins: Mapping[Axes, ArrayLike],
    *,
    tolerance: float = 1e-8,
    most: int = 10_000,
    add: float = 0.0,
) -> Raked:
    """Fit a table to margins.

    Args:
        seed: table of any dimension, 0 or more; its odds ratios are kept.
        margins: axes of the table to the sums that it must have over all other axes, the axes of the sums in
            the order of the key. The first margin is the most reliable: the others are scaled to it, and where
            two share axes, the later one is fitted to the earlier.
        tolerance: largest error of a margin, as part of the total.
        most: most rounds.
        add: number added to every cell of the seed first, such as 0.5. Without it a zero cell stays zero.

    Returns:
        The table and the number of rounds.

    Raises:
        ValueError: a margin does not fit the table, two margins disagree over more than 1% of the pupils, a
            margin asks for pupils where the seed has none, or the fit does not converge.

    Source: Deming and Stephan (1940); the table equals a Poisson log-linear model with the seed as offset.
    """
    table = np.array(seed, dtype=float) + add
    if table.ndim == 0 or not np.isfinite(table).all() or np.any(table < 0):
        raise ValueError("a seed must be a table of numbers of 0 or more")
    targets = _agreed(table.shape, margins, tolerance, most)
    total = next(iter(targets.values())).sum()
    for axes, target in targets.items():
        if np.any((_margin(table, axes) == 0) & (target > 0)):
            raise ValueError(f"the margin over axes {axes} asks for pupils where the seed has only zeros")
    for iteration in range(1, most + 1):
        for axes, target in targets.items():
            current = _margin(table, axes)
            factor = np.divide(target, current, out=np.zeros(target.shape), where=current > 0)
            table *= _spread(factor, axes, table.ndim)
        if all(np.abs(_margin(table, axes) - target).max() <= tolerance * total for axes, target in targets.items()):
            return Raked(table, iteration)
    raise ValueError(f"the margins were not reached in {most} rounds; no table with these zeros may exist")


def frechet_bounds(total: ArrayLike, group: ArrayLike, outcome: ArrayLike) -> tuple[Floats, Floats]:
    """Lowest and highest share of a group with an outcome, given only the margins.

    Args:
        total: all pupils.
        group: pupils of the group, above 0.
        outcome: pupils with the outcome, in all groups together.

    Returns:
        Sharp bounds as shares (0-1).

    Raises:
        ValueError: the group is empty, or the group or outcome is larger than the total.

    Source: Fréchet; Duncan and Davis (1953); METHOD 4.
    """
    n, n_g, x = (np.asarray(value, dtype=float) for value in (total, group, outcome))
    if not (np.all(n_g > 0) and np.all(n_g <= n) and np.all(x >= 0) and np.all(x <= n)):
        raise ValueError("a group must have pupils, and group and outcome must lie within the total")
    return np.maximum(0.0, (x - (n - n_g)) / n_g), np.minimum(1.0, x / n_g)


def point_showable(low: ArrayLike, high: ArrayLike) -> NDArray[np.bool_]:
    """Whether a point may be shown beside these bounds (shares): they are not wider than 40 points."""
    return np.asarray(np.asarray(high, dtype=float) - np.asarray(low, dtype=float) <= WIDEST_BOUNDS)


def envelope(
    seeds: Sequence[ArrayLike],
    margins: Mapping[Axes, ArrayLike],
    *,
    tolerance: float = 1e-8,
    most: int = 10_000,
    add: float = 0.0,
) -> Envelope:
    """Spread of the fitted table over several seeds, such as city, nation, previous cohort and uniform.

    Args:
        seeds: at least three tables of the same shape.
        margins, tolerance, most, add: as for :func:`rake`.

    Returns:
        Lowest and highest of each cell, and the tables, from which the spread of a share can be had.

    Raises:
        ValueError: fewer than three seeds, or as for :func:`rake`.
    """
    if len(seeds) < MIN_SEEDS:
        raise ValueError(f"an envelope needs at least {MIN_SEEDS} seeds")
    tables = np.stack([rake(seed, margins, tolerance=tolerance, most=most, add=add).table for seed in seeds])
    return Envelope(tables.min(axis=0), tables.max(axis=0), tables)


def _agreed(shape: Axes, margins: Mapping[Axes, ArrayLike], tolerance: float, most: int) -> dict[Axes, Floats]:
    """Margins with their axes in ascending order, that have the same total and agree on the axes they share."""
    if not margins:
        raise ValueError("at least one margin is needed")
    agreed: dict[Axes, Floats] = {}
    total = 0.0
    for given, sums in margins.items():
        axes = tuple(sorted(given))
        target = _checked(shape, given, sums)
        if not agreed:
            total = float(target.sum())
        if not total > 0:
            raise ValueError("the first margin must have pupils")
        if abs(target.sum() / total - 1) > MOST_DISAGREEMENT:
            raise ValueError(f"the margin over axes {given} has {target.sum():g} pupils where the first has {total:g}")
        target = target * (total / target.sum())
        shared: dict[Axes, Floats] = {}
        for earlier, sums_before in agreed.items():
            common = tuple(axis for axis in axes if axis in earlier)
            if not common:
                continue
            here = tuple(axes.index(axis) for axis in common)
            wanted = _margin(sums_before, tuple(earlier.index(axis) for axis in common))
            if np.abs(_margin(target, here) - wanted).sum() > MOST_DISAGREEMENT * total:
                raise ValueError(f"the margins over axes {earlier} and {given} disagree on what they share")
            shared[here] = wanted
        if shared:
            # More exact than the fit itself, which could otherwise never meet both margins.
            target = rake(target, shared, tolerance=tolerance / 100, most=most).table
        agreed[axes] = target
    return agreed


def _checked(shape: Axes, axes: Axes, sums: ArrayLike) -> Floats:
    target = np.asarray(sums, dtype=float)
    if not axes or len(set(axes)) != len(axes) or not all(0 <= axis < len(shape) for axis in axes):
        raise ValueError(f"{axes} are not axes of the table")
    if target.shape != tuple(shape[axis] for axis in axes):
        raise ValueError(f"the margin over axes {axes} does not have the shape of the table")
    if not np.isfinite(target).all() or np.any(target < 0):
        raise ValueError("a margin must hold numbers of 0 or more")
    return target.transpose(np.argsort(axes))


def _margin(table: Floats, axes: Axes) -> Floats:
    return np.asarray(table.sum(axis=tuple(axis for axis in range(table.ndim) if axis not in axes)))


def _spread(factor: Floats, axes: Axes, dimensions: int) -> Floats:
    return np.expand_dims(factor, tuple(axis for axis in range(dimensions) if axis not in axes))
