"""Notes on charts, in every form in which a finding is shown, in both languages."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import duckdb
import pytest
from once import made_once

from kansenbeeld import findings, paths
from kansenbeeld.charts.lines import Mark
from kansenbeeld.charts.map import MapSpec
from kansenbeeld.conversations.deck import html, notes, printed, slides
from kansenbeeld.conversations.story import Story
from kansenbeeld.exports import images, light_page, tables
from kansenbeeld.exports.light_page import Links
from kansenbeeld.findings import Finding, Selection
from kansenbeeld.findings import notes as noted
from kansenbeeld.findings.outlines import outlines_for, outlines_of
from kansenbeeld.language import LANGUAGES, LanguageCode, language
from kansenbeeld.store import Snapshot, Store, files
from kansenbeeld.store.build import build
from kansenbeeld.web.map_component import message
from kansenbeeld.web.prepared import prepared

SCHOOL = (
    'closed_school,,,N,2022,school dicht,school closed,"Een school, in 2021, ging <dicht>.",'
    '"A school, in 2021, <closed>.",all,Voorbeeldbureau,Jaarverslag,,2021\n'
    "only_here,2020/21,group8,,,nieuw formulier,new form,In 2020/21 was er een nieuw formulier.,"
    "In 2020/21 there was a new form.,gap_map,Voorbeeldbureau,Jaarverslag,,\n"
)
FIRST, LATER = "2026-11-01", "2026-11-20"
LINKS = Links("/f/x?lang=nl", "/f/x?lang=en", "/stadsdelen")
NO_TEST = {"nl": "In 2019/20 was er geen eindtoets.", "en": "In 2019/20 there was no final test"}
SAID = {"nl": "Een school, in 2021, ging <dicht>.", "en": "A school, in 2021, <closed>."}
DRAWN = {"nl": "geen eindtoets", "en": "no final test"}


@pytest.fixture(scope="module")
def with_school(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The shipped data with two more notes, one of a district, added later."""

    def make(store: Path) -> None:
        data = Path(shutil.copytree(paths.DATA, store.parent / f"{store.name}_data"))
        with (data / "notes" / "notes.csv").open("a", encoding="utf-8") as file:
            file.write(SCHOOL)
        described = data / "notes" / "datapackage.json"
        described.write_text(described.read_text(encoding="utf-8").replace(FIRST, LATER), encoding="utf-8")
        build(store, data)

    return Store(made_once(tmp_path_factory, "notes_store", make)).snapshot()


def answer(question: str, snapshot: Snapshot, code: LanguageCode, **chosen: object) -> Finding:
    return findings.answer(question, snapshot, Selection(**chosen), code)  # type: ignore[arg-type]


def test_a_note_makes_the_figures_of_others_no_newer(with_school: Snapshot) -> None:
    assert with_school.info.data_date.isoformat() == LATER
    finding = answer("gap_map", with_school, "nl")
    assert {one.retrieved.isoformat() for one in finding.sources} == {FIRST}
    assert finding.data_date.isoformat() == FIRST
    assert "1 november 2026" in images.version_line(finding, language("nl"))


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_note_over_time_is_in_every_form(code: LanguageCode, snapshot: Snapshot) -> None:
    finding, words = answer("school_advice", snapshot, code), language(code)
    assert isinstance(finding.chart, dict)
    assert [note.at for note in finding.notes] == ["2019/20"]
    assert [note["text"] for note in finding.chart["layout"]["annotations"]] == [f"2019/20:<br>{DRAWN[code]}"]
    assert len(finding.chart["layout"]["shapes"]) == 1
    svg = images.svg(finding, words, {}).decode()
    assert DRAWN[code] in svg and NO_TEST[code][:30] in svg
    assert NO_TEST[code] in light_page.page(finding, words, {}, LINKS)
    assert NO_TEST[code] in light_page.page(finding, words, {}, LINKS, embed=True)
    assert NO_TEST[code] in finding.alt
    assert NO_TEST[code] in prepared(finding, words).notes.replace("\\", "")
    header, row, *_ = tables.finding_csv(finding, words).decode("utf-8-sig").splitlines()
    assert header.endswith(words.text("note.heading")) and NO_TEST[code] in row


def test_a_note_of_group_8_among_years_of_leerjaar_3_says_both_years(snapshot: Snapshot) -> None:
    places = [note.place for note in answer("same_direction", snapshot, "nl").notes]
    assert places == ["2017/18 (groep 8 in 2014/15)", "2019/20", "2021/22 (groep 8 in 2018/19)"]
    assert [note.place for note in answer("school_advice", snapshot, "nl").notes] == ["2019/20"]


