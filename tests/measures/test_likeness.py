from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kansenbeeld.measures.likeness import distances, most_alike

numbers = st.integers(-1000, 1000).map(float)
areas = st.dictionaries(st.sampled_from("ABCDEFG"), st.tuples(numbers, numbers), min_size=2)


def test_distance_is_the_root_mean_square_in_standard_deviations() -> None:
    """By hand: the deviations of 0, 2, 4 are 1.633, of 10, 10, 40 are 14.142."""
    found = distances({"A": (0, 10), "B": (2, 10), "C": (4, 40)})
    assert found["A", "B"] == pytest.approx(math.sqrt(((2 / 1.63299) ** 2 + 0) / 2), rel=1e-4)
    assert found["A", "C"] == pytest.approx(math.sqrt(((4 / 1.63299) ** 2 + (30 / 14.1421) ** 2) / 2), rel=1e-4)


@given(areas, st.floats(0.1, 50), numbers)
def test_units_make_no_difference(values: dict[str, tuple[float, float]], factor: float, shift: float) -> None:
    other = {area: (first * factor + shift, second) for area, (first, second) in values.items()}
    before, after = distances(values), distances(other)
    for pair, distance in before.items():
        assert after[pair] == pytest.approx(distance, rel=1e-6, abs=1e-6)
        assert distance == before[pair[1], pair[0]] >= 0


def test_an_indicator_that_is_the_same_everywhere_counts_for_nothing() -> None:
    with_it = distances({"A": (1, 7), "B": (2, 7), "C": (5, 7)})
    assert with_it == distances({"A": (1,), "B": (2,), "C": (5,)})
    assert set(distances({"A": (7,), "B": (7,)}).values()) == {0.0}


def test_the_two_nearest_are_named_in_the_order_given_and_a_third_only_when_near() -> None:
    near = {"D": (3.0,), "A": (0.0,), "B": (1.0,), "C": (2.0,), "Z": (50.0,)}
    assert list(most_alike(near, "A")) == ["B", "C"]  # D is farther than two areas mostly are
    assert list(most_alike(near, "B")) == ["D", "A", "C"]
    assert "Z" not in most_alike(near, "B")
    assert most_alike(near, "A")["B"] == distances(near)["A", "B"]


@given(areas)
def test_nobody_is_nearer_than_who_is_named(values: dict[str, tuple[float, float]]) -> None:
    area = next(iter(values))
    apart, named = distances(values), most_alike(values, area)
    assert len(named) == min(2, len(values) - 1) or len(named) == 3
    left = [other for other in values if other != area and other not in named]
    assert all(apart[area, other] >= max(named.values()) for other in left)


def test_missing_and_uneven_values_are_refused() -> None:
    with pytest.raises(ValueError, match="each area"):
        distances({"A": (1, 2), "B": (1,)})
    with pytest.raises(ValueError, match="each area"):
        distances({"A": (1,), "B": (math.nan,)})
    with pytest.raises(KeyError):
        most_alike({"A": (1,), "B": (2,)}, "C")
