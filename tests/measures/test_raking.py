from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from kansenbeeld.measures.raking import envelope, frechet_bounds, point_showable, rake

Examples = dict[str, dict[str, Any]]
Floats = NDArray[np.float64]

SHAPE = (3, 2, 4)
MARGINS = ((0, 1), (0, 2))
tables = arrays.arrays(np.float64, SHAPE, elements=st.floats(0.5, 50))
flat = arrays.arrays(np.float64, (3, 4), elements=st.floats(0.5, 50))


def margins_of(table: Floats, axes: tuple[tuple[int, ...], ...]) -> dict[tuple[int, ...], Floats]:
    return {kept: table.sum(axis=tuple(axis for axis in range(table.ndim) if axis not in kept)) for kept in axes}


def test_example_as_published(examples: Examples) -> None:
    inputs = examples["E01"]["inputs"]
    found = rake(inputs["seed"], {(0,): inputs["rows"], (1,): inputs["cols"]})
    assert found.table == pytest.approx(np.array(examples["E01"]["expected"]["fit"]), abs=examples["E01"]["tolerance"])
    assert found.iterations < 20


def test_odds_ratio_of_the_seed_is_kept(examples: Examples) -> None:
    inputs, expected = examples["E03"]["inputs"], examples["E03"]["expected"]
    table = rake(inputs["seed"], {(0,): inputs["rows"], (1,): inputs["cols"]}, tolerance=1e-13).table
    assert table[0, 0] == pytest.approx(expected["a11"], abs=examples["E03"]["tolerance"])
    assert table[0, 0] * table[1, 1] / table[0, 1] / table[1, 0] == pytest.approx(expected["odds_ratio"])


@settings(max_examples=30, deadline=None)
@given(tables, tables)
def test_margins_are_reached_and_other_odds_ratios_kept(seed: Floats, truth: Floats) -> None:
    wanted = margins_of(truth, MARGINS)
    table = rake(seed, wanted).table
    for axes, margin in margins_of(table, MARGINS).items():
        assert margin == pytest.approx(wanted[axes], abs=1e-7 * truth.sum())
    # Within a district (axis 0) no margin fixes how the other two go together: that stays as in the seed.
    change = np.log(table / seed)
    local = change - change[:, :1, :] - change[:, :, :1] + change[:, :1, :1]
    assert local == pytest.approx(np.zeros(SHAPE), abs=1e-9)


@settings(max_examples=20, deadline=None)
@given(flat, tables)
def test_one_seed_for_all_districts_makes_them_alike(city: Floats, truth: Floats) -> None:
    # Axes: district, outcome, advice; no margin joins district and outcome.
    city = city[:2]
    table = rake(np.broadcast_to(city, SHAPE), margins_of(truth, ((0, 2), (1,)))).table
    chance = table[:, 1] / table.sum(axis=1)
    assert chance == pytest.approx(np.broadcast_to(chance[0], chance.shape), abs=1e-6)


@settings(max_examples=20, deadline=None)
@given(tables, tables)
def test_a_table_with_its_own_margins_stays_as_it_is(seed: Floats, other: Floats) -> None:
    found = rake(seed, margins_of(seed, ((0, 1), (1, 2), (0, 2))))
    assert found.table == pytest.approx(seed)
    assert found.iterations == 1
    # And a fit is its own seed.
    once = rake(seed, margins_of(other, MARGINS), tolerance=1e-12).table
    assert rake(once, margins_of(other, MARGINS)).table == pytest.approx(once)


@settings(max_examples=20, deadline=None)
@given(tables, tables, st.permutations(range(3)))
def test_order_of_the_axes_does_not_matter(seed: Floats, truth: Floats, order: list[int]) -> None:
    margins = margins_of(truth, ((0, 1), (1, 2), (0, 2)))
    place = {axis: new for new, axis in enumerate(order)}
    moved = {tuple(place[axis] for axis in axes): margin for axes, margin in margins.items()}
    straight = rake(seed, margins, tolerance=1e-11).table
    assert rake(seed.transpose(order), moved, tolerance=1e-11).table == pytest.approx(
        straight.transpose(order), abs=1e-6 * truth.sum()
    )


