from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from kansenbeeld.measures.intervals import mover_difference, newcombe_difference, wilson

Examples = dict[str, dict[str, Any]]


def test_wilson_as_published(examples: Examples) -> None:
    example = examples["C01"]
    x, n = np.array(example["inputs"]["x_n"]).T
    low, high = wilson(x, n)
    assert np.column_stack([low, high]) == pytest.approx(np.array(example["expected"]["ci"]), abs=example["tolerance"])


def test_newcombe_as_published(examples: Examples) -> None:
    inputs, expected = examples["C04"]["inputs"], examples["C04"]["expected"]
    interval = newcombe_difference(inputs["x1"], inputs["n1"], inputs["x2"], inputs["n2"])
    assert [float(limit) for limit in interval] == pytest.approx(expected["diff_newcombe"], abs=0.005)


def test_a_wider_confidence_gives_a_wider_interval() -> None:
    narrow, wide = wilson(30, 100, confidence=0.8), wilson(30, 100, confidence=0.99)
    assert wide[0] < narrow[0] < narrow[1] < wide[1]


counts = st.tuples(st.integers(1, 500), st.floats(0, 1)).map(lambda pair: (round(pair[0] * pair[1]), pair[0]))


@given(counts, counts)
def test_newcombe_is_mover_on_two_wilson_intervals(first: tuple[int, int], second: tuple[int, int]) -> None:
    (x1, n1), (x2, n2) = first, second
    direct = newcombe_difference(x1, n1, x2, n2)
    by_mover = mover_difference(x1 / n1, *wilson(x1, n1), x2 / n2, *wilson(x2, n2))
    assert [float(limit) for limit in by_mover] == pytest.approx([float(limit) for limit in direct], abs=1e-9)


@given(counts)
def test_an_interval_holds_its_share(count: tuple[int, int]) -> None:
    x, n = count
    low, high = wilson(x, n)
    assert 0 <= low <= x / n + 1e-12
    assert x / n - 1e-12 <= high <= 1


@pytest.mark.parametrize(("x", "n"), [(1, 0), (-1, 10), (11, 10), (float("nan"), 10), (1, float("nan"))])
def test_impossible_counts_are_refused(x: float, n: float) -> None:
    with pytest.raises(ValueError, match="total"):
        wilson(x, n)


def test_arrays_give_the_same_as_numbers() -> None:
    x, n = np.array([7, 81]), np.array([34, 263])
    low, high = newcombe_difference(x, n, x[::-1], n[::-1])
    single = newcombe_difference(7, 34, 81, 263)
    assert (float(low[0]), float(high[0])) == pytest.approx((float(single[0]), float(single[1])))


def test_wilson_lies_within_the_exact_interval_as_published(examples: Examples) -> None:
    example = examples["C05"]
    x, n = example["inputs"]["x"], example["inputs"]["n"]
    exact = binomtest(x, n).proportion_ci()
    assert [exact.low, exact.high] == pytest.approx(example["expected"]["ci"], abs=example["tolerance"])
    low, high = wilson(x, n)
    assert exact.low < float(low) < x / n < float(high) < exact.high
