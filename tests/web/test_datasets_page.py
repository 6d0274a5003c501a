"""The page on which an analyst adds a dataset: its pure parts, and the page through Streamlit's test runner."""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import gc
import io
import json
import os
import re
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from kansenbeeld import clock, findings, paths
from kansenbeeld.conversations.changes import Change
from kansenbeeld.conversations.ledger.audit import OUTCOMES, AuditEntry
from kansenbeeld.datasets.contracts import CONTRACTS
from kansenbeeld.datasets.descriptions import describe, descriptor, write
from kansenbeeld.datasets.packages import CHIP_CODES, read_package
from kansenbeeld.findings import Selection
from kansenbeeld.language import LANGUAGES, LanguageCode, language
from kansenbeeld.publishing.changes import Changes, CodeChange, HeadlineChange, TableChange
from kansenbeeld.publishing.editions import take_in
from kansenbeeld.publishing.errors import PublishError
from kansenbeeld.publishing.publication import Publication
from kansenbeeld.publishing.publishing import Publishing
from kansenbeeld.screening.report import RESULTS, STAGES, Check, Place, Report
from kansenbeeld.web import access, context, server
from kansenbeeld.web.datasets import (
    audit_view,
    changes_view,
    describing,
    errors,
    guide,
    history,
    known,
    preview,
    publish,
    report_view,
    upload,
    work_folder,
)
from kansenbeeld.web.datasets.attempt import attempt
from kansenbeeld.web.datasets.describing import DescriptionError, Target
from kansenbeeld.web.datasets.desk import Desk

WORDS = language("nl")
DUO = describe(read_package(paths.DATA / "duo_school_advice"))
TODAY = dt.date(2026, 11, 24)
TARGET = Target("duo_school_advice", "district")


def _check(result: Any, stage: Any = "header", value: str = "", times: int = 1, code: str = "broke") -> Check:
    return Check(stage, code, result, Place("x.csv", row=4, column="n", value=value), times=times)


# The report


def test_the_verdict_counts_errors_and_warnings_in_one_line() -> None:
    report = Report("x.csv", "", 3, (_check("fail"), _check("warning"), _check("pass"), _check("fail")))
    assert report_view.verdict(report, WORDS) == "2 fouten, 1 waarschuwing: nog niet te publiceren"
    assert report_view.verdict(Report("x.csv", "", 3, (_check("pass"),)), WORDS) == "Alles is in orde"


def test_errors_come_before_warnings_and_in_the_order_of_the_stages() -> None:
    checks = [_check("warning", "file"), _check("fail", "totals"), _check("pass", "file"), _check("fail", "types")]
    found = [(check.result, check.stage) for check in report_view.gravest_first(checks)]
    assert found == [("fail", "types"), ("fail", "totals"), ("warning", "file")]


def test_a_line_has_the_result_as_a_word_the_place_and_the_number_of_places() -> None:
    text = report_view.line(_check("fail", times=7), WORDS)
    assert "**Fout**" in text
    assert "op 7 plekken" in text
    assert "4" in text.split("  \n")[1]


def test_what_stands_in_a_file_is_no_markdown() -> None:
    text = report_view.line(_check("fail", value="[x](https://example.org)"), WORDS)
    assert r"\[x\]" in text
    assert "https://" not in text


def test_a_report_as_csv_has_no_formula() -> None:
    report = Report("=x.csv", "", 1, (_check("fail", value="=1+1"),))
    text = report_view.as_csv(report, WORDS).decode("utf-8-sig")
    cells = list(csv.reader(io.StringIO(text), delimiter=";"))[1]
    assert "'=1+1" in cells
    assert not any(cell.startswith("=") for cell in cells)


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_stage_result_and_contract_has_a_name(code: LanguageCode) -> None:
    words = language(code)
    for stage in STAGES:
        assert words.text(f"datasets.stage.{stage}")
    for result in RESULTS:
        assert words.text(f"datasets.result.{result}")
        assert report_view.ICONS[result]
    for name in CONTRACTS:
        assert upload.contract_name(name, words)


# The file


def test_a_name_never_becomes_a_path() -> None:
    desk = Desk()
    given = upload.keep(desk, io.BytesIO(b"a,b\n"), "../../etc/passwd.XLSX", "")
    assert given.path == given.folder / "given.xlsx"
    assert given.path.read_bytes() == b"a,b\n"
    assert upload.keep(desk, io.BytesIO(b""), "x.exe/..", "").path.name == "given.csv"