@pytest.mark.parametrize("number", range(3))
def test_equals_the_poisson_model_with_the_seed_as_offset(number: int) -> None:
    random = np.random.default_rng(number)
    seed, truth = random.uniform(1, 30, SHAPE), random.poisson(20, SHAPE) + 1.0
    axes = ((0, 1), (1, 2))
    table = rake(seed, margins_of(truth, axes), tolerance=1e-13).table
    district, outcome, advice = np.indices(SHAPE).reshape(3, -1)
    # One column per cell of both margins; of the second without its first advice, which the others already fix.
    design = np.column_stack(
        [np.eye(6)[district * 2 + outcome], np.delete(np.eye(8), [0, 4], axis=1)[outcome * 4 + advice]]
    )
    model = sm.GLM(truth.ravel(), design, family=sm.families.Poisson(), offset=np.log(seed).ravel())
    fit = model.fit(tol=1e-14, maxiter=200)
    assert table.ravel() == pytest.approx(fit.fittedvalues, abs=1e-8)


def test_four_dimensions() -> None:
    random = np.random.default_rng(4)
    truth, seed = random.uniform(1, 9, (3, 2, 4, 2)), random.uniform(1, 9, (3, 2, 4, 2))
    wanted = margins_of(truth, ((0, 1, 2), (1, 2, 3), (3,)))
    for axes, margin in margins_of(rake(seed, wanted).table, tuple(wanted)).items():
        assert margin == pytest.approx(wanted[axes], abs=1e-6)


def test_zero_cells_stay_zero_unless_something_is_added() -> None:
    seed, margins = [[0, 10], [20, 40]], {(0,): [50, 50], (1,): [40, 60]}
    assert rake(seed, margins).table[0, 0] == 0
    assert rake(seed, margins, add=0.5).table[0, 0] > 0
    with pytest.raises(ValueError, match="only zeros"):
        rake([[0, 0], [20, 40]], margins)
    with pytest.raises(ValueError, match="not reached"):
        rake([[0, 10], [10, 0]], margins, most=200)


def test_rounding_is_reconciled_to_the_first_margin() -> None:
    seed = np.ones((2, 2))
    table = rake(seed, {(0,): [400, 600], (1,): [302, 703]}).table
    assert table.sum() == pytest.approx(1000)
    assert table.sum(axis=1) == pytest.approx([400, 600])
    assert table.sum(axis=0) == pytest.approx([302 / 1.005, 703 / 1.005])
    with pytest.raises(ValueError, match="pupils where the first"):
        rake(seed, {(0,): [400, 600], (1,): [302, 720]})


def test_margins_that_share_an_axis_are_made_to_agree_on_it() -> None:
    first, second = np.array([[50.0, 50], [60, 40]]), np.array([[30.0, 70.4], [20, 79.6]])
    table = rake(np.ones((2, 2, 2)), {(0, 1): first, (0, 2): second}).table
    assert table.sum(axis=2) == pytest.approx(first, abs=1e-5)
    assert table.sum(axis=1).sum(axis=1) == pytest.approx([100, 100], abs=1e-5)
    with pytest.raises(ValueError, match="disagree"):
        rake(np.ones((2, 2, 2)), {(0, 1): first, (0, 2): [[30, 75], [20, 75]]})


def test_a_rounded_table_is_fitted_to_two_margins_of_its_own() -> None:
    rows, columns = [100.3, 199.7, 300.0], [250.4, 349.6]
    rounded = [[20, 80], [90, 110], [140, 160]]
    table = rake(np.ones((3, 2, 2)), {(0,): rows, (1,): columns, (0, 1): rounded, (2,): [200, 400]}).table
    assert table.sum(axis=(1, 2)) == pytest.approx(rows, abs=1e-5)
    assert table.sum(axis=(0, 2)) == pytest.approx(columns, abs=1e-5)
    assert table.sum(axis=2) == pytest.approx(np.array(rounded), abs=2)


