"""What an attacker can work out, on published examples and by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from kansenbeeld.measures.disclosure import Interval, attacker_interval, publishers, recoverable

Examples = dict[str, dict[str, Any]]

# Cells in reading order with their totals: 3 rows of 2 and the column totals, then the row totals.
HANDBOOK = {
    "x11 + x12 = 7": ([1, 1, 0, 0, 0, 0], 7),
    "x21 + x22 = 3": ([0, 0, 1, 1, 0, 0], 3),
    "x31 + x32 = 6": ([0, 0, 0, 0, 1, 1], 6),
    "x11 + x21 + x31 = 9": ([1, 0, 1, 0, 1, 0], 9),
    "x12 + x22 + x32 = 7": ([0, 1, 0, 1, 0, 1], 7),
}


def system(rows: dict[str, tuple[list[int], int]]) -> tuple[np.ndarray, np.ndarray]:
    equations, totals = zip(*rows.values(), strict=True)
    return np.array(equations), np.array(totals)


@pytest.mark.parametrize("integer", [False, True])
@pytest.mark.parametrize("sparse", [False, True])
def test_f01_handbook_example_3(integer: bool, sparse: bool) -> None:
    """Example 3 of the Handbook on Statistical Disclosure Control, section 4.2.2 (Geurts 1992, table 10).

    Source: github sdcTools/HandbookSDC, chapters/04, "Disclosure Control Concepts for Magnitude Tabular Data": the
    third row is published as 3 and 3, and cell (1, 1) lies between 3 and 6.
    """
    equations, totals = system(HANDBOOK)
    matrix = csr_array(equations) if sparse else equations
    assert attacker_interval(matrix, totals, 0, known={4: 3, 5: 3}, integer=integer) == pytest.approx((3, 6))
    assert not recoverable(matrix, 0, known=[4, 5])


def test_f02_vignette_is_not_exact_yet_too_narrow() -> None:
    """Table 1 of the vignette "Small count frequency table suppression" of GaussSuppression (CRAN).

    Young and old by Iceland, Portugal and Spain, ``maxN = 1``: hidden are young 2 and 0, old 3 and 4; shown are
    Spain (5, 6), the row totals 7 and 13 and the column totals 5, 4 and 11. METHOD F02: no cell is exactly
    recoverable, yet every interval is 2 wide.
    """
    equations = np.array(
        [[1, 1, 1, 0, 0, 0], [0, 0, 0, 1, 1, 1], [1, 0, 0, 1, 0, 0], [0, 1, 0, 0, 1, 0], [0, 0, 1, 0, 0, 1]]
    )
    totals = np.array([7, 13, 5, 4, 11])
    known = {2: 5, 5: 6}
    found = {cell: attacker_interval(equations, totals, cell, known=known) for cell in (0, 1, 3, 4)}
    assert found == {0: (0, 2), 1: (0, 2), 3: (3, 5), 4: (2, 4)}
    assert not any(recoverable(equations, cell, known=[2, 5]) for cell in found)


def test_a_single_hidden_cell_is_recovered_exactly() -> None:
    equations, totals = system(HANDBOOK)
    assert attacker_interval(equations, totals, 0, known={1: 4, 2: 3, 3: 0, 4: 3, 5: 3}) == (3, 3)
    assert recoverable(equations, 0, known=[1, 2, 3, 4, 5])


def test_the_rank_test_alone_is_not_enough() -> None:
    """Two hidden cells that sum to a shown zero are exact, though no sum of shown cells gives either of them."""
    assert not recoverable([[1, 1, -1]], 0, known=[2])
    assert attacker_interval([[1, 1, -1]], [0], 0, known={2: 0}) == (0, 0)


def test_what_nothing_bounds_is_unbounded() -> None:
    assert attacker_interval([[1, 1, -1]], [0], 0, known={1: 5}) == (0, np.inf)


def test_a_symbol_that_tells_small_cells_narrows() -> None:
    """METHOD 3.4: with one symbol for every hidden cell an attacker lacks ``1 <= x <= 9``."""
    equations, totals = [[1, 1, 1]], [30]
    assert attacker_interval(equations, totals, 0) == (0, 30)
    with pytest.raises(ValueError, match="no table fits"):
        attacker_interval(equations, totals, 0, lower=1, upper=9)
    assert attacker_interval(equations, totals, 2, lower=[1, 1, 0], upper=[9, 9, np.inf]) == pytest.approx((12, 28))


def test_whole_numbers_can_narrow() -> None:
    equations, totals = [[2, 2, 1]], [7]
    assert attacker_interval(equations, totals, 2) == pytest.approx((0, 7))
    assert attacker_interval(equations, totals, 2, integer=True) == pytest.approx((1, 7))


def test_contradictions_and_misfits_are_refused() -> None:
    with pytest.raises(ValueError, match="no table fits"):
        attacker_interval([[1, 1], [1, 1]], [3, 4], 0)
    with pytest.raises(ValueError, match="fit each other"):
        attacker_interval([[1, 1]], [3, 4], 0)
    with pytest.raises(ValueError, match="fit each other"):
        attacker_interval([[1, 1]], [3], 2)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 30), min_size=4, max_size=4))
def test_two_by_two_has_the_frechet_bounds(cells: list[int]) -> None:
    a, b, c, d = cells
    equations = [[1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0]]
    low, high = attacker_interval(equations, [a + b, c + d, a + c], 0)
    n = a + b + c + d
    assert (low, high) == pytest.approx((max(0, (a + b) + (a + c) - n), min(a + b, a + c)))


def test_f04_bbga(examples: Examples) -> None:
    example = examples["F04"]
    assert [publishers.bbga_count(count) for count in example["inputs"]["counts"]] == example["expected"]["counts"]
    assert [publishers.bbga_percentage(pct) for pct in example["inputs"]["pct"]] == example["expected"]["pct"]
    assert publishers.read_bbga_count(5) == Interval(1, 5)
    assert publishers.read_bbga_count(6) == Interval(6, 6)
    assert publishers.read_bbga_percentage(90) == Interval(90, 100)
    assert publishers.read_bbga_percentage(89.6) == Interval(89.6, 89.6)


def test_f05_nco(examples: Examples) -> None:
    example = examples["F05"]
    assert [publishers.nco_percentage(n, pct) for n, pct in example["inputs"]["n_pct"]] == example["expected"]["shown"]
    assert publishers.read_nco_percentage(5) == Interval(0, 5)
    assert publishers.read_nco_percentage(95) == Interval(95, 100)
    assert publishers.read_nco_percentage(60) == Interval(60, 60)


def test_f06_cbs_income(examples: Examples) -> None:
    example = examples["F06"]
    inputs, expected = example["inputs"], example["expected"]
    assert [publishers.cbs_income_count(count) for count in inputs["counts"]] == expected["rounded"]
    allowed = [publishers.cbs_income_percentage_allowed(n) for n in inputs["denominators"]]
    assert allowed == expected["pct_allowed"]
    for count in range(400):
        read = publishers.read_cbs_income_count(publishers.cbs_income_count(count))
        assert read.low <= count <= read.high


def test_duo_small_counts_stay_an_interval() -> None:
    assert publishers.read_duo_count("<5") == publishers.read_duo_count(" < 5 ") == Interval(1, 4)
    assert publishers.read_duo_count("0") == Interval(0, 0)
    assert publishers.read_duo_count("17").width == 0
    with pytest.raises(ValueError, match="not a count"):
        publishers.read_duo_count("-3")