def test_a_work_folder_goes_with_its_session_and_with_the_next_file() -> None:
    desk = Desk()
    first = upload.keep(desk, io.BytesIO(b"1"), "a.csv", "")
    desk.give(first, ("1", ""))
    second = upload.keep(desk, io.BytesIO(b"2"), "b.csv", "")
    desk.give(second, ("2", ""))
    assert not first.folder.exists()
    assert second.folder.stat().st_mode & 0o077 == 0
    del desk
    gc.collect()
    assert not second.folder.exists()


def test_only_work_folders_of_more_than_a_day_ago_are_removed(tmp_path: Path) -> None:
    owner = Desk()
    old, new = work_folder.new(owner, tmp_path), work_folder.new(owner, tmp_path)
    other = tmp_path / "other"
    other.mkdir()
    for folder in (old, other):
        os.utime(folder, (0, 0))
    work_folder.remove_old(tmp_path)
    assert not old.exists()
    assert new.exists()
    assert other.exists()


@pytest.mark.parametrize("name", CONTRACTS)
def test_a_template_has_the_columns_of_its_contract(name: str) -> None:
    contract = CONTRACTS[name]
    frame = pd.read_csv(io.BytesIO(upload.template(contract)), encoding="utf-8-sig")
    assert tuple(frame.columns) == contract.columns
    rows = upload.columns_of(contract, WORDS)
    assert [row["Kolom"] for row in rows] == list(contract.columns)
    assert all(all(row.values()) for row in rows)


@pytest.mark.parametrize("name", ["guides/nl/analyst.md", "guides/en/analyst.md", "contracts.md"])
def test_the_guide_is_there_without_links_that_lead_nowhere(name: str) -> None:
    text = guide.read(name)
    assert len(text) > 1000
    assert not re.search(r"\]\((?!https?://)", text)
    assert "<!--" not in text
    assert "![" not in text and "plaatje" not in text and "picture" not in text


# The description


def test_the_form_gives_back_the_description_that_filled_it() -> None:
    values = describing.values_of(DUO, TARGET, DUO.retrieved)
    assert describing.described(values, TARGET, "outcome_shares", DUO) == DUO


def test_a_new_table_stands_beside_those_that_the_dataset_has() -> None:
    target = Target("duo_school_advice", "extra")
    values = describing.values_of(DUO, target, TODAY) | {"table_title_nl": "Meer", "table_title_en": "More"}
    found = describing.described(values, target, "outcome_shares", DUO)
    assert [table.name for table in found.tables] == ["district", "extra"]


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("title_nl", " ", "empty"),
        ("publisher", "", "empty"),
        ("sources", "\n", "empty"),
        ("retrieved", None, "empty"),
        ("name", "Hoofdletters", "name"),
        ("name", "../x", "name"),
        ("licence_url", "javascript:alert(1)", "address"),
        ("sources", "DUO | duo.nl", "address"),
        ("sources", " | https://duo.nl", "empty"),
        ("caveats_en", "only one", "caveats"),
        ("chip_source", "two words", "chip"),
    ],
)
def test_a_field_that_can_not_be_used_is_named(field: str, value: Any, code: str) -> None:
    values = describing.values_of(DUO, TARGET, DUO.retrieved) | {field: value}
    with pytest.raises(DescriptionError) as caught:
        describing.described(values, TARGET, "outcome_shares", DUO)
    assert (caught.value.code, caught.value.field) == (code, field)


def test_only_tables_of_the_same_kind_can_be_replaced() -> None:
    found = describing.targets([DUO], "outcome_shares")
    assert found == (TARGET, Target("", "outcome_shares"))
    assert describing.targets([DUO], "schools") == (Target("", "schools"),)


def test_a_chip_offers_its_closed_list_or_what_is_in_use() -> None:
    assert describing.chip_options("area_version", CHIP_CODES, [DUO]) == CHIP_CODES["area_version"]
    assert describing.chip_options("source", CHIP_CODES, [DUO])[0] == describing.NO_CHIP
    assert "DUO" in describing.chip_options("source", CHIP_CODES, [DUO])


