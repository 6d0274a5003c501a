"""A second look at what leaves, without knowing the true counts (METHOD 3.4, 3.6).

The audit gets the form of the tables, the shown counts and the hidden marks, nothing else. One symbol stands for every
hidden cell, so it can't tell which were small: it asks of each hidden cell that an attacker is left in doubt.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from scipy.sparse import csr_array  # type: ignore[import-untyped]

from kansenbeeld.measures.disclosure.attack import Attack
from kansenbeeld.measures.disclosure.primary import (
    PLAIN_THRESHOLD,
    THRESHOLD,
    ZERO_ROW,
    Form,
    base_step,
    rounded,
    rounded_base,
    thresholds_of,
)
from kansenbeeld.measures.disclosure.publishers import Interval
from kansenbeeld.measures.disclosure.tables import Bools, DisclosureError, Ints, Layout
from kansenbeeld.measures.shares import MIN_EITHER_SIDE

MIN_FITTING = 3
"""A shown percentage must leave this many numerators possible, or only large ones."""

TIME_DIMENSIONS = ("cohort", "advice_year", "schoolyear")
"""Dimensions in which overlapping windows are refused."""

Kind = Literal["interval", "shown", "difference", "percentage", "window"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One way in which what leaves says too much; ``sentence`` is for the reader of the build's report."""

    kind: Kind
    sentence: str


@dataclass(frozen=True, slots=True, eq=False)
class Published:
    """What leaves.

    Attributes:
        layout: the form of the tables.
        values: shown counts; 0 where hidden.
        hidden: which cells are not shown.
        bounds: what is said of hidden cells otherwise, such as "<10%" of 200 pupils: cell to interval in pupils.
    """

    layout: Layout
    values: Ints
    hidden: Bools
    bounds: Mapping[int, Interval] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ShownPercentage:
    """A percentage as a reader sees it.

    Attributes:
        name: where it is shown.
        percent: whole percentage, 0-100.
        pupils: the denominator as shown.
        exact: whether ``pupils`` is the denominator itself rather than rounded to 10 or 50.
        form: ``value`` or ``uncertain`` for a percentage, ``below`` or ``above`` for a limit.
    """

    name: str
    percent: int
    pupils: int
    exact: bool = False
    form: Form = "value"


@dataclass(frozen=True, slots=True)
class Audit:
    """What an audit found, and the narrowest interval of a hidden cell that may be small, in pupils."""

    findings: tuple[Finding, ...]
    narrowest: float | None

    def check(self) -> None:
        """Stop if there is a finding.

        Raises:
            DisclosureError: with the first finding as its sentence.
        """
        if self.findings:
            more = len(self.findings) - 1
            raise DisclosureError(self.findings[0].sentence + (f" ({more} more of these.)" if more else ""))


def audit(
    published: Published,
    *,
    percentages: Iterable[ShownPercentage] = (),
    windows: Mapping[str, Collection[str | int]] | None = None,
    threshold: int = THRESHOLD,
    plain_threshold: int = PLAIN_THRESHOLD,
    width: int = 10,
) -> Audit:
    """Look for everything in what leaves that gives a small count away.

    Args:
        published: counts and hidden marks of all linked tables together.
        percentages: every percentage that is shown with its denominator.
        windows: windows of cohorts that are published outside these tables: name to its cohorts.
        threshold, plain_threshold, width: as for :func:`~kansenbeeld.measures.disclosure.protect`.

    Returns:
        The findings, none if all is well.
    """
    layout = published.layout
    thresholds = thresholds_of(layout, threshold, plain_threshold)
    findings = [*_shown_too_small(published, thresholds), *_telling_zeros(published)]
    narrowest: float | None = None
    if published.hidden.any():
        low = np.where(published.hidden, 0.0, published.values)
        high = np.where(published.hidden, np.inf, published.values)
        for bounded, bound in published.bounds.items():
            if published.hidden[bounded]:
                low[bounded], high[bounded] = max(0.0, bound.low), bound.high
        attack = Attack(layout.matrix, low, high, layout.impossible, thresholds, width)
        for cell in map(int, np.flatnonzero(published.hidden)):
            least, most = attack.interval(cell)
            if least >= thresholds[cell]:
                continue
            narrowest = most - least if narrowest is None else min(narrowest, most - least)
            if most - least < width:
                what = f"is {least:.0f}" if least == most else f"lies between {least:.0f} and {most:.0f}"
                findings.append(Finding("interval", f"The hidden count {layout.cells[cell].name} {what}."))
    differences = small_differences(layout, published.values, ~published.hidden, thresholds)
    for difference in loose_differences(differences, published.hidden):
        total, part = difference.total, difference.part
        rest = int(published.values[total] - published.values[part])
        names = f"{layout.cells[total].name} minus {layout.cells[part].name}"
        findings.append(Finding("difference", f"{names} leaves {rest} pupils."))
    findings += [finding for shown in percentages if (finding := _percentage_finding(shown))]
    findings += _window_findings(
        _windows_of(layout) | {name: frozenset(map(str, w)) for name, w in (windows or {}).items()}
    )
    return Audit(tuple(findings), narrowest)