def test_a_break_is_drawn_once_and_at_its_cut(snapshot: Snapshot) -> None:
    chart = answer("same_direction", snapshot, "nl").chart
    assert isinstance(chart, dict)
    years, layout = chart["layout"]["meta"]["years"], chart["layout"]
    notes = [note for note in layout["annotations"] if note.get("yref") == "paper"]
    places = {shape["x0"]: note["text"] for shape, note in zip(layout["shapes"], notes, strict=True)}
    assert places == {
        years.index("2017/18") - 0.5: "advies vóór de toets",
        years.index("2019/20"): "scholen tijdelijk dicht",
        years.index("2021/22") - 0.5: "deels fout toetsadvies",
    }


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_note_of_a_district_is_in_every_form(code: LanguageCode, with_school: Snapshot) -> None:
    finding, words = answer("gap_map", with_school, code), language(code)
    # The map is of 2015, the note of 2022: Noord is the same ground in both. The other note has no place in a map.
    assert [(note.at, note.mark, note.place) for note in finding.notes] == [("N", "1", "Noord"), ("", "", "2020/21")]
    assert isinstance(finding.chart, MapSpec)
    (north,) = [area for area in finding.chart.areas if area.note]
    assert (north.code, north.note) == ("N", "1") and north.description.endswith(SAID[code])
    sent = message(finding.chart, geometry_url="", selected=None)["areas"]
    assert [area[0] for area in sent if area[-1] == "1"] == ["N"]
    outlines = outlines_for(with_school, finding)
    svg = images.svg(finding, words, outlines).decode()
    escaped = SAID[code].replace("<", "&lt;").replace(">", "&gt;")
    assert svg.count("data-note=") == 1 and f"1. Noord: {escaped}" in svg
    page = light_page.page(finding, words, outlines, LINKS)
    assert page.count("data-note=") == 1 and f"1. Noord: {escaped}" in page
    assert f"1. Noord: {SAID[code]}" in finding.alt
    shown = prepared(finding, words).notes.splitlines()
    assert shown[0].startswith("1. Noord") and shown[1].startswith("- ")
    assert f"1. Noord: {SAID[code]}" in tables.finding_csv(finding, words).decode("utf-8-sig")


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_deck_and_a_hand_out_have_the_notes(
    code: LanguageCode, every_story: Story, with_school: Snapshot, snapshot: Snapshot
) -> None:
    words = language(code)
    steps = tuple(
        dataclasses.replace(step, finding=answer(step.finding.question, with_school, code))
        for step in every_story.steps
        if step.finding.question in ("gap_map", "school_advice")
    )
    deck = slides.deck(dataclasses.replace(every_story, steps=steps, code=code), "")
    outlines = outlines_of(with_school, [step.finding for step in steps])
    escaped = SAID[code].replace("<", "&lt;").replace(">", "&gt;")
    drawn = html.html(deck, outlines)
    assert f"<p>1. Noord: {escaped}</p>" in drawn and drawn.count("data-note=") == 1
    assert DRAWN[code] in drawn
    hand_out = printed.handout(every_story, deck, outlines)
    assert f"1. Noord: {escaped}" in hand_out and NO_TEST[code] in hand_out
    said = "\n".join(notes.spoken(deck, slide, words) for slide in deck.slides)
    assert f"1. Noord: {SAID[code]}" in said and NO_TEST[code] in said


@pytest.fixture
def every_story(every_question: object) -> Story:
    return every_question("nl")  # type: ignore[operator, no-any-return]


def test_notes_change_no_number_and_no_claim(snapshot: Snapshot, with_school: Snapshot) -> None:
    for question in findings.questions():
        one, other = (answer(question, version, "nl") for version in (snapshot, with_school))
        assert (one.headline, one.key, one.answered, one.status) == (
            other.headline,
            other.key,
            other.answered,
            other.status,
        )
        assert one.table.frame.equals(other.table.frame)


def test_a_version_from_before_there_were_notes_still_opens(store_folder: Path, tmp_path: Path) -> None:
    current = files.current(store_folder)
    assert current is not None
    path = files.version_file(tmp_path, "0" * 12)
    shutil.copy(files.version_file(store_folder, current), path)
    with duckdb.connect(path) as connection:
        connection.execute("drop table notes")
    old = Store(tmp_path).snapshot("0" * 12)
    finding = answer("same_direction", old, "en")
    assert finding.notes == () and "With this chart" not in finding.alt
    assert isinstance(finding.chart, dict)
    # The breaks themselves stay: they are of the series.
    assert len(finding.chart["layout"]["shapes"]) == 2
    assert answer("gap_map", old, "en").notes == ()


def test_a_note_stands_with_the_same_children_in_leerjaar_3(with_school: Snapshot) -> None:
    words = language("en")
    years = ["2017/18", "2019/20", "2021/22", "2022/23"]
    there = noted.over_time(with_school, words, "same_direction", years, "year3")
    assert [note.at for note in there] == years
    group8 = noted.over_time(with_school, words, "same_direction", ["2018/19", "2019/20"], "group8")
    assert [note.label for note in group8] == ["partly wrong test advice", "no final test"]
    assert noted.over_time(with_school, words, "advice_gap", ["2018/19", "2019/20"], "group8") == ()


def test_a_note_takes_the_place_of_the_words_of_a_break(snapshot: Snapshot) -> None:
    notes_ = noted.over_time(snapshot, language("en"), "school_advice", ["2019/20"], "group8")
    marks = noted.marks(notes_, {"2019/20": "old words", "2023/24": "other words"})
    assert marks == (Mark("2019/20", "no final test"), Mark("2023/24", "other words"))


def test_the_questions_that_shipped_notes_name_exist(snapshot: Snapshot) -> None:
    rows = snapshot.rows("rows_notes", dataset="notes", resource="notes")
    named = {name for row in rows for name in row["questions"].split() if name != "all"}
    assert named and named <= findings.questions().keys()