def _zip(path: Path, text: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("folder/datapackage.json", text)
    return path


def test_a_description_comes_along_in_a_zip(tmp_path: Path) -> None:
    given = _zip(tmp_path / "given.zip", json.dumps(descriptor(DUO)))
    assert known.brought(given, "cijfers.zip") == DUO


@pytest.mark.parametrize("text", ["{", "[]", '{"name": "x"}', "null", "[" * 100_000])
def test_a_broken_description_in_a_zip_is_none(tmp_path: Path, text: str) -> None:
    assert known.brought(_zip(tmp_path / "given.zip", text), "cijfers.zip") is None


def test_no_zip_brings_no_description(tmp_path: Path) -> None:
    (tmp_path / "given.zip").write_bytes(b"no zip")
    assert known.brought(tmp_path / "given.zip", "cijfers.zip") is None
    assert known.brought(tmp_path / "given.zip", "cijfers.csv") is None


# What readers get, and what would change


def test_an_overview_counts_rows_years_and_areas() -> None:
    found = preview.overview(paths.DATA / "duo_school_advice" / "district.csv", CONTRACTS["outcome_shares"])
    frame = pd.read_csv(paths.DATA / "duo_school_advice" / "district.csv")
    assert found.rows == len(frame)
    assert found.years == ("2019/20", "2020/21", "2021/22")
    assert found.areas == frame["area_code"].nunique()
    assert len(found.first) == preview.FIRST_ROWS
    assert preview.years_text(("a", "b", "c", "d"), WORDS) == "jaren: 4, van a tot en met d"


def _changes(headlines: int = 0, numbers: int = 0) -> Changes:
    table = TableChange("district", "outcome_shares", 1, 2, 3, 4, (CodeChange("area_code", ("X*",), ("Y",)),))
    one = HeadlineChange("advice_gap", Selection(), ("1",), "Noord", None, None, Change("flipped"))
    return Changes((table,), (one,) * headlines, 40, numbers)


def test_the_lead_counts_headlines_that_change() -> None:
    assert changes_view.lead(_changes(), WORDS) == "Geen enkele kop verandert. Er zijn 40 koppen vergeleken."
    assert changes_view.lead(_changes(2, 1), WORDS).startswith("2 van de 40 koppen veranderen; 2 gelden niet meer")


def test_codes_that_are_new_or_gone_are_named_as_text() -> None:
    new, gone = changes_view.codes(_changes(), {}, WORDS)
    assert "X\\*" in new
    assert gone.endswith("Y")


def test_a_publication_leads_to_the_page_of_a_headline_or_of_the_datasets() -> None:
    assert publish.page_of(_changes()) == ("data", "")
    page, district = publish.page_of(_changes(1))
    assert page in findings.questions()["advice_gap"].pages
    assert district == "Noord"


# The history


def _publication(number: int, action: Any, active: dict[str, str], edition: str = "a" * 12) -> Publication:
    at = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
    checksum = "" if action == "restore" else "a" * 64
    return Publication(number, at, "an@x.nl", "Een reden", action, "duo", edition, checksum, active, "b" * 12)


def test_a_viewer_reads_no_names_and_no_reasons() -> None:
    one = _publication(1, "publish", {"duo": "a" * 12})
    # Without its joiner a mail address would become a link.
    assert "an@\u2060x.nl" in history.line(one, WORDS, "DUO", names=True)
    text = history.line(one, WORDS, "DUO", names=False).replace("\\", "")
    assert "x.nl" not in text
    assert "Een reden" not in text
    assert "a" * 12 in text
    assert "a" * 13 not in text


def test_ways_back_are_offered_where_they_lead_somewhere() -> None:
    first = _publication(1, "publish", {"duo": "a" * 12})
    second = _publication(2, "publish", {"duo": "c" * 12}, "c" * 12)
    taken = _publication(3, "take_back", {"duo": "a" * 12}, "c" * 12)
    assert history.steps_back(second, second) == ("take_back",)
    assert history.steps_back(first, second) == ("restore",)
    assert history.steps_back(first, taken) == ("take_back",)
    assert history.steps_back(second, taken) == ("restore",)


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("publication 3, dataset duo", "stap 3, Schooladvies"),
        ("dataset gone", "gone"),
        ("conversation 1, item 4, revision 2", "stadsgesprek 1, opbrengst 4, versie 2"),
        ("publication duo", "stap duo"),
        ("something else {x}", "something else {x}"),
    ],
)
def test_a_subject_of_the_log_is_said_in_words(stored: str, shown: str) -> None:
    assert audit_view.subject(stored, {"duo": "Schooladvies"}, WORDS) == shown


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_line_of_the_log_has_words(code: LanguageCode) -> None:
    at = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
    actions = ("publish", "take_back", "restore", "record", "revise", "withdraw", "fill_in")
    lines = [AuditEntry(at, "a@x.nl", "analyst", one, "dataset d", outcome) for one in actions for outcome in OUTCOMES]
    words = language(code)
    found = audit_view.rows(lines, {}, words)
    assert not {row[words.text("datasets.audit.action")] for row in found} & {"take_back", "fill_in", "record"}
    assert len({tuple(row.values()) for row in found}) == len(lines)