@dataclass(frozen=True, slots=True, eq=False)
class Difference:
    """A population without a part of it, where few pupils are left.

    Attributes:
        total, part: the cells.
        atoms: what the difference counts, without what shown zeros settle.
        inside: cells that lie within the difference.
    """

    total: int
    part: int
    atoms: Ints
    inside: Ints


def small_differences(layout: Layout, values: Ints, usable: Bools, thresholds: Ints) -> list[Difference]:
    """All pairs of printed populations A within B for which B minus A is small (METHOD 3.6 test 4).

    Args:
        layout: the form.
        values: counts of the cells.
        usable: cells whose count may be used.
        thresholds: smallest count that is shown, for each cell.

    Returns:
        The differences of 1 to one below the threshold, and those of zero pupils in a population below 100; smallest
        first, in a fixed order.
    """
    printed = usable & layout.published
    chosen = np.flatnonzero(printed & (values > 0))
    if len(chosen) < 2:
        return []
    possible = csr_array(layout.matrix.multiply((~layout.impossible).astype(np.int64)[None, :]))
    zeros = np.flatnonzero(printed & (values == 0))
    # Atoms that a shown zero settles are no news in a difference.
    settled = np.asarray(possible[zeros].sum(axis=0)).ravel() > 0
    sizes = np.asarray(possible.sum(axis=1)).ravel()
    found: list[tuple[int, tuple[str, ...], Difference]] = []
    for part in chosen:
        larger = chosen[(sizes[chosen] > sizes[part]) & (values[chosen] >= values[part])]
        rest = values[larger] - values[part]
        few = (rest >= 1) & (rest < np.maximum(thresholds[larger], thresholds[part]))
        larger = larger[few | ((rest == 0) & (values[larger] < ZERO_ROW))]
        if not len(larger):
            continue
        mine = np.zeros(possible.shape[1], dtype=np.int64)
        mine[layout.atoms_of(int(part))] = 1
        for total in larger[np.asarray(possible[larger] @ mine) == sizes[part]]:
            atoms = np.setdiff1d(layout.atoms_of(int(total)), layout.atoms_of(int(part)))
            atoms = atoms[~settled[atoms]]
            if not len(atoms):
                continue
            mask = np.zeros(possible.shape[1], dtype=np.int64)
            mask[atoms] = 1
            inside = np.flatnonzero((np.asarray(possible @ mask) == sizes) & (sizes > 0))
            order = layout.cells[total].rank + layout.cells[part].rank
            found.append((int(values[total] - values[part]), order, Difference(int(total), int(part), atoms, inside)))
    found.sort(key=lambda item: item[:2])
    return [difference for _, _, difference in found]


def loose_differences(differences: Iterable[Difference], hidden: Bools) -> list[Difference]:
    """Those differences of which both populations are shown, and that no hidden cell guards.

    A hidden cell inside a difference that is known and small has too narrow an interval by itself: the test of
    intervals finds it.
    """
    return [
        difference
        for difference in differences
        if not hidden[difference.total] and not hidden[difference.part] and not hidden[difference.inside].any()
    ]


def fitting_numerators(percent: int, pupils: int, *, exact: bool = False, form: Form = "value") -> dict[int, int]:
    """Numerators that a shown percentage can come from, each with the largest complement that goes with it.

    Args:
        percent: whole percentage as shown, or the limit of "<10%" and ">90%".
        pupils: denominator as shown.
        exact: whether that is the denominator itself; otherwise every denominator that is rounded to it is tried.
        form: ``below`` and ``above`` for limits.

    Returns:
        Numerator to the smallest complement among the denominators that fit.
    """
    step = base_step(pupils)
    bases: Sequence[int] = (
        [pupils] if exact else [n for n in range(max(1, pupils - step), pupils + step + 1) if rounded_base(n) == pupils]
    )
    fits: dict[int, int] = {}
    for base in bases:
        for numerator in _numerators(percent, base, form):
            fits[numerator] = min(fits.get(numerator, base), base - numerator)
    return fits


