"""The page of results and recommendations through Streamlit's test runner, on a SQLite ledger."""

from __future__ import annotations

import dataclasses
import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from kansenbeeld import clock
from kansenbeeld.conversations.ledger.entries import About, Details, Entry
from kansenbeeld.conversations.ledger.ledger import Ledger
from kansenbeeld.language import language
from kansenbeeld.paths import LEDGER_VARIABLE, STORE_VARIABLE
from kansenbeeld.web import access, context, server

WORDS = language("nl")
ENTRY = Entry("1", "recommendation", "Begin eerder met het gesprek.", "parent", addressee="college van B en W")


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'ledger.sqlite'}"


@pytest.fixture
def ledger(url: str) -> Iterator[Ledger]:
    """What another process would see."""
    opened = Ledger(url)
    yield opened
    opened.close()


@pytest.fixture
def page(store_folder: Path, url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    """The page as somebody at the machine sees it: the test runner has no connection whose headers would say so."""
    monkeypatch.setenv(STORE_VARIABLE, str(store_folder))
    monkeypatch.setenv(LEDGER_VARIABLE, url)
    monkeypatch.setattr(access, "visitor", lambda: access.of_request(None, {"host": "localhost:8501"}, {}))
    context.store.cache_clear()
    context.ledger.cache_clear()
    yield AppTest.from_file(server.SHELL, default_timeout=30)
    context.ledger().close()
    context.ledger.cache_clear()


def _open(page: AppTest, **address: str) -> AppTest:
    page.query_params.update(address)
    page.run()
    page.switch_page("../../pages/contribute/results.py").run()
    assert not page.exception
    return page


def _shown(page: AppTest) -> str:
    return " ".join(element.value for element in (*page.markdown, *page.html))


def _click(page: AppTest, label: str, number: int = 0) -> AppTest:
    [one for one in page.button if one.label == WORDS.text(label)][number].click().run()
    assert not page.exception
    return page


def _field(page: AppTest, kind: str, label: str) -> object:
    return next(one for one in getattr(page, kind) if one.label == WORDS.text(label))


def test_a_result_is_recorded_with_its_slide_and_shown_at_once(page: AppTest, ledger: Ledger) -> None:
    _open(page, gesprek="1", dia="3")
    page.text_area[0].set_value("Ouders willen <b>eerder</b> praten. *Nu* te laat.")
    kind = _field(page, "segmented_control", "ledger.field.kind")
    assert kind.value == "recommendation"  # type: ignore[attr-defined]
    kind.set_value("result")  # type: ignore[attr-defined]
    _field(page, "pills", "ledger.field.said_by").set_value("parent")  # type: ignore[attr-defined]
    _click(page, "ledger.save")
    assert [one.value for one in page.success] == [WORDS.text("ledger.saved")]
    (item,) = ledger.items("1")
    assert item.entry.text == "Ouders willen <b>eerder</b> praten. *Nu* te laat."
    assert (item.entry.kind, item.entry.said_by, item.entry.theme) == ("result", "parent", "sterke-netwerken")
    assert item.entry.about is not None
    assert (item.entry.about.slide, item.entry.about.version) == (3, context.store().snapshot().version)
    assert "Ouders willen &lt;b&gt;eerder&lt;/b&gt; praten. *Nu* te laat." in _shown(page)
    assert WORDS.text("ledger.about.slide", slide=3) in _shown(page)
    # Empty again for the next one, of the same kind and on the same slide.
    assert page.text_area[0].value == ""
    assert _field(page, "segmented_control", "ledger.field.kind").value == "result"  # type: ignore[attr-defined]
    assert _field(page, "selectbox", "ledger.field.about").value == 3  # type: ignore[attr-defined]


def test_what_is_missing_is_told_and_what_was_typed_stays(page: AppTest, ledger: Ledger) -> None:
    _open(page)
    page.text_area[0].set_value("Een punt zonder spreker")
    _click(page, "ledger.save")
    field = WORDS.text("ledger.field.said_by")
    assert [one.value for one in page.error] == [WORDS.text("ledger.error.unknown", field=field)]
    assert page.text_area[0].value == "Een punt zonder spreker"
    assert ledger.items() == ()


def _double_click() -> None:
    """A form whose button sends itself twice, as a double click does."""
    import streamlit as st

    from kansenbeeld.conversations.ledger.entries import Entry
    from kansenbeeld.language import language
    from kansenbeeld.web.ledger import entry_form, saving
    from kansenbeeld.web.ledger.wording import Names

    words, start = language("nl"), Entry("1", "result", "Eén keer", "pupil")
    options = entry_form.choices(None, Names({}, {}))
    prefix = saving.new_form("1")

    def twice() -> None:
        saving.record(prefix, 0, start, options, words)
        saving.record(prefix, 0, start, options, words)

    with st.form(prefix):
        entry_form.fields(prefix, start, 0, options, words, is_new=True)
        st.form_submit_button("save", on_click=twice)


def test_a_double_click_records_once(page: AppTest, ledger: Ledger) -> None:
    form = AppTest.from_function(_double_click, default_timeout=30).run()
    form.button[0].click().run()
    assert not form.exception
    assert [item.entry.text for item in ledger.items()] == ["Eén keer"]
    form.button[0].click().run()
    assert len(ledger.items()) == 2


def test_an_item_is_changed_with_status_and_reason(page: AppTest, ledger: Ledger) -> None:
    item = ledger.record(ENTRY, editor="local")
    _open(page)
    _click(page, "ledger.edit")
    statuses = [one for one in page.selectbox if one.label == WORDS.text("ledger.field.status")]
    statuses[-1].set_value("not_adopted")
    _click(page, "ledger.save", -1)
    field = WORDS.text("ledger.field.reason")
    assert [one.value for one in page.error] == [WORDS.text("ledger.error.no_reason", field=field)]
    [one for one in page.text_input if one.label == field][-1].set_value("Geen geld.")
    _click(page, "ledger.save", -1)
    revised = ledger.item(item.id)
    assert (revised.revision, revised.entry.status, revised.entry.reason) == (2, "not_adopted", "Geen geld.")
    assert revised.entry.status_date is not None
    assert revised.entry.text == ENTRY.text
    assert "Geen geld." in _shown(page)
    assert WORDS.text("ledger.history", number=2) in [one.label for one in page.expander]


def test_a_conflict_shows_both_and_saves_on_top_when_asked(page: AppTest, ledger: Ledger) -> None:
    item = ledger.record(ENTRY, editor="local")
    _open(page)
    _click(page, "ledger.edit")
    page.text_area[-1].set_value("Mijn tekst")
    ledger.revise(item.id, 1, dataclasses.replace(ENTRY, text="Hun tekst", addressee="de raad"), editor="griffie")
    _click(page, "ledger.save", -1)
    assert ledger.item(item.id).entry.text == "Hun tekst"
    assert "griffie" in page.warning[0].value
    assert "Mijn tekst" in _shown(page) and "Hun tekst" in _shown(page) and "de raad" in _shown(page)
    assert page.text_area[-1].value == "Mijn tekst"
    _click(page, "ledger.save_anyway")
    assert [one.entry.text for one in ledger.history(item.id)] == [ENTRY.text, "Hun tekst", "Mijn tekst"]
    assert not page.warning


def test_in_a_conflict_the_other_can_stay(page: AppTest, ledger: Ledger) -> None:
    item = ledger.record(ENTRY, editor="local")
    _open(page)
    _click(page, "ledger.edit")
    page.text_area[-1].set_value("Mijn tekst")
    ledger.revise(item.id, 1, dataclasses.replace(ENTRY, text="Hun tekst"), editor="local")
    _click(page, "ledger.save", -1)
    _click(page, "ledger.keep_theirs")
    assert ledger.item(item.id).entry.text == "Hun tekst"
    assert "Hun tekst" in _shown(page) and "Mijn tekst" not in _shown(page)


def test_a_mistake_is_withdrawn_and_can_still_be_seen(page: AppTest, ledger: Ledger) -> None:
    item = ledger.record(ENTRY, editor="local")
    _open(page)
    _click(page, "ledger.edit")
    page.checkbox[0].check()
    _click(page, "ledger.save", -1)
    assert ledger.item(item.id).entry.withdrawn
    assert [one.value for one in page.success] == [WORDS.text("ledger.saved")]
    assert ENTRY.text not in _shown(page)
    page.toggle(key="ledger_withdrawn").set_value(True).run()
    assert ENTRY.text in _shown(page) and WORDS.text("ledger.withdrawn.yes") in _shown(page)


def test_an_item_links_to_its_finding_as_it_was(page: AppTest, ledger: Ledger) -> None:
    version = context.store().snapshot().version
    for about in (About("advice_gap", {"district": "T"}, version, 3), About("advice_gap", {}, "gone0version")):
        ledger.record(dataclasses.replace(ENTRY, about=about), editor="local")
    _open(page)
    assert f"(/f/advice_gap?district=T&version={version}&lang=nl)" in _shown(page)
    what = WORDS.text("ledger.about.finding")
    assert WORDS.text("ledger.about.gone", what=what, version="gone0version") in _shown(page)


def test_a_version_that_lacks_figures_does_not_break_the_page(
    page: AppTest, ledger: Ledger, store_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, old = Path(shutil.copytree(store_folder, tmp_path / "store")), "0123456789ab"
    shutil.copy(next(folder.glob("*.duckdb")), folder / f"kansenbeeld-{old}.duckdb")
    with duckdb.connect(str(folder / f"kansenbeeld-{old}.duckdb")) as connection:
        connection.execute("delete from outcome_shares; delete from resources")
    monkeypatch.setenv(STORE_VARIABLE, str(folder))
    context.store.cache_clear()
    ledger.record(dataclasses.replace(ENTRY, about=About("advice_gap", {}, old, 2)), editor="local")
    _open(page, version=old)
    assert not page.error
    what = WORDS.text("ledger.about.slide", slide=2)
    assert WORDS.text("ledger.about.gone", what=what, version=old) in _shown(page)


def test_who_may_not_edit_reads_everything_and_is_told_why(
    page: AppTest, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger.record(ENTRY, editor="local")
    monkeypatch.setattr(access, "visitor", lambda: access.NOBODY)
    _open(page)
    assert ENTRY.text in _shown(page)
    assert [one.value for one in page.info] == [WORDS.text("access.read_only.machine")]
    assert not page.text_area
    assert not [one for one in page.button if one.label == WORDS.text("ledger.edit")]


def test_the_right_to_write_is_asked_again_when_saving(
    page: AppTest, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    _open(page)
    page.text_area[0].set_value("Te laat")
    _field(page, "pills", "ledger.field.said_by").set_value("school")  # type: ignore[attr-defined]
    monkeypatch.setattr(access, "visitor", lambda: access.NOBODY)
    page.button(key="new_1_0_save").click().run()
    assert ledger.items() == ()


def test_a_ledger_that_is_gone_is_one_sentence(page: AppTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "folder").mkdir()
    monkeypatch.setenv(LEDGER_VARIABLE, f"sqlite:///{tmp_path / 'folder'}")
    _open(page)
    assert [one.value for one in page.error] == [WORDS.text("ledger.unavailable.gone")]


def test_a_nonsense_address_shows_the_first_conversation(page: AppTest) -> None:
    _open(page, gesprek="99", dia="<b>")
    assert page.header[0].value.startswith(WORDS.text("ledger.heading", number="1", theme=""))


def test_an_open_conversation_has_the_slides_of_what_was_chosen_on_its_page(page: AppTest, ledger: Ledger) -> None:
    _open(page, gesprek="3", theme="overgang-po-vo", dia="2")
    # The page that the test runner starts with has a choice of district of its own.
    page.query_params["district"] = "N"
    page.run()
    assert _field(page, "selectbox", "ledger.field.about").value == 2  # type: ignore[attr-defined]
    page.text_area[0].set_value("Over deze dia.")
    _field(page, "pills", "ledger.field.said_by").set_value("pupil")  # type: ignore[attr-defined]
    _click(page, "ledger.save")
    (item,) = ledger.items("3")
    assert item.entry.about is not None
    assert (item.entry.about.slide, item.entry.about.selection["district"]) == (2, "N")


@pytest.mark.parametrize("address", [{"theme": "<b>"}, {"district": "N"}, {"theme": "", "district": "<b>"}])
def test_nonsense_in_the_address_gives_no_slides(page: AppTest, address: dict[str, str]) -> None:
    _open(page, gesprek="3", **address)
    assert len(_field(page, "selectbox", "ledger.field.about").options) == 1  # type: ignore[attr-defined]


def test_the_begin_of_its_name_tells_a_slide_from_the_others(page: AppTest) -> None:
    """No more of a long name is seen on the page."""
    _open(page, gesprek="1")
    names = _field(page, "selectbox", "ledger.field.about").options  # type: ignore[attr-defined]
    assert len({name.partition(": ")[2][:30] for name in names[1:]}) == len(names) - 1 > 5


def test_the_choice_says_which_conversation_a_number_is(page: AppTest) -> None:
    _open(page, gesprek="3")
    told = next(one.value for one in page.markdown if "Sterke netwerken" in one.value)
    assert "**1** Sterke netwerken" in told and "**3, 4, 5 en 6** thema nog niet ingevuld" in told


def test_a_theme_of_the_programme_is_not_replaced_by_the_address(page: AppTest) -> None:
    _open(page, gesprek="1")
    own = _field(page, "selectbox", "ledger.field.about").options  # type: ignore[attr-defined]
    _open(page, gesprek="1", theme="overgang-po-vo", district="N")
    assert _field(page, "selectbox", "ledger.field.about").options == own  # type: ignore[attr-defined]


def test_an_item_says_when_it_was_recorded_and_ends_its_reason(page: AppTest, ledger: Ledger) -> None:
    item = ledger.record(ENTRY, editor="local")
    entry = dataclasses.replace(ENTRY, status="not_adopted", reason="Geen geld")
    ledger.record(entry, editor="local")
    _open(page)
    day = WORDS.date(item.recorded_on)
    assert f"Status: opgeschreven, sinds {day}.<" in _shown(page)
    assert f"Status: niet overgenomen. Opgeschreven op {day}. Reden: Geen geld.<" in _shown(page)


def test_a_new_status_counts_from_the_day_in_amsterdam(
    page: AppTest, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = ledger.record(ENTRY, editor="local")
    monkeypatch.setattr(clock, "now", lambda: dt.datetime(2026, 6, 30, 22, 30, tzinfo=dt.UTC))
    _open(page)
    _click(page, "ledger.edit")
    [one for one in page.selectbox if one.label == WORDS.text("ledger.field.status")][-1].set_value("adopted")
    _click(page, "ledger.save", -1)
    assert ledger.item(item.id).entry.status_date == dt.date(2026, 7, 1)


def _details_page() -> None:
    from kansenbeeld.language import language
    from kansenbeeld.web.ledger import page

    page.details_form("2", language("nl"))


def test_details_of_a_conversation_are_filled_in_with_the_same_care(page: AppTest, ledger: Ledger) -> None:
    form = AppTest.from_function(_details_page, default_timeout=30).run()
    _click(form, "ledger.fill_in")
    form.text_input[0].set_value("De Meevaart")
    form.selectbox[1].set_value("N")
    ledger.fill_in("2", 0, Details(place="Elders"), editor="griffie")
    _click(form, "ledger.save")
    assert "Elders" in _shown(form) and "De Meevaart" in _shown(form)
    assert ledger.details("2").details.place == "Elders"
    _click(form, "ledger.save_anyway")
    assert ledger.details("2").revision == 2
    assert (ledger.details("2").details.place, ledger.details("2").details.district) == ("De Meevaart", "N")
    assert ledger.details("2").details.date is None
    assert [one.value for one in form.success] == [WORDS.text("ledger.saved")]
