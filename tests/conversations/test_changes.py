"""What new figures did to a headline: each kind by a real build of changed figures, and the rule at its boundaries."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pandas as pd
import pytest

from kansenbeeld import findings, paths
from kansenbeeld.conversations import changes, changes_text
from kansenbeeld.conversations.changes import Change, StepChange, compare
from kansenbeeld.conversations.deck.slides import deck
from kansenbeeld.conversations.story import story
from kansenbeeld.datasets.programme import Conversation, Evidence, Programme, Theme
from kansenbeeld.domain import CITY
from kansenbeeld.findings import Chip, Column, Finding, Selection, Table
from kansenbeeld.findings.claims import claim
from kansenbeeld.findings.finding import KeyFigure
from kansenbeeld.language import LANGUAGES, language
from kansenbeeld.measures.shares import Estimate
from kansenbeeld.store import Snapshot, Store, StoreError, VersionInfo, files
from kansenbeeld.store.build import build

TEXT = {"nl": "Tekst", "en": "Text"}
QUESTIONS = ("advice_gap", "advice_to_placement", "two_definitions")
THEME = Theme("advies", TEXT, TEXT, tuple(Evidence(one, "support", {}, TEXT) for one in QUESTIONS), (TEXT,), (TEXT,))
DISTRICTS = {"1": "N", "2": "M", "3": "F", "4": "A", "5": "E", "6": "T", "7": "K", "8": None}
PROGRAMME = Programme(
    (*(Conversation(number, "advies", district) for number, district in DISTRICTS.items()), Conversation("9")),
    {"advies": THEME},
)
CORRECTED: Mapping[str, tuple[str, str]] = {
    "N": ("geen_hbo_wo,2566,32.65", "geen_hbo_wo,2566,20.00"),
    "M": ("geen_hbo_wo,2197,39.02", "geen_hbo_wo,2197,55.00"),
    "F": ("geen_hbo_wo,4133,33.88", "geen_hbo_wo,4133,85.00"),
    "A": ("geen_hbo_wo,463,55.65", "geen_hbo_wo,463,91.40"),
    "E": ("wo,1046,84.88", "wo,40,85.00"),
    "T": ("wo,268,60.07", ""),
    "K": ("geen_hbo_wo,1036,51.07", "geen_hbo_wo,1036,50.07"),
}
"""Per district what stands in the row of its advice havo or higher, and what takes its place; empty: the row goes."""


@pytest.fixture(scope="module")
def two_versions(store_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, Snapshot, Snapshot]:
    """A store with the shipped data, and after them corrected figures."""
    folder = tmp_path_factory.mktemp("two_versions")
    data = Path(shutil.copytree(paths.DATA, folder / "data"))
    table = data / "kco_outcomes" / "group8.csv"
    text = table.read_text(encoding="utf-8")
    for district, (old, new) in CORRECTED.items():
        start = f"2014-2018,{district},final_advice,havo,parental_education,"
        assert text.count(f"{start}{old}\n") == 1
        text = text.replace(f"{start}{old}\n", f"{start}{new}\n" if new else "")
    table.write_text(text, encoding="utf-8")
    store = Path(shutil.copytree(store_folder, folder / "store"))
    first = Store(store).current_version()
    second = build(store, data).version
    opened = Store(store)
    return opened, opened.snapshot(first), opened.snapshot(second)


def _lead(before: Snapshot, after: Snapshot) -> dict[str, StepChange]:
    """The first step of each conversation, by district."""
    found = changes.changes(before, after, PROGRAMME, "nl")
    return {one.conversation.district or CITY: one.steps[0] for one in found}


@pytest.mark.parametrize(
    ("district", "forth", "back"),
    [
        ("N", "grew", "shrank"),
        ("M", "shrank", "grew"),
        ("F", "flipped", "flipped"),
        ("A", "became_unclear", "became_clear"),
        ("E", "became_unknown", "became_known"),
        ("T", "became_unknown", "became_known"),
        ("K", "within_margin", "within_margin"),
        (CITY, "same", "same"),
    ],
)
def test_each_kind_by_a_real_build(
    district: str, forth: str, back: str, two_versions: tuple[Store, Snapshot, Snapshot]
) -> None:
    _, before, after = two_versions
    assert _lead(before, after)[district].change.kind == forth
    assert _lead(after, before)[district].change.kind == back


def test_a_slide_holds_only_without_a_named_change(two_versions: tuple[Store, Snapshot, Snapshot]) -> None:
    _, before, after = two_versions
    lead = _lead(before, after)
    assert {district for district, step in lead.items() if step.change.holds} == {CITY}
    assert {district for district, step in lead.items() if step.change.verdict == "look"} == {"K"}
    within = lead["K"]
    assert within.before is not None and within.after is not None
    assert within.before.headline != within.after.headline
    assert changes_text.why(within, language("nl")).startswith("De strekking blijft, het getal in de kop is nu anders.")
    # The headline of the city is the same, and the chart beside it is not.
    assert lead[CITY].change.other_numbers


def test_other_questions_of_the_same_data_stay_the_same(two_versions: tuple[Store, Snapshot, Snapshot]) -> None:
    _, before, after = two_versions
    for one in changes.changes(before, after, PROGRAMME, "nl"):
        national = one.steps[2]
        assert national.change == Change("same")
        # Without the row of the small district there is nothing to estimate from; no source covers other years.
        assert one.steps[1].change == Change("became_unknown", other_numbers=True)


def test_conversations_without_a_theme_have_no_slides(two_versions: tuple[Store, Snapshot, Snapshot]) -> None:
    _, before, after = two_versions
    found = changes.changes(before, after, PROGRAMME, "nl")
    assert [one.conversation.id for one in found] == list(DISTRICTS)
    assert [len(one.steps) for one in found] == [len(QUESTIONS)] * len(DISTRICTS)


def test_slides_have_the_numbers_of_the_deck(two_versions: tuple[Store, Snapshot, Snapshot]) -> None:
    _, before, after = two_versions
    found = changes.changes(before, after, PROGRAMME, "nl")[0]
    slides = deck(story(after, found.conversation, THEME, "nl"), "").slides
    for step in found.steps:
        assert step.after is not None
        assert slides[step.slide - 1].title == step.after.headline


def test_what_no_longer_holds_stands_first(two_versions: tuple[Store, Snapshot, Snapshot]) -> None:
    _, before, after = two_versions
    for one in changes.changes(before, after, PROGRAMME, "nl"):
        order = [changes.VERDICTS.index(step.change.verdict) for step in one.gravest_first]
        assert order == sorted(order)


def test_a_version_without_a_table_is_said_and_not_an_error(
    two_versions: tuple[Store, Snapshot, Snapshot], tmp_path: Path
) -> None:
    store, before, after = two_versions
    old = files.version_file(tmp_path, "0" * 12)
    shutil.copy(files.version_file(store.folder, before.version), old)
    with duckdb.connect(old) as connection:
        connection.execute("drop table estimates")
    earlier = Store(tmp_path).snapshot("0" * 12)
    with pytest.raises(StoreError, match="without the tables of the query placement_estimate") as caught:
        earlier.rows("placement_estimate")
    assert (caught.value.kind, caught.value.version) == ("incomplete", "0" * 12)
    forth = changes.changes(earlier, after, PROGRAMME, "nl")[0]
    assert forth.steps[1].change == Change("not_comparable", "before_missing")
    assert forth.steps[1].before is None
    assert forth.steps[1].after is not None
    assert forth.steps[0].change.kind == "grew"
    back = changes.changes(after, earlier, PROGRAMME, "nl")[0]
    assert back.steps[1].change == Change("not_comparable", "after_missing")
    words = language("nl")
    infos = (earlier.info, after.info)
    assert "de eerste dataversie heeft deze cijfers niet" in changes_text.report([forth], infos, words)


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_report_has_words_for_everything(code: str, two_versions: tuple[Store, Snapshot, Snapshot]) -> None:
    _, before, after = two_versions
    words = language(code)  # type: ignore[arg-type]
    found = changes.changes(before, after, PROGRAMME, words.code)
    text = changes_text.report(found, (before.info, after.info), words)
    assert before.version in text and after.version in text
    assert changes_text.lead(found, words) in text
    for one in found:
        for step in one.steps:
            assert step.after is not None
            assert step.after.headline in text
    assert "{" not in text


# The rule itself, on made-up numbers.


@pytest.fixture
def finding(snapshot: Snapshot) -> Finding:
    """A finding whose number the tests put in."""
    return findings.answer("advice_gap", snapshot, Selection("N"), "nl")


def _with(finding: Finding, value: float, low: float, high: float, **others: object) -> Finding:
    key = KeyFigure(value, low, high, "points", claim(Estimate(value, low, high)), "N")
    return replace(finding, **{"key": key, "headline": f"Het verschil is {value} punten.", **others})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        # Margins of 4 below and 3 above make an interval of the difference of 5: from 10 to 15 it touches zero.
        ((10, 7, 14), (15, 12, 18), "within_margin"),
        ((10, 7, 14), (15.01, 12.01, 18.01), "grew"),
        ((15, 11, 18), (10, 7, 13), "within_margin"),
        ((15.01, 11.01, 18.01), (10, 7, 13), "shrank"),
        # Below zero it is the size that grows.
        ((-10, -14, -7), (-15.01, -18.01, -12.01), "grew"),
        ((-15.01, -18.01, -11.01), (-10, -13, -7), "shrank"),
        ((-10, -14, -7), (-15, -18, -12), "within_margin"),
        # An interval that touches zero carries no direction.
        ((5, 0, 10), (5.5, 0.5, 10.5), "became_clear"),
        ((5.5, 0.5, 10.5), (5, 0, 10), "became_unclear"),
        ((-5.5, -10.5, -0.5), (-5, -10, 0), "became_unclear"),
        # From one side to the other, each demonstrable.
        ((5, 0.1, 10), (-5, -10, -0.1), "flipped"),
        # Two that may be chance, on either side of zero.
        ((1, -4, 6), (-1, -6, 4), "within_margin"),
        ((-4, -9, 1), (4, -1, 9), "reworded"),
    ],
)
def test_the_rule_at_its_boundaries(
    before: tuple[float, float, float], after: tuple[float, float, float], kind: str, finding: Finding
) -> None:
    assert compare(_with(finding, *before), _with(finding, *after)).kind == kind


def test_the_same_sentence_is_the_same_headline(finding: Finding) -> None:
    before, after = _with(finding, 10.2, 7, 14), _with(finding, 10.4, 7, 14, headline="Het verschil is 10.2 punten.")
    assert compare(before, after) == Change("same")


def test_numbers_differ_as_a_reader_sees_them(finding: Finding) -> None:
    """A column with two decimals differs at the second; pupils are the same at the rounding that is shown."""
    columns = (Column("d", "Maat", "number"), Column("n", "Leerlingen", "count"))

    def table(measure: float, pupils: int) -> Finding:
        return replace(finding, table=Table(columns, pd.DataFrame({"d": [measure], "n": [pupils]})))

    assert compare(table(0.12, 431), table(0.14, 431)) == Change("same", other_numbers=True)
    assert compare(table(0.121, 431), table(0.122, 432)) == Change("same")


def test_a_share_is_higher_or_lower(snapshot: Snapshot) -> None:
    share = findings.answer("school_advice", snapshot, Selection(), "nl")
    assert share.key is not None and share.key.unit == "percent"
    risen = replace(share, headline="Anders.", key=replace(share.key, value=90.0, low=89.0, high=91.0))
    change = compare(share, risen)
    assert (change.kind, compare(risen, share).kind) == ("grew", "shrank")
    step = StepChange(2, Evidence("school_advice", "lead", {}, TEXT), share, risen, change)
    assert changes_text.why(step, language("nl")) == "Het aandeel is groter geworden."


def test_other_definitions_are_not_compared(finding: Finding) -> None:
    before = _with(finding, 10, 7, 14)
    other = tuple(replace(chip, value="2022") if chip.code == "area_version" else chip for chip in before.chips)
    change = compare(before, _with(finding, 30, 27, 34, chips=other))
    assert change == Change("not_comparable", "definition", ("area_version",))
    assert (change.verdict, change.holds) == ("look", False)
    # Not even when the sentence is the same.
    assert compare(before, replace(before, chips=other)).kind == "not_comparable"


def test_another_status_is_not_compared(finding: Finding) -> None:
    before = _with(finding, 10, 7, 14)
    status = Chip("status", "gepubliceerd", "Status", "gepubliceerd")
    after = _with(
        finding, 30, 27, 34, status="gepubliceerd", chips=(*(c for c in before.chips if c.code != "status"), status)
    )
    assert compare(before, after).reason == "definition"


def test_another_level_is_not_compared(finding: Finding) -> None:
    after = _with(finding, 30, 27, 34, selection=replace(finding.selection, threshold="vwo"))
    assert compare(finding, after) == Change("not_comparable", "choice")


def test_an_estimate_is_never_put_in_a_trend(snapshot: Snapshot, practice: Snapshot) -> None:
    estimate, measured = (
        findings.answer("advice_to_placement", one, Selection(), "nl") for one in (snapshot, practice)
    )
    assert estimate.key is not None
    moved = replace(estimate, headline="Schatting: anders.", key=replace(estimate.key, low=1.0, high=2.0))
    for before, after in ((estimate, moved), (estimate, measured), (measured, estimate)):
        assert (compare(before, after).kind, compare(before, after).reason) == ("not_comparable", "estimate")
    # That there is no answer any more says nothing of its size.
    none = replace(estimate, headline="Geen cijfers.", key=None, chart=None, answered=False)
    assert (compare(estimate, none).kind, compare(none, estimate).kind) == ("became_unknown", "became_known")
    # The same words are the same words: that puts nothing in a trend.
    assert compare(estimate, replace(estimate)).kind == "same"


def test_a_new_cohort_makes_an_answer_known(snapshot: Snapshot, practice: Snapshot) -> None:
    without, measured = (findings.answer("where_gap_arises", one, Selection(), "nl") for one in (snapshot, practice))
    assert compare(without, measured).kind == "became_known"
    assert compare(measured, without).kind == "became_unknown"


def test_a_district_that_leaves_the_source_is_no_answer_for_it(finding: Finding) -> None:
    here = _with(finding, 10, 7, 14)
    assert here.key is not None
    city = replace(here, headline="In Amsterdam.", key=replace(here.key, area=CITY))
    assert compare(here, city).kind == "became_unknown"
    assert compare(city, here).kind == "became_known"


def test_a_headline_without_a_number_must_be_read(snapshot: Snapshot) -> None:
    before = findings.answer("funnel_plot", snapshot, Selection(), "nl")
    change = compare(before, replace(before, headline="Iets anders."))
    assert (change.kind, change.verdict) == ("reworded", "look")
    assert compare(before, replace(before)).kind == "same"


def test_other_years_are_said(finding: Finding) -> None:
    before = _with(finding, 10, 7, 14)
    after = _with(finding, 30, 27, 34, sources=(replace(before.sources[0], period="2015-2019"),))
    change = compare(before, after)
    assert (change.kind, change.other_period) == ("grew", True)
    step = StepChange(2, Evidence("advice_gap", "lead", {}, TEXT), before, after, change)
    assert changes_text.why(step, language("nl")).endswith("gaat over andere jaren.")


def test_versions_in_time_are_by_date_and_then_by_publishing_whatever_the_clock_said(
    two_versions: tuple[Store, Snapshot, Snapshot],
) -> None:
    store, before, after = two_versions
    assert [info.version for info in changes.in_time(store)] == [before.version, after.version]
    path = files.version_file(store.folder, before.version)
    times = path.stat()
    try:
        os.utime(path, ns=(times.st_atime_ns, 2**62))
        assert [info.version for info in changes.in_time(store)] == [before.version, after.version]
    finally:
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


@pytest.mark.parametrize("code", LANGUAGES)
def test_versions_of_one_day_are_told_apart_by_when_they_were_built(
    code: str, two_versions: tuple[Store, Snapshot, Snapshot]
) -> None:
    store, before, _ = two_versions
    words = language(code)  # type: ignore[arg-type]
    seconds = files.version_file(store.folder, before.version).stat().st_mtime
    built = dt.datetime.fromtimestamp(seconds, ZoneInfo("Europe/Amsterdam"))
    text = changes_text.version(before.info, words)
    assert before.version in text and f"{words.date(built.date())}, {built:%H:%M}" in text
    assert {"nl": "opgehaald op", "en": "retrieved on"}[code] in text


def test_what_is_compared_by_default(snapshot: Snapshot) -> None:
    infos = [VersionInfo(name, snapshot.info.data_date) for name in "abc"]
    assert changes.earlier(infos, "c") == "b"
    assert changes.earlier(infos, "b") == "a"
    # Taken back to the first: slides were made with the last.
    assert changes.earlier(infos, "a") == "c"
    assert changes.earlier(infos[:1], "a") is None
