"""Findings on the practice cohort (invented), and what stands in their place without one."""

from __future__ import annotations

import pytest

from kansenbeeld import findings
from kansenbeeld.findings import Finding, Selection
from kansenbeeld.findings.advice_to_placement import HIDDEN, _cells
from kansenbeeld.findings.where_gap_arises import children
from kansenbeeld.language import LANGUAGES, language
from kansenbeeld.store import Snapshot

QUESTIONS = ("advice_to_placement", "at_advice", "where_gap_arises")
DISTRICTS = ("STAD", "A", "E", "F", "K", "M", "N", "S", "T")


def _answer(question: str, snapshot: Snapshot, code: str = "nl", **selection: object) -> Finding:
    return findings.answer(question, snapshot, Selection(**selection), code)  # type: ignore[arg-type]


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("question", QUESTIONS)
def test_every_answer_is_whole(question: str, code: str, practice: Snapshot) -> None:
    for district in DISTRICTS:
        for rule in ("laagste", "interval"):
            finding = _answer(question, practice, code, district=district, rule=rule)
            assert finding.headline.endswith(".")
            if finding.chart is not None:
                assert finding.status == "berekend"
                assert len(finding.table.written(language(code))) > 0  # type: ignore[arg-type]


def test_two_flows_stand_on_one_scale(practice: Snapshot) -> None:
    finding = _answer("advice_to_placement", practice)
    assert isinstance(finding.chart, dict)
    axes = [axis for name, axis in finding.chart["layout"].items() if name.startswith("yaxis")]
    assert len(axes) == 2
    assert axes[0]["range"] == axes[1]["range"]
    assert len(finding.beside) == 2
    shares = finding.table.frame.groupby("group")["share"].sum()
    # Counts are rounded to 5, so a group adds up to 100 but for a fraction.
    assert all(share == pytest.approx(100, abs=0.5) for share in shares)


def test_hidden_flows_are_merged_into_one_visible_band() -> None:
    counts = {
        ("hbo_wo", "", ""): 100,
        ("hbo_wo", "havo", ""): 60,
        ("hbo_wo", "havo", "havo"): 40,
        ("hbo_wo", "havo", "vwo"): None,
        ("hbo_wo", "havo", "elsewhere"): None,
    }
    cells = _cells(counts, "hbo_wo")  # type: ignore[arg-type]
    assert [(cell["placement"], cell["share"]) for cell in cells] == [(2, 40.0), (6, 20.0)]
    assert HIDDEN == "hidden"


def test_the_gap_is_the_sum_of_its_parts(practice: Snapshot) -> None:
    frame = _answer("where_gap_arises", practice).table.frame
    for variant in frame["variant"].unique()[:3]:
        values = frame[frame["variant"] == variant].set_index("part")["value"]
        gap, advice, after = values.iloc[:3]
        assert gap == pytest.approx(advice + after, abs=0.11)


def test_every_part_has_its_margin(practice: Snapshot) -> None:
    frame = _answer("where_gap_arises", practice).table.frame
    assert (frame["variant"] == "Toets, advies en plek").sum() == 3
    assert (frame["low"] <= frame["value"]).all()
    assert (frame["value"] <= frame["high"]).all()


def test_rules_differ_only_in_who_is_above(practice: Snapshot) -> None:
    frame = _answer("at_advice", practice).table.frame
    lowest, interval = (frame[frame["rule"] == rule].set_index("group") for rule in ("laagste niveau", "interval"))
    assert (lowest["onder"] == interval["onder"]).all()
    assert (lowest["boven"] >= interval["boven"]).all()


@pytest.mark.parametrize("question", ["at_advice", "where_gap_arises"])
def test_a_headline_names_the_chosen_district(question: str, practice: Snapshot) -> None:
    assert _answer(question, practice, district="F").headline.startswith("In Nieuw-West ")
    assert _answer(question, practice).headline.startswith("In Amsterdam ")


def test_a_small_district_is_not_split(practice: Snapshot) -> None:
    finding = _answer("where_gap_arises", practice, district="S")
    assert finding.chart is None
    assert "te weinig leerlingen" in finding.headline


@pytest.mark.parametrize("question", QUESTIONS[1:])
def test_without_a_cohort_it_is_said_plainly(question: str, snapshot: Snapshot) -> None:
    finding = _answer(question, snapshot)
    assert finding.chart is None
    assert "nog niet te zeggen" in finding.headline


def test_without_a_cohort_an_estimate_stands_in_and_claims_nothing(snapshot: Snapshot) -> None:
    finding = _answer("advice_to_placement", snapshot)
    assert finding.status == "schatting"
    assert finding.headline.startswith("Schatting voor Amsterdam: ")
    assert isinstance(finding.chart, dict)
    hatched = [trace for trace in finding.chart["data"] if "pattern" in trace.get("marker", {})]
    assert len(hatched) == 1
    for word in ("hoger dan", "lager dan", "aantoonbaar", "groter", "kleiner"):
        assert word not in finding.headline


def test_the_advice_beside_an_estimate_is_the_published_one(snapshot: Snapshot) -> None:
    """The same figures as on the page of groups, to the tenth."""
    estimate = _answer("advice_to_placement", snapshot).table.frame
    published = _answer("advice_gap", snapshot).table.frame
    city = published[published["area"] == "Amsterdam"].iloc[0]
    assert list(estimate["advice"]) == [city[group] for group in ("wo", "hbo", "geen_hbo_wo")]


def test_an_estimate_is_never_drawn_by_district(snapshot: Snapshot) -> None:
    """METHOD 4: the estimate listens to no district, so no page or export can break it down."""
    assert _answer("advice_to_placement", snapshot, district="N") is _answer("advice_to_placement", snapshot)
    assert len(snapshot.rows("placement_estimate")) == 3


def test_a_published_cohort_takes_the_place_of_the_estimate(snapshot: Snapshot, practice: Snapshot) -> None:
    assert _answer("advice_to_placement", snapshot).status == "schatting"
    assert _answer("advice_to_placement", practice).status == "berekend"


@pytest.mark.parametrize(("number", "written"), [(43.6, 45), (19.8, 20), (68.8, 70), (112, 110), (-7, -5)])
def test_children_are_counted_roundly(number: float, written: int) -> None:
    assert children(number) == written