def test_axes_of_a_margin_in_any_order() -> None:
    truth = np.arange(1.0, 25).reshape(SHAPE)
    straight = rake(np.ones(SHAPE), margins_of(truth, ((0, 2), (1,)))).table
    turned = rake(np.ones(SHAPE), {(2, 0): truth.sum(axis=1).T, (1,): truth.sum(axis=(0, 2))}).table
    assert turned == pytest.approx(straight)


@pytest.mark.parametrize(
    ("seed", "margins", "why"),
    [
        ([[1, -1], [1, 1]], {(0,): [1, 1]}, "seed"),
        ([[1, 1], [1, 1]], {}, "at least one"),
        ([[1, 1], [1, 1]], {(2,): [1, 1]}, "not axes"),
        ([[1, 1], [1, 1]], {(0, 0): [[1, 1], [1, 1]]}, "not axes"),
        ([[1, 1], [1, 1]], {(): 4}, "not axes"),
        ([[1, 1], [1, 1]], {(0,): [1, 1, 1]}, "shape"),
        ([[1, 1], [1, 1]], {(0,): [1, -1]}, "0 or more"),
        ([[1, 1], [1, 1]], {(0,): [0, 0]}, "must have pupils"),
    ],
)
def test_impossible_tables_are_refused(seed: Any, margins: Any, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        rake(seed, margins)


def test_bounds_by_hand() -> None:
    # 100 pupils, 70 with the outcome; of a group of 60 at least 30 have it, of a group of 80 at least 50.
    low, high = frechet_bounds(100, [60, 80, 20], 70)
    assert low.tolist() == pytest.approx([30 / 60, 50 / 80, 0])
    assert high.tolist() == pytest.approx([1, 70 / 80, 1])
    assert point_showable(low, high).tolist() == [False, True, False]
    for impossible in ((100, 0, 70), (100, 101, 70), (100, 60, 101)):
        with pytest.raises(ValueError, match="within the total"):
            frechet_bounds(*impossible)


@settings(max_examples=100, deadline=None)
@given(arrays.arrays(np.int64, (4, 2), elements=st.integers(0, 60)).filter(lambda t: (t.sum(axis=1) > 0).all()))
def test_bounds_hold_the_truth_and_any_fit(truth: NDArray[np.int64]) -> None:
    groups, outcome = truth.sum(axis=1), truth[:, 1].sum()
    low, high = frechet_bounds(truth.sum(), groups, outcome)
    assert np.all(low <= truth[:, 1] / groups + 1e-12)
    assert np.all(truth[:, 1] / groups <= high + 1e-12)
    if 0 < outcome < truth.sum():
        fitted = rake(np.ones((4, 2)), {(0,): groups, (1,): truth.sum(axis=0)}).table[:, 1] / groups
        assert np.all((low - 1e-6 <= fitted) & (fitted <= high + 1e-6))


@settings(max_examples=50, deadline=None)
@given(arrays.arrays(np.int64, (3, 2), elements=st.integers(1, 20)))
def test_bounds_are_sharp(truth: NDArray[np.int64]) -> None:
    groups, outcome, total = truth.sum(axis=1), truth[:, 1].sum(), truth.sum()
    low, high = frechet_bounds(total, groups[0], outcome)
    reachable = [first for first in range(groups[0] + 1) if 0 <= outcome - first <= total - groups[0]]
    assert (float(low), float(high)) == pytest.approx((reachable[0] / groups[0], reachable[-1] / groups[0]))


def test_envelope_over_seeds() -> None:
    margins = {(0,): [50, 50], (1,): [60, 40]}
    seeds = [[[30, 10], [20, 40]], np.ones((2, 2)), [[10, 30], [40, 20]]]
    found = envelope(seeds, margins)
    fits = [rake(seed, margins).table for seed in seeds]
    assert found.tables == pytest.approx(np.array(fits))
    assert found.low[0, 0] == pytest.approx(fits[2][0, 0])
    assert found.high[0, 0] == pytest.approx(fits[0][0, 0])
    assert np.all(found.low <= found.high)
    with pytest.raises(ValueError, match="at least 3"):
        envelope(seeds[:2], margins)