@pytest.mark.usefixtures("page")
@pytest.mark.parametrize(("code", "outcomes"), [("moved", ["failed"]), ("not_shown_yet", [])])
def test_a_step_that_was_not_taken_is_noted_as_failed(
    monkeypatch: pytest.MonkeyPatch, code: str, outcomes: list[str]
) -> None:
    person = access.Visitor("an@x.nl", frozenset({"analyst"}), "login")
    monkeypatch.setattr(access, "visitor", lambda: person)

    def refuse(who: str) -> Publication:
        raise PublishError(code, number=2, who=who, at=dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC))

    with pytest.raises(PublishError):
        attempt("restore", "publication 1", refuse)
    assert [(one.who, one.action, one.outcome) for one in context.audit().entries()] == [
        ("an@x.nl", "restore", outcome) for outcome in outcomes
    ]


# The page


@pytest.fixture
def page(store_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    """The page with a store, editions and a ledger of its own."""
    shutil.copytree(store_folder, tmp_path / "store")
    monkeypatch.setenv(paths.STORE_VARIABLE, str(tmp_path / "store"))
    monkeypatch.setenv(paths.EDITIONS_VARIABLE, str(tmp_path / "editions"))
    monkeypatch.setenv(paths.LEDGER_VARIABLE, f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    for kept in (context.store, context.ledger, context.audit, known.publishing):
        kept.cache_clear()
    yield AppTest.from_file(server.SHELL, default_timeout=120)
    known.publishing().close()
    for kept in (context.store, context.ledger, context.audit, known.publishing):
        kept.cache_clear()


@pytest.fixture
def analyst(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody is an analyst: the test runner has no connection whose headers would say so."""
    person = access.Visitor("local", frozenset(access.ROLES), "machine")
    monkeypatch.setattr(access, "visitor", lambda: person)


def _open(page: AppTest) -> AppTest:
    page.run()
    page.switch_page("../../pages/contribute/datasets.py").run()
    assert not page.exception
    return page


def _give(page: AppTest, name: str, content: bytes) -> AppTest:
    page.file_uploader[0].set_value((name, content, "text/csv")).run()
    assert not page.exception
    return page


def _shipped() -> bytes:
    return (paths.DATA / "duo_school_advice" / "district.csv").read_bytes()


def _describe(page: AppTest) -> AppTest:
    target = next(box for box in page.selectbox if box.label == WORDS.text("datasets.target"))
    target.select_index(0).run()
    assert page.date_input[0].value is None, "the day of retrieval is for a person to say"
    page.date_input[0].set_value(clock.today())
    save = next(button for button in page.button if button.label == WORDS.text("datasets.describe.save"))
    save.click().run()
    assert not page.exception
    return page


def test_a_viewer_reads_who_may_and_sees_nothing_to_write_in(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "visitor", lambda: access.NOBODY)
    _open(page)
    assert [info.value for info in page.info] == [WORDS.text("access.read_only.machine")]
    assert not page.file_uploader
    assert [button.key for button in page.button] == ["tour_again"]
    assert [expander.label for expander in page.expander] == []


@pytest.mark.usefixtures("analyst")
def test_a_file_with_faults_ends_at_its_report(page: AppTest) -> None:
    _give(_open(page), "cijfers.csv", _shipped().replace(b"2019/20", b"2019", 1))
    assert any("nog niet te publiceren" in error.value for error in page.error)
    assert not any(WORDS.text("datasets.target") == box.label for box in page.selectbox)


@pytest.mark.usefixtures("analyst")
def test_a_file_stays_on_the_desk_while_a_person_looks_at_another_page(page: AppTest) -> None:
    _give(_open(page), "cijfers.csv", _shipped())
    page.switch_page("../../pages/browse/data.py").run()
    page.switch_page("../../pages/contribute/datasets.py").run()
    desk = page.session_state["datasets_desk"]
    assert desk.upload.path.exists()
    assert any(WORDS.text("datasets.target") == box.label for box in page.selectbox)
    assert any("U bent bezig met cijfers" in text.value for text in page.markdown)
    page.selectbox(key="datasets_contract").set_value("schools").run()
    assert any("nog niet te publiceren" in error.value for error in page.error)


@pytest.mark.usefixtures("analyst")
def test_a_file_that_is_taken_away_is_gone(page: AppTest) -> None:
    _give(_open(page), "cijfers.csv", _shipped())
    folder = page.session_state["datasets_desk"].upload.folder
    page.file_uploader[0].set_value(None).run()
    assert not folder.exists()
    assert page.session_state["datasets_desk"].upload is None


@pytest.mark.usefixtures("analyst")
@pytest.mark.parametrize(
    ("name", "content"),
    [("leeg.csv", b""), ("geen.xlsx", b"PK\x03\x04"), ("geen.parquet", b"PAR1"), ("x.zip", b"no zip")],
)
def test_a_file_that_can_not_be_read_is_one_error_and_no_traceback(page: AppTest, name: str, content: bytes) -> None:
    _give(_open(page), name, content)
    assert any("nog niet te publiceren" in error.value for error in page.error)


@pytest.mark.usefixtures("analyst")
@pytest.mark.parametrize(
    ("name", "content"), [("oud.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)), ("brief.pdf", b"%PDF-1.7\n")]
)
def test_any_file_may_be_offered_and_the_report_of_the_one_before_is_gone(
    page: AppTest, name: str, content: bytes
) -> None:
    _give(_open(page), "cijfers.csv", _shipped())
    assert any(WORDS.text("datasets.target") == box.label for box in page.selectbox)
    assert not page.file_uploader[0].proto.type, "the browser may not refuse it in words of its own"
    _give(page, name, content)
    assert len(page.error) == 1
    assert any(name in plain_text.value.replace("\\", "") for plain_text in page.markdown)
    assert not any("cijfers.csv" in text.value for text in page.markdown)
    assert not any(WORDS.text("datasets.target") == box.label for box in page.selectbox)


def _described_zip(**changed: Any) -> bytes:
    given = descriptor(DUO) | {"name": "nieuwe_cijfers"}
    given["kansenbeeld"] |= changed
    given["resources"][0]["name"] = "eigen_naam"
    given["resources"][0]["kansenbeeld"] |= {"status": "geraden"}
    given["resources"][0]["kansenbeeld"]["chips"] |= {"rule": "zomaar", "source": "twee woorden", "iets": "anders"}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("nieuw/cijfers.csv", _shipped())
        archive.writestr("nieuw/datapackage.json", json.dumps(given))
    return file.getvalue()


@pytest.mark.usefixtures("analyst")
@pytest.mark.parametrize(
    ("stated", "shown"),
    [("2025-10-01", dt.date(2025, 10, 1)), ("2999-01-01", None), ("0001-01-01", None)],
)
def test_a_description_in_a_zip_fills_the_form(page: AppTest, stated: str, shown: dt.date | None) -> None:
    _give(_open(page), "alles.zip", _described_zip(retrieved=stated, publisher="DUO \ud800"))
    fields = {field.label: field.value for field in (*page.text_input, *page.text_area)}
    assert fields[WORDS.text("datasets.field.name")] == "nieuwe_cijfers"
    assert fields[WORDS.text("datasets.field.publisher")] == "DUO ?"
    assert DUO.tables[0].title["nl"] in fields.values()
    assert page.date_input[0].value == shown
    boxes = {box.label: box.value for box in page.selectbox}
    assert boxes[WORDS.text("chip.status")] == "gepubliceerd"
    assert boxes[WORDS.text("chip.rule")] == boxes[WORDS.text("chip.source")] == describing.NO_CHIP


@pytest.mark.usefixtures("page")
def test_what_is_shown_is_read_once_for_each_step(monkeypatch: pytest.MonkeyPatch) -> None:
    first = known.datasets()
    assert known.datasets() is first
    assert known.log() is known.log()
    monkeypatch.setattr(Publishing, "current_step", lambda self: 7)
    assert known.datasets() is not first


@pytest.mark.usefixtures("page")
def test_a_published_dataset_that_was_damaged_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edition = take_in(paths.DATA / "kco_outcomes", tmp_path / "editions")
    monkeypatch.setattr(Publishing, "active", lambda self: {edition.dataset: edition.name})
    for number, is_there in ((8, True), (9, False)):
        monkeypatch.setattr(Publishing, "current_step", lambda self, number=number: number)
        assert (edition.dataset in known.datasets()) is is_there
        (edition.folder / "group8.csv").chmod(0o600)
        (edition.folder / "group8.csv").write_text("x", encoding="ascii")


@pytest.mark.parametrize("code", LANGUAGES)
def test_who_wrote_at_the_machine_is_called_so_in_a_refusal(code: LanguageCode) -> None:
    words = language(code)
    at = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
    text = errors.sentence(PublishError("moved", number=2, who="local", at=at), words)
    assert words.text("ledger.editor.local") in text
    assert "local" not in text.replace(words.text("ledger.editor.local"), "")


def test_the_tables_that_a_dataset_got_meanwhile_stay() -> None:
    more = replace(DUO, tables=(*DUO.tables, replace(DUO.tables[0], name="extra")))
    assert [one.name for one in describing.rebased(DUO, "district", more).tables] == ["district", "extra"]
    assert describing.rebased(more, "district", None).tables == DUO.tables


def test_a_code_with_words_is_said_in_words() -> None:
    change = CodeChange("moment", ("final_advice", "x"), ())
    found = Changes((TableChange("district", "outcome_shares", 1, 2, 3, 4, (change,)),), (), 40, 0)
    (line,) = changes_view.codes(found, {"district": "Advies *hier*"}, WORDS)
    assert f"{WORDS.text('moment.final_advice')} (final\\_advice), x" in line
    assert r"Advies \*hier\*" in line


def _click_publish(page: AppTest, why: str) -> AppTest:
    key = f"datasets_why_{page.session_state['datasets_desk'].uploads}"
    page.text_input(key=key).set_value(why)
    page.button(key=f"{key}_publish").click().run()
    assert not page.exception
    return page


def test_publishing_takes_a_reason_and_the_role_happens_once_and_can_be_undone(
    page: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same figures, retrieved on another day, are published; the same once more are refused."""
    person = access.Visitor("local", frozenset(access.ROLES), "machine")
    monkeypatch.setattr(access, "visitor", lambda: person)
    _describe(_give(_open(page), "cijfers.csv", _shipped()))
    desk = page.session_state["datasets_desk"]
    proposal = desk.proposal
    assert [error.value for error in _click_publish(page, " ").error] == [WORDS.text("datasets.why.empty")]

    # The role is gone between the page that was drawn and the click.
    with monkeypatch.context() as then:
        then.setattr(access, "visitor", lambda: access.NOBODY)
        then.setattr(st, "session_state", {"why": "Toch"})
        publish.publish(desk, proposal, "why", WORDS)
    assert desk.note is not None
    assert desk.note.kind == "error"
    assert not Publishing().log()
    assert [entry.outcome for entry in context.audit().entries(9)] == ["refused"]

    assert any("is gepubliceerd" in note.value for note in _click_publish(page, "Opnieuw opgehaald").success)
    # The second half of a double click: the desk holds something else by now.
    publish.publish(desk, proposal, "none", WORDS)
    assert [(one.action, one.why) for one in Publishing().log()] == [("publish", "Opnieuw opgehaald")]

    assert len(_describe(_give(page, "cijfers.csv", _shipped())).error) == 1, "these figures are shown already"
    assert desk.proposal is None

    monkeypatch.setattr(st, "session_state", {"why": "Toch niet"})
    for _ in range(2):
        history.go_back(desk, "take_back", 1, 1, "why", WORDS)
    history.go_back(desk, "restore", 1, 1, "why", WORDS)
    assert desk.note.kind == "error", "somebody took a step since"
    history.go_back(desk, "restore", 1, 2, "why", WORDS)
    assert [one.action for one in Publishing().log()] == ["publish", "take_back", "restore"]


@pytest.mark.usefixtures("analyst")
def test_after_a_step_of_somebody_else_the_page_compares_anew(page: AppTest, tmp_path: Path) -> None:
    _describe(_give(_open(page), "cijfers.csv", _shipped()))
    desk = page.session_state["datasets_desk"]
    first = desk.proposal
    other = replace(DUO, retrieved=dt.date(2026, 11, 19))
    folder = write(tmp_path / "other", other, {"district": paths.DATA / "duo_school_advice" / "district.csv"})
    with contextlib.closing(Publishing()) as elsewhere:
        elsewhere.publish(elsewhere.prepare(folder), who="local", why="Een ander venster")
    (said,) = _click_publish(page, "Mijn stap").error
    assert WORDS.text("ledger.editor.local") in said.value
    assert (first.base, desk.proposal.base) == (0, 1)
    assert any("is gepubliceerd" in note.value for note in _click_publish(page, "Mijn stap").success)
    assert [one.why for one in known.log()] == ["Een ander venster", "Mijn stap"]
