from __future__ import annotations

from typing import Any

import pytest

from kansenbeeld import domain
from kansenbeeld.domain import reaches, school_year_start, start_secondary, year3

Examples = dict[str, dict[str, Any]]


def test_cohort_years(examples: Examples) -> None:
    given, expected = examples["A09"]["inputs"]["groep8"], examples["A09"]["expected"]
    assert [start_secondary(year) for year in given] == expected["start_vo"]
    assert [year3(year) for year in given] == expected["leerjaar3"]


@pytest.mark.parametrize("text", ["2019-2020", "2019/21", "19/20", "", "2019/2020"])
def test_only_one_notation_of_school_years(text: str) -> None:
    with pytest.raises(ValueError, match="school year"):
        school_year_start(text)


def test_the_turn_of_the_century_is_a_school_year() -> None:
    assert domain.school_year(1999) == "1999/00"
    assert school_year_start("1999/00") == 1999


def test_regimes_between_the_breaks() -> None:
    years = [domain.school_year(start) for start in range(2012, 2026)]
    found = domain.regimes(years)
    # The years of the wrong test advice and without a test stand by themselves.
    assert [regime[0] for regime in found] == ["2012/13", "2014/15", "2018/19", "2019/20", "2020/21", "2023/24"]
    assert [year for regime in found for year in regime] == years
    assert domain.regimes(["2015/16", "2021/22"]) == [["2015/16"], ["2021/22"]]
    assert domain.regimes([]) == []


@pytest.mark.parametrize("year", ["2014/15", "2016/17", "2019/20"])
def test_two_cuts_of_havo(examples: Examples, year: str) -> None:
    example = examples["B01"]
    advices = dict(zip(example["inputs"]["labels"], example["inputs"]["pct"][year], strict=True))
    for threshold, key in (("vmbo-gt/havo", "incl_gt_havo"), ("havo", "lowest_level_havo")):
        total = sum(share for advice, share in advices.items() if reaches(advice, threshold))  # type: ignore[arg-type]
        assert total == pytest.approx(example["expected"][key][year], abs=example["tolerance"])


def test_double_advices_span_neighbours_only() -> None:
    for advice in domain.ADVICES.values():
        if advice.is_level:
            assert advice.low is not None and advice.high is not None
            assert advice.high - advice.low == (1 if "/" in advice.code else 0)
            assert advice.is_double == ("/" in advice.code)


@pytest.mark.parametrize(
    ("advice", "reached"),
    [
        ("vwo", {"vmbo-gt", "vmbo-gt/havo", "havo", "vwo"}),
        ("havo/vwo", {"vmbo-gt", "vmbo-gt/havo", "havo"}),
        ("havo", {"vmbo-gt", "vmbo-gt/havo", "havo"}),
        ("vmbo-gt/havo", {"vmbo-gt", "vmbo-gt/havo"}),
        ("vmbo-gt", {"vmbo-gt"}),
        ("vmbo-kb/gt", set()),
        ("vso", set()),
        ("geen advies", set()),
        (domain.COMBINED_LOWEST_ADVICE, set()),
    ],
)
def test_which_thresholds_an_advice_reaches(advice: str, reached: set[str]) -> None:
    assert {threshold for threshold in domain.THRESHOLDS if reaches(advice, threshold)} == reached


def test_an_unknown_advice_is_refused() -> None:
    with pytest.raises(ValueError, match="VWO"):
        reaches("VWO", "havo")


def test_text_of_cbs_is_reproduced(examples: Examples) -> None:
    example = examples["B02"]
    advices = dict(zip(example["inputs"]["labels"], example["inputs"]["pct"], strict=True))
    single = sum(share for advice, share in advices.items() if advice in ("vmbo-gt", "havo", "vwo"))
    double = advices["vmbo-gt/havo"] + advices["havo/vwo"]
    upward = sum(share for advice, share in advices.items() if reaches(advice, "vmbo-gt"))
    expected = example["expected"]
    assert single == pytest.approx(expected["single_gt_havo_vwo"], abs=example["tolerance"])
    assert double == pytest.approx(expected["double_gthavo_havovwo"], abs=example["tolerance"])
    assert upward == pytest.approx(expected["at_least_vmbo_gt"], abs=0.051)


def test_the_published_57_percent_counts_vmbo_gt_havo(examples: Examples) -> None:
    example = examples["B03"]
    below = example["inputs"]["final_advice_pct_below_gthavo"]
    assert not any(reaches(advice, "vmbo-gt/havo") for advice in below)
    with_it = 100 - sum(below.values())
    assert with_it == pytest.approx(example["expected"]["incl_gt_havo"], abs=example["tolerance"])
    without = with_it - example["inputs"]["vmbo_gt_havo"]
    assert without == pytest.approx(example["expected"]["excl_gt_havo"], abs=example["tolerance"])
    assert round(with_it) == example["expected"]["published"] != round(without)