def _numerators(percent: int, base: int, form: Form) -> Iterable[int]:
    if form == "below":
        return range(min(-(-percent * base // 100), base + 1))
    if form == "above":
        return range(percent * base // 100 + 1, base + 1)
    near = range(max(0, (2 * percent - 1) * base // 200), min(base, (2 * percent + 1) * base // 200 + 1) + 1)
    return [numerator for numerator in near if rounded(100 * numerator, base) == percent]


def tells_no_count(shown: ShownPercentage) -> bool:
    """Whether a shown percentage leaves three numerators possible, or only large ones on both sides.

    Source: METHOD 3.6, test 5.
    """
    return _tells_no_count(shown.percent, shown.pupils, shown.exact, shown.form)


# A country has thousands of percentages, and the same ones again and again.
@functools.lru_cache(maxsize=8192)
def _tells_no_count(percent: int, pupils: int, exact: bool, form: Form) -> bool:
    fits = fitting_numerators(percent, pupils, exact=exact, form=form)
    large = min(fits, default=0) >= MIN_EITHER_SIDE and min(fits.values(), default=0) >= MIN_EITHER_SIDE
    return len(fits) >= MIN_FITTING or large


def _percentage_finding(shown: ShownPercentage) -> Finding | None:
    if tells_no_count(shown):
        return None
    fits = fitting_numerators(shown.percent, shown.pupils, exact=shown.exact, form=shown.form)
    if not fits:
        return Finding("percentage", f"{shown.name}: no count of pupils gives {shown.percent}% of {shown.pupils}.")
    options = " or ".join(str(numerator) for numerator in sorted(fits))
    return Finding("percentage", f"{shown.name}: {shown.percent}% of {shown.pupils} can only be {options} pupils.")


def _shown_too_small(published: Published, thresholds: Ints) -> Iterable[Finding]:
    layout = published.layout
    for cell in np.flatnonzero(~published.hidden & (published.values >= 1) & (published.values < thresholds)):
        yield Finding("shown", f"{layout.cells[cell].name} shows {published.values[cell]} pupils.")


def _telling_zeros(published: Published) -> Iterable[Finding]:
    """Zeros that are shown in a shown row of few pupils: they say something about everyone in it."""
    layout = published.layout
    possible = csr_array(layout.matrix.multiply((~layout.impossible).astype(np.int64)[None, :]))
    zeros = ~published.hidden & (published.values == 0) & (np.asarray(possible.sum(axis=1)).ravel() > 0)
    smallest = np.full(len(zeros), ZERO_ROW)
    for total, *parts in layout.equations:
        if not published.hidden[total]:
            smallest[parts] = np.minimum(smallest[parts], published.values[total])
    telling = zeros & (smallest < ZERO_ROW)
    # What lies inside a zero that may be shown says nothing more.
    settled = np.asarray(possible[np.flatnonzero(zeros & ~telling)].sum(axis=0)).ravel() > 0
    for cell in np.flatnonzero(telling & (np.asarray(possible @ (~settled).astype(np.int64)) > 0)):
        sentence = f"{layout.cells[cell].name} shows a zero in a row of {smallest[cell]} pupils."
        yield Finding("shown", sentence)


def _windows_of(layout: Layout) -> dict[str, frozenset[str]]:
    windows: dict[str, frozenset[str]] = {}
    for cell in layout.cells:
        for dimension, members in cell.sets if cell.published else ():
            if dimension in TIME_DIMENSIONS:
                windows.setdefault("+".join(sorted(members)), members)
    return windows


def _window_findings(windows: Mapping[str, frozenset[str]]) -> Iterable[Finding]:
    """Windows that overlap without one holding the other: side by side they give single cohorts."""
    for (first, one), (second, other) in _pairs(windows):
        if one & other and not one <= other and not other <= one:
            yield Finding(
                "window", f"The cohorts {first} and {second} overlap, so their difference tells one from another."
            )


def _pairs(
    windows: Mapping[str, frozenset[str]],
) -> Iterable[tuple[tuple[str, frozenset[str]], tuple[str, frozenset[str]]]]:
    items = sorted(windows.items())
    for number, first in enumerate(items):
        for second in items[number + 1 :]:
            yield first, second
