"""Districts that are alike in who lives there: by the measure, never by outcomes or estimates, and no ranking."""

from __future__ import annotations

import pytest

from kansenbeeld import findings
from kansenbeeld.domain import CITY
from kansenbeeld.findings import Finding, Selection, provenance, similar_districts
from kansenbeeld.findings.areas import districts
from kansenbeeld.language import LANGUAGES, language
from kansenbeeld.measures.likeness import most_alike
from kansenbeeld.store import Snapshot


def _answer(snapshot: Snapshot, district: str) -> Finding:
    return findings.answer("similar_districts", snapshot, Selection(district=district), "nl")


def test_the_districts_named_are_those_of_the_measure_over_the_printed_numbers(snapshot: Snapshot) -> None:
    """Worked out again from the tables that readers can open: composition of every district, and the score."""
    known: dict[str, list[float]] = {}
    for code, name in districts(snapshot).items():
        made = _answer(snapshot, code)
        if made.chart is not None:
            row = made.table.frame.iloc[0]
            assert row["area"] == name
            known[code] = [row["geen_hbo_wo"], row["wo"], row["score"]]
    assert len(known) == 7
    for code in known:
        assert similar_districts.similar(snapshot, code) == pytest.approx(most_alike(known, code))


def test_they_stand_in_order_of_name_after_the_chosen_one(snapshot: Snapshot) -> None:
    names = list(_answer(snapshot, "N").table.frame["area"])
    assert names == ["Noord", *sorted(names[1:])]
    assert "Nieuw-West" in _answer(snapshot, "N").headline


@pytest.mark.parametrize("district", [CITY, "S"])
def test_without_a_district_of_which_enough_is_known_it_says_so(snapshot: Snapshot, district: str) -> None:
    made = _answer(snapshot, district)
    assert made.chart is None
    assert not made.answered
    assert similar_districts.similar(snapshot, district) == {}


def test_an_estimate_is_never_used(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the score, by parents alone, and then it says so; without parents, not at all."""
    chosen, made = Selection(district="N"), {}
    for estimated in (similar_districts.RESOURCE, similar_districts.GROUP8):
        monkeypatch.setattr(provenance, "is_estimate", lambda _, resource, which=estimated: resource == which)
        # Past what is kept of answers, which were made of figures that are no estimate.
        made[estimated] = similar_districts.answer(snapshot, chosen, language("nl"))
    by_parents, by_nothing = made.values()
    assert by_parents.table.frame["score"].isna().all()
    assert {source.dataset for source in by_parents.sources} == {"kco_outcomes"}
    assert not any("achterstandsscore" in text for text in (*by_parents.limits, by_parents.reading))
    assert by_nothing.chart is None


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_method_is_said_and_that_it_is_no_ranking(snapshot: Snapshot, code: str) -> None:
    made = findings.answer("similar_districts", snapshot, Selection(district="T"), code)  # type: ignore[arg-type]
    said = " ".join(made.limits)
    assert ("standaardafwijkingen" if code == "nl" else "standard deviations") in said
    assert ("geen ranglijst" if code == "nl" else "no ranking") in said
