from __future__ import annotations

from itertools import product
from typing import Any, get_args

import numpy as np
import pandas as pd
import pytest

from kansenbeeld import domain
from kansenbeeld.measures import positions
from kansenbeeld.measures.positions import label, position

Examples = dict[str, dict[str, Any]]

LEVEL_ADVICES = [code for code, advice in domain.ADVICES.items() if advice.is_level]
METHOD_PLACEMENTS = [*domain.LEVELS, "havo/vwo", "vmbo-gt/havo", "vmbo-gt/havo/vwo"]
WORDS = {"above": "boven", "on": "op", "below": "onder"}
CELLS = list(product(LEVEL_ADVICES, domain.PLACEMENTS))


def test_havo_vwo_class_as_the_inspectorate_scores_it(examples: Examples) -> None:
    example = examples["A01"]
    placement = "/".join(example["inputs"]["position"])
    for advice in example["inputs"]["advices"]:
        assert position(advice, placement, "laagste") == example["expected"]["score"][advice]


@pytest.mark.parametrize("name", ["A02", "A04"])
def test_published_cases_of_double_advice(examples: Examples, name: str) -> None:
    example = examples[name]
    for (advice, levels), expected in zip(example["inputs"]["cases"], example["expected"]["category"], strict=True):
        assert label(position(advice, "/".join(levels), "laagste")) == WORDS[expected]


def test_interval_rule_meets_a_double_advice_at_both_levels() -> None:
    found = [label(position("havo/vwo", level, "interval")) for level in ("vmbo-gt", "havo", "vwo")]
    assert found == ["onder", "op", "op"]
    assert position("vmbo-kb", "vwo", "interval") == 1


def test_the_method_has_ninety_cells() -> None:
    assert len(LEVEL_ADVICES) * len(METHOD_PLACEMENTS) == 90
    assert set(METHOD_PLACEMENTS) <= set(domain.PLACEMENTS)


@pytest.mark.parametrize(("advice", "placement"), CELLS)
def test_the_rules_differ_only_in_who_is_called_risen(advice: str, placement: str) -> None:
    lowest = label(position(advice, placement, "laagste"))
    interval = label(position(advice, placement, "interval"))
    assert (lowest == "onder") == (interval == "onder")
    if interval == "boven":
        assert lowest == "boven"
    low, high = domain.PLACEMENTS[placement]
    given = domain.ADVICES[advice]
    at_upper_level = given.low < low == given.high
    starts_and_reaches_further = low == given.low and high > given.high
    assert ((lowest, interval) == ("boven", "op")) == (at_upper_level or starts_and_reaches_further)


@pytest.mark.parametrize(("advice", "placement"), CELLS)
def test_lowest_level_rule_as_it_is_written(advice: str, placement: str) -> None:
    low, high = domain.PLACEMENTS[placement]
    a_low, a_high = domain.ADVICES[advice].low, domain.ADVICES[advice].high
    assert a_low is not None
    assert a_high is not None
    if a_low > high:
        expected = -1.0
    elif a_low == high or low < a_low < high or (low == a_low and a_high >= high):
        expected = 0.0
    elif low == a_low:
        expected = 0.5
    else:
        expected = 1.0
    assert position(advice, placement, "laagste") == expected


@pytest.mark.parametrize("rule", get_args(positions.Rule))
def test_a_higher_placement_never_scores_lower(rule: positions.Rule) -> None:
    for advice in LEVEL_ADVICES:
        scores = [position(advice, level, rule) for level in domain.LEVELS]
        assert scores == sorted(scores)


@pytest.mark.parametrize(
    ("advice", "placement"),
    [
        ("vso", "havo"),
        ("geen advies", "havo"),
        (domain.COMBINED_LOWEST_ADVICE, "havo"),
        ("havo", "left"),
        ("havo", "vso"),
        (None, "havo"),
        ("havo", None),
    ],
)
def test_no_level_has_no_score(advice: str | None, placement: str | None) -> None:
    score = position(advice, placement, "laagste")
    assert np.isnan(score)
    assert label(score) is None


def test_arrays_give_the_same_as_codes() -> None:
    advice, placement = (list(codes) for codes in zip(*CELLS, strict=True))
    scores = position([*advice, None, "vso"], [*placement, "havo", "havo"], "laagste")
    assert scores[:-2].tolist() == [position(*cell, "laagste") for cell in CELLS]
    assert np.isnan(scores[-2:]).all()
    columns = pd.DataFrame({"advice": advice, "placement": placement}).astype("category")
    assert position(columns["advice"], columns["placement"], "laagste").tolist() == scores[:-2].tolist()


@pytest.mark.parametrize(
    ("advice", "placement", "rule", "named"),
    [
        ("havo+", "havo", "laagste", "havo+"),
        ("havo", "brugklas", "laagste", "brugklas"),
        ("havo", "havo", "A", "'A'"),
    ],
)
def test_unknown_codes_are_refused(advice: str, placement: str, rule: Any, named: str) -> None:
    with pytest.raises(ValueError) as caught:
        position(advice, placement, rule)
    assert named in str(caught.value)
    with pytest.raises(ValueError):
        position([advice, "vwo"], [placement, "vwo"], rule)


def test_midpoints() -> None:
    assert [positions.midpoint(code) for code in ("pro", "vmbo-gt/havo", "vwo")] == [1, 4.5, 6]
    assert np.isnan(positions.midpoint("vso"))
    with pytest.raises(ValueError, match="klas"):
        positions.midpoint("klas")


def test_who_can_rise_and_fall() -> None:
    assert {code for code in LEVEL_ADVICES if not positions.can_rise(code, "laagste")} == {"vwo"}
    # Under the interval rule a double advice with vwo in it is already met at vwo.
    assert {code for code in LEVEL_ADVICES if not positions.can_rise(code, "interval")} == {"vwo", "havo/vwo"}
    for rule in get_args(positions.Rule):
        assert {code for code in LEVEL_ADVICES if not positions.can_fall(code, rule)} == {"pro"}
        assert not positions.can_rise("vso", rule)
