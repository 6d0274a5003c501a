from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kansenbeeld.measures import unknown

Examples = dict[str, dict[str, Any]]


def test_bounds_of_the_gap(examples: Examples) -> None:
    inputs, expected = examples["E05"]["inputs"], examples["E05"]["expected"]
    n_l, x_l, n_h, x_h = (inputs[name] for name in ("nL", "xL", "nH", "xH"))
    assert x_h / n_h - x_l / n_l == pytest.approx(expected["point"])
    low, high = unknown.gap_bounds(n_l, x_l, n_h, x_h, inputs["u"], inputs["xu"])
    assert (float(low), float(high)) == pytest.approx((expected["lower"], expected["upper"]), abs=1e-6)


def test_unknown_outcome_as_published(examples: Examples) -> None:
    inputs, expected = examples["B07"]["inputs"], examples["B07"]["expected"]
    yes, no, missing = inputs["yes"], inputs["no"], inputs["unknown"]
    assert 100 * unknown.among_known(yes, no) == pytest.approx(expected["among_known"], abs=1e-3)
    low, high = unknown.share_bounds(yes, no, missing)
    assert (100 * low, 100 * high) == pytest.approx((expected["lower"], expected["upper"]))
    assert unknown.unknown_share(yes + no, missing) == pytest.approx(0.03)


@pytest.mark.parametrize(("share", "shown"), [(0, True), (0.20, True), (0.2001, False), (float("nan"), False)])
def test_a_gap_is_hidden_above_a_fifth(share: float, shown: bool) -> None:
    assert unknown.gap_showable(share) is shown


def counted(most: int) -> st.SearchStrategy[tuple[int, int]]:
    return st.tuples(st.integers(0, most), st.floats(0, 1)).map(lambda pair: (pair[0], round(pair[0] * pair[1])))


@settings(max_examples=50, deadline=None)
@given(counted(40).filter(lambda pair: pair[0] > 0), counted(40).filter(lambda pair: pair[0] > 0), counted(8))
def test_bounds_are_the_extremes_of_all_divisions(
    low: tuple[int, int], high: tuple[int, int], missing: tuple[int, int]
) -> None:
    (n_l, x_l), (n_h, x_h), (u, x_u) = low, high, missing
    gaps = [
        (x_h + reached) / (n_h + reached + others) - (x_l + x_u - reached) / (n_l + u - reached - others)
        for reached in range(x_u + 1)
        for others in range(u - x_u + 1)
    ]
    bounds = [float(bound) for bound in unknown.gap_bounds(n_l, x_l, n_h, x_h, u, x_u)]
    assert bounds == pytest.approx([min(gaps), max(gaps)], abs=1e-12)


def test_allocation_in_proportion_within_the_cell() -> None:
    known = np.array([[30, 10], [10, 10], [0, 20]])
    result = unknown.allocate(known, [8, 4])
    assert result.tolist() == [[36, 11], [12, 11], [0, 22]]
    assert unknown.allocate(known, [0, 0]).tolist() == known.tolist()


def test_shares_of_unknown_for_many_cells() -> None:
    found = unknown.unknown_share([80, 0], [20, 0])
    assert found[0] == 0.2
    assert np.isnan(found[1])


def test_impossible_numbers_are_refused() -> None:
    with pytest.raises(ValueError, match="must have pupils"):
        unknown.gap_bounds(0, 0, 10, 5, 3, 1)
    with pytest.raises(ValueError, match="the group"):
        unknown.gap_bounds(10, 5, 10, 5, 3, 4)
    with pytest.raises(ValueError, match="can't be divided"):
        unknown.allocate([[0], [0]], [1])
    with pytest.raises(ValueError, match="cells"):
        unknown.allocate([[1], [1]], [1, 2])
    with pytest.raises(ValueError, match="0 or more"):
        unknown.allocate([[1], [-1]], [1])
    with pytest.raises(ValueError, match="known"):
        unknown.among_known(0, 0)
    with pytest.raises(ValueError, match="0 or more"):
        unknown.share_bounds(0, 0, 0)
