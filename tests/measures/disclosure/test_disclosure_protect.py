"""Protection of whole tables: property, links, differences, repeatability, mutation, and the standard cube."""

from __future__ import annotations

import itertools
import time

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from invented import AREAS, municipalities, standard_tables
from scipy.optimize import linprog

from kansenbeeld.measures.disclosure import (
    Attack,
    Cube,
    DisclosureError,
    Interval,
    Protection,
    Published,
    ShownPercentage,
    audit,
    find,
    link,
    protect,
    protect_each,
)

slow = settings(max_examples=8, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def cube(counts: object, name: str = "t", **more: object) -> Cube:
    array = np.asarray(counts)
    dimensions = {f"d{axis}": tuple(f"{axis}{n}" for n in range(size)) for axis, size in enumerate(array.shape)}
    return Cube(name, dimensions, array, **more)  # type: ignore[arg-type]


@st.composite
def skewed(draw: st.DrawFn, max_shape: tuple[int, ...] = (4, 3, 3)) -> np.ndarray:
    """Counts as in a city: a few large groups, many small ones."""
    shape = tuple(draw(st.integers(2, size)) for size in max_shape)
    seed = draw(st.integers(0, 10_000))
    rng = np.random.default_rng(seed)
    pupils = draw(st.sampled_from([60, 300, 1500, 6500]))
    shares = np.ones(shape)
    for axis, size in enumerate(shape):
        part = rng.dirichlet(np.full(size, 1.2))
        shares = shares * part.reshape([-1 if other == axis else 1 for other in range(len(shape))])
    return rng.multinomial(pupils, shares.ravel() / shares.sum()).reshape(shape)


def attack_what_leaves(protection: Protection, table: Cube) -> dict[tuple[tuple[str, str], ...], tuple[float, float]]:
    """Intervals of all hidden cells, straight from the printed table and with another solver call than protect's."""
    frame = protection.frame(table.name, rounded=False)
    names = list(table.dimensions)
    cells = list(itertools.product(*table.dimensions.values()))

    def row(labels: dict[str, str]) -> np.ndarray:
        wanted = {name: set(table.aggregates.get(name, {}).get(label, (label,))) for name, label in labels.items()}
        return np.array([all(cell[names.index(k)] in v for k, v in wanted.items()) for cell in cells], dtype=float)

    printed = [
        ({name: line[name] for name in names if isinstance(line[name], str)}, line["pupils"], line["code"])
        for line in frame.to_dict("records")
    ]
    shown = [(row(labels), float(pupils)) for labels, pupils, code in printed if code == ""]
    equations = np.array([r for r, _ in shown]) if shown else None
    totals = np.array([t for _, t in shown]) if shown else None
    found = {}
    for labels, _, code in printed:
        if code == "c":
            ends = []
            for sense in (1, -1):
                result = linprog(sense * row(labels), A_eq=equations, b_eq=totals, bounds=(0, None), method="highs")
                ends.append(-sense * np.inf if result.status in (3, 4) else sense * result.fun)
                assert result.status in (0, 3, 4)
            found[tuple(labels.items())] = (ends[0], ends[1])
    return found


@slow
@given(skewed())
def test_no_hidden_cell_can_be_recovered(counts: np.ndarray) -> None:
    table = cube(counts)
    protection = protect(table)
    layout = protection.table.layout
    shown = np.flatnonzero(~protection.hidden)
    for labels, (low, high) in attack_what_leaves(protection, table).items():
        number = find(layout, "t", **dict(labels))
        count = protection.table.counts[number]
        assert low - 1e-6 <= count <= high + 1e-6
        if protection.primary[number]:
            # (ii) wide, from below the threshold; (i) no sum or difference of what is shown gives it exactly.
            assert low < 10 and high - low >= 10 - 1e-6
            unit = layout.matrix[[number]].toarray()
            rows = layout.matrix[shown].toarray()
            assert np.linalg.matrix_rank(np.vstack([rows, unit])) > np.linalg.matrix_rank(rows) if len(rows) else True
    assert audit(protection.published()).findings == ()
    small = (protection.table.counts >= 1) & (protection.table.counts < 10)
    assert np.all(protection.hidden[small])


@slow
@given(skewed((4, 4)), st.integers(2, 12), st.integers(1, 15))
def test_other_thresholds_and_widths_hold_too(counts: np.ndarray, threshold: int, width: int) -> None:
    protection = protect(cube(counts), threshold=threshold, width=width)
    assert audit(protection.published(), threshold=threshold, width=width).findings == ()
    for cell, (low, high) in protection.intervals.items():
        assert low >= threshold or high - low >= width
        assert low <= protection.table.counts[cell] <= high


@slow
@given(skewed((3, 3, 2)))
def test_every_interval_has_two_whole_tables_that_prove_it(counts: np.ndarray) -> None:
    protection = protect(cube(counts))
    published, layout = protection.published(), protection.table.layout
    low = np.where(published.hidden, 0.0, published.values)
    high = np.where(published.hidden, np.inf, published.values)
    attack = Attack(layout.matrix, low, high, layout.impossible, np.full(len(low), 10), 10)
    for cell in np.flatnonzero(protection.primary):
        least, most = attack.interval(int(cell))
        one, other = attack.certificate(int(cell))
        values = layout.matrix @ one, layout.matrix @ other
        for value in values:
            assert np.array_equal(value[~published.hidden], published.values[~published.hidden])
        assert values[0][cell] == least
        assert values[1][cell] - values[0][cell] >= 10
        assert np.isinf(most) or values[1][cell] == most


@slow
@given(skewed((3, 3, 2)), st.permutations(range(3)), st.randoms(use_true_random=False))
def test_the_same_counts_give_the_same_pattern(counts: np.ndarray, axes: list[int], random: object) -> None:
    """METHOD 3.6 test 7; also if axes and categories come in another order."""
    table = cube(counts)
    first, second = protect(table), protect(table)
    assert np.array_equal(first.hidden, second.hidden)
    names = [list(table.dimensions)[axis] for axis in axes]
    orders = {name: random.sample(range(counts.shape[a]), counts.shape[a]) for name, a in zip(names, axes, strict=True)}  # type: ignore[attr-defined]
    moved = Cube(
        "t",
        {name: [table.dimensions[name][n] for n in orders[name]] for name in names},
        counts.transpose(axes)[np.ix_(*orders.values())],
    )
    third = protect(moved)

    def hidden(protection: Protection) -> set[tuple[str, ...]]:
        return {protection.table.layout.cells[n].rank for n in np.flatnonzero(protection.hidden)}

    assert hidden(first) == hidden(third)


@slow
@given(skewed((4, 3, 2)))
def test_showing_any_cell_again_fails_the_audit(counts: np.ndarray) -> None:
    """METHOD 3.6 test 8: no cell hidden for others is hidden in vain."""
    protection = protect(cube(counts))
    published = protection.published()
    for cell in np.flatnonzero(protection.secondary):
        values, hidden = published.values.copy(), published.hidden.copy()
        values[cell], hidden[cell] = protection.table.counts[cell], False
        mutant = Published(published.layout, values, hidden, published.bounds)
        with pytest.raises(DisclosureError):
            audit(mutant).check()


def raw(table: Cube, *hidden: dict[str, str]) -> Published:
    """A table that leaves with nothing hidden but these cells."""
    linked = link(table)
    marks = np.zeros(len(linked.counts), dtype=bool)
    for labels in hidden:
        marks[find(linked.layout, table.name, **labels)] = True
    return Published(linked.layout, np.where(marks, 0, linked.counts), marks)


def test_the_audit_says_what_can_be_recovered() -> None:
    table = cube([[3, 40], [50, 60]])
    with pytest.raises(DisclosureError, match=r"^The hidden count t\[d0=00, d1=10\] is 3\.$"):
        audit(raw(table, {"d0": "00", "d1": "10"})).check()
    small = cube([[3, 40, 20], [2, 60, 20], [70, 50, 30]])
    corners = [{"d0": one, "d1": other} for one in ("00", "01") for other in ("10", "11")]
    found = audit(raw(small, *corners))
    assert found.narrowest == 5
    with pytest.raises(DisclosureError, match=r"d1=10\] lies between 0 and 5\. \(1 more of these\.\)$"):
        found.check()


def test_a_small_count_that_is_shown_is_a_finding() -> None:
    found = audit(raw(cube([[3, 40], [50, 60]])))
    assert found.findings[0].kind == "shown"
    assert "shows 3 pupils" in found.findings[0].sentence
    assert found.narrowest is None


def test_a_telling_zero_that_is_shown_is_a_finding() -> None:
    """Group disclosure: nobody of the 40 in the first row is in the first column."""
    found = audit(raw(cube([[0, 40], [50, 60]])))
    assert "shows a zero in a row of 40 pupils" in found.findings[0].sentence
    assert audit(raw(cube([[0, 140], [150, 160]]))).findings == ()


def test_nothing_small_nothing_hidden() -> None:
    protection = protect(cube([[30, 40], [50, 60]]))
    assert not protection.hidden.any()
    assert protection.narrowest is None
    assert audit(protection.published()).findings == ()


def test_linked_tables_hide_the_same_cell_everywhere() -> None:
    """METHOD 3.6 test 3: a margin in one table may not give back what another hides."""
    counts = np.array([[[4, 60], [80, 70]], [[90, 50], [60, 40]]])
    one = Cube("a by b by c", {"a": "12", "b": "12", "c": "12"}, counts, margins=[("a", "b", "c")])
    two = Cube("b by c", {"b": "12", "c": "12"}, counts.sum(axis=0))
    other = Cube("a by c", {"a": "12", "c": "12"}, counts.sum(axis=1))
    alone = protect(one)
    together = protect([one, two, other])
    assert alone.secondary.sum() == 0
    assert together.secondary.sum() > 0
    assert audit(together.published()).findings == ()
    # The pattern of the table by itself would be undone by the two others.
    linked = together.table
    hidden = np.array([cell.name in {"a by b by c[a=1, b=1, c=1]"} for cell in linked.layout.cells])
    undone = audit(Published(linked.layout, np.where(hidden, 0, linked.counts), hidden))
    assert "a by b by c[a=1, b=1, c=1] is 4" in undone.findings[0].sentence


def test_tables_that_share_no_finest_table_are_joined() -> None:
    """All three two-way margins of a three-way table: bounds from pairs of tables would be too wide."""
    counts = np.array([[[4, 30], [25, 41]], [[33, 12], [18, 27]]])
    cubes = [
        Cube("ab", {"a": "12", "b": "12"}, counts.sum(axis=2), margins=[("a", "b")]),
        Cube("bc", {"b": "12", "c": "12"}, counts.sum(axis=0), margins=[("b", "c")]),
        Cube("ac", {"a": "12", "c": "12"}, counts.sum(axis=1), margins=[("a", "c")]),
    ]
    linked = link(*cubes)
    assert linked.atoms is None
    assert linked.layout.matrix.shape == (12, 8)
    assert audit(protect(linked).published()).findings == ()


def test_tables_that_disagree_are_refused() -> None:
    with pytest.raises(ValueError, match="disagree"):
        link(Cube("x", {"a": "12"}, [20, 30]), Cube("y", {"a": "12"}, [20, 31]))


def weesp(size: int, *, shown_apart: bool) -> list[Cube]:
    areas = ("Noord", "Oost", "Weesp") if shown_apart else ("Noord", "Oost")
    counts = np.array([[400, 300], [250, 350], [size, 200]])
    cubes = [Cube("stad", {"area": areas, "advice": ("laag", "hoog")}, counts[: len(areas)])]
    if not shown_apart:
        cubes.append(
            Cube(
                "met Weesp",
                {"area": ("met Weesp",), "advice": ("laag", "hoog")},
                counts.sum(axis=0)[None, :],
                margins=[("area", "advice")],
            )
        )
    return cubes


def test_with_and_without_weesp_may_not_be_subtracted() -> None:
    """METHOD 3.6 test 4: Weesp is in no table, yet the two cities differ by its 3 pupils."""
    composed = {"area": {"met Weesp": ("Noord", "Oost", "Weesp")}}
    linked = link(*weesp(3, shown_apart=False), composed=composed)
    watched = [cell for cell in linked.layout.cells if not cell.published]
    assert any("Weesp" in cell.name for cell in watched)
    nothing_hidden = ~linked.layout.published
    raw = Published(linked.layout, np.where(nothing_hidden, 0, linked.counts), nothing_hidden)
    assert any("difference" in finding.sentence for finding in audit(raw).findings)
    protection = protect(linked)
    assert protection.secondary.any()
    assert audit(protection.published()).findings == ()
    enough = protect(link(*weesp(60, shown_apart=False), composed=composed))
    assert not enough.secondary.any()


def test_a_difference_in_two_dimensions_is_found() -> None:
    """The city without Weesp and without unknown parents, next to everyone: 2 + 3 pupils are in between."""
    base = {"area": ("A", "B"), "edu": ("l", "h")}
    inner = Cube("kern", base, np.array([[40, 50], [60, 70]]))
    outer = Cube("iedereen", {"area": ("alle",), "edu": ("alle",)}, np.array([[225]]), margins=[()])
    composed = {"area": {"alle": ("A", "B", "Weesp")}, "edu": {"alle": ("l", "h", "onbekend")}}
    linked = link(inner, outer, composed=composed)
    hidden = ~linked.layout.published
    found = audit(Published(linked.layout, np.where(hidden, 0, linked.counts), hidden))
    assert [finding.kind for finding in found.findings] == ["difference"]
    assert "leaves 5 pupils" in found.findings[0].sentence
    protection = protect(linked)
    assert audit(protection.published()).findings == ()
    assert not protection.table.layout.published[-1]


def test_cohorts_and_their_sum_are_one_system() -> None:
    years = ("2016", "2017", "2018")
    counts = np.array([[5, 60], [40, 70], [45, 80]])
    single = Cube("los", {"cohort": years, "advice": ("laag", "hoog")}, counts)
    pooled = Cube("samen", {"cohort": ("2016-2018",), "advice": ("laag", "hoog")}, counts.sum(axis=0)[None, :])
    composed = {"cohort": {"2016-2018": years}}
    protection = protect(link(single, pooled, composed=composed))
    assert protection.is_hidden("los", cohort="2016", advice="laag")
    assert audit(protection.published()).findings == ()


def test_moving_windows_next_to_each_other_are_refused() -> None:
    counts = np.array([[300, 400], [320, 410]])
    windows = {"2016-2018": ("2016", "2017", "2018"), "2017-2019": ("2017", "2018", "2019")}
    cubes = [
        Cube(name, {"cohort": (name,), "advice": ("laag", "hoog")}, counts[[n]], margins=[("cohort", "advice")])
        for n, name in enumerate(windows)
    ]
    published = protect(link(*cubes, composed={"cohort": windows})).published()
    with pytest.raises(DisclosureError, match="overlap"):
        audit(published).check()
    apart = protect(cubes[0]).published()
    with pytest.raises(DisclosureError, match="overlap"):
        audit(apart, windows=windows).check()
    assert audit(apart, windows={"a": ("2016",), "b": ("2017", "2018")}).findings == ()


def test_percentages_are_part_of_the_audit() -> None:
    published = protect(cube([[30, 40], [50, 60]])).published()
    shown = [ShownPercentage("Noord", 17, 24, exact=True), ShownPercentage("Zuid", 40, 150)]
    assert [finding.kind for finding in audit(published, percentages=shown).findings] == ["percentage"]


def test_what_is_said_of_a_hidden_count_otherwise_narrows_it() -> None:
    """A "<10%" of 100 pupils says 0 to 9: as narrow as the rule allows, so not beside a hidden count."""
    protection = protect(cube([[3, 200], [150, 300]]))
    published = protection.published()
    cell = find(published.layout, "t", d0="00", d1="10")
    narrowed = Published(published.layout, published.values, published.hidden, {cell: Interval(0, 9)})
    assert any("lies between 0 and 9" in finding.sentence for finding in audit(narrowed).findings)


def test_structural_zeros_are_shown_and_protect_nobody() -> None:
    counts = np.array([[0, 6, 30], [50, 40, 30], [25, 35, 45]])
    structural = np.zeros((3, 3), dtype=bool)
    structural[0, 0] = True
    protection = protect(cube(counts, structural=structural))
    assert not protection.is_hidden("t", d0="00", d1="10")
    assert audit(protection.published()).findings == ()
    assert protect(cube(counts)).is_hidden("t", d0="00", d1="10")


def test_aggregates_are_protected_with_their_parts() -> None:
    counts = np.array([[6, 60], [40, 70], [45, 80]])
    table = cube(counts, aggregates={"d0": {"00+01": ("00", "01")}})
    protection = protect(table)
    assert protection.is_hidden("t", d0="00+01", d1="10") or protection.is_hidden("t", d0="01", d1="10")
    assert audit(protection.published()).findings == ()


def test_what_must_stay_may_make_protection_impossible() -> None:
    with pytest.raises(DisclosureError, match="merge classes"):
        protect(cube([4, 30]), keep=lambda cell: True)
    kept = protect(cube([[4, 30], [60, 70]]), keep=lambda cell: not cell.places[0].labels)
    assert not kept.is_hidden("t")


def test_school_by_parents_never_leaves() -> None:
    with pytest.raises(DisclosureError, match="schools"):
        Cube("x", {"school": "ab", "parental_education": "lh"}, [[100, 100], [100, 100]])


@pytest.mark.parametrize(
    ("counts", "more"),
    [
        ([[1, 2, 3]], {}),
        ([[1.5, 2]], {}),
        ([[-1, 2]], {}),
        ([[np.nan, 2]], {}),
        ([[1, 2]], {"margins": [("z",)]}),
        ([[1, 2]], {"aggregates": {"a": {"q": ("7",)}}}),
        ([[1, 2]], {"structural": np.array([[True, False]])}),
        ([[1, 2]], {"structural": np.array([True])}),
    ],
)
def test_broken_tables_are_refused(counts: list[list[float]], more: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        Cube("x", {"a": ("1",), "b": ("1", "2")}, np.array(counts), **more)  # type: ignore[arg-type]


def test_a_table_leaves_without_hidden_or_unrounded_counts() -> None:
    protection = protect(cube([[3, 43], [52, 61]]))
    frame = protection.frame("t")
    assert frame["pupils"].isna().sum() == (frame["code"] == "c").sum() == protection.hidden.sum()
    assert (frame["pupils"].dropna() % 5 == 0).all()
    values = protection.published().values
    assert (values[protection.hidden] == 0).all()


def test_a_share_of_a_hidden_count_is_hidden_too() -> None:
    protection = protect(cube([[3, 143], [152, 161], [40, 160]]))
    hidden = protection.secondary & (protection.table.counts >= 100)
    assert hidden.any()
    assert protection.percentage("t", {"d1": "10"}, d0="00").code == "c"
    assert protection.percentage("t", {"d1": "11"}, d0="00").code == "c"
    open_row = next(row for row in ("01", "02") if not protection.is_hidden("t", d0=row, d1="10"))
    assert protection.percentage("t", {"d1": "10"}, d0=open_row).form == "value"


def test_the_report_counts_by_table() -> None:
    protection = protect([cube([[3, 43], [52, 61]], "een"), cube([[3, 43], [52, 61]], "twee")])
    report = protection.report()
    assert [line.split()[0] for line in report.splitlines()] == ["table", "een", "twee"]
    assert report.splitlines()[1].split()[1:3] == ["9", "1"]
    assert protection.narrowest is not None and protection.narrowest >= 10


def test_the_standard_cube(capsys: pytest.CaptureFixture[str]) -> None:
    """METHOD 3.5: the cube that was designed for this, with the pupils of unknown parents beside it."""
    start = time.process_time()
    protection = protect(standard_tables(19_500))
    protected = time.process_time()
    result = audit(protection.published())
    audited = time.process_time()
    with capsys.disabled():
        print(f"\nstandard cube: protected in {protected - start:.1f} s, audited in {audited - protected:.1f} s of CPU")  # noqa: T201
        print(protection.report())  # noqa: T201
    result.check()
    assert result.narrowest is not None and result.narrowest >= 10
    assert not any(protection.is_hidden("totaal incl. onbekend", area=area) for area in AREAS)


def test_municipalities_one_by_one(capsys: pytest.CaptureFixture[str]) -> None:
    seconds = []
    for protection, took in protect_each(municipalities(6)):
        audit(protection.published()).check()
        seconds.append(took)
    with capsys.disabled():
        print(f"\nmunicipality: {np.mean(seconds):.2f} s each, longest {max(seconds):.2f} s")  # noqa: T201
