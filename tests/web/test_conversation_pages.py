"""The pages of the conversations through Streamlit's own test runner."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from kansenbeeld import clock
from kansenbeeld.conversations import programme
from kansenbeeld.conversations.ledger.entries import Details
from kansenbeeld.conversations.ledger.ledger import Ledger
from kansenbeeld.conversations.story import story
from kansenbeeld.language import LANGUAGES, Language, language
from kansenbeeld.paths import LEDGER_VARIABLE, STORE_VARIABLE
from kansenbeeld.store import Snapshot, Store
from kansenbeeld.web import access, context, conversations_view, server

NL = language("nl")


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ledger]:
    url = f"sqlite:///{tmp_path / 'ledger.sqlite'}"
    monkeypatch.setenv(LEDGER_VARIABLE, url)
    context.ledger.cache_clear()
    opened = Ledger(url)
    yield opened
    opened.close()
    context.ledger().close()
    context.ledger.cache_clear()


@pytest.fixture
def app(store_folder: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv(STORE_VARIABLE, str(store_folder))
    context.store.cache_clear()
    return AppTest.from_file(server.SHELL, default_timeout=30)


def _open(app: AppTest, address: str) -> AppTest:
    # Several pages have one script, so a page is asked for by its address and not by its file.
    app._page_hash = calc_hash(address)
    app.run()
    assert not app.exception
    return app


def _texts(app: AppTest) -> str:
    return "\n".join(one.value for one in (*app.markdown, *app.header, *app.subheader))


def _links(app: AppTest) -> dict[str, str]:
    return {one.proto.label.strip("*"): one.proto.page for one in app.get("page_link")}


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_list_says_what_is_known_and_what_is_open(app: AppTest, code: str) -> None:
    app.query_params["lang"] = code
    words = language(code)  # type: ignore[arg-type]
    _open(app, "stadsgesprekken")
    known = programme.programme(context.store().snapshot())
    assert app.title[0].value == words.text("page.conversations.title")
    assert app.header[0].value == words.text("conversations.lead", known=1, total=6)
    links = _links(app)
    for one in known.conversations:
        assert links[conversations_view.heading(one, known, words)] == f"stadsgesprek-{one.id}"
    assert {"resultaten", "raadsbrief", "wat-is-er-veranderd"} <= set(links.values())
    assert _texts(app).count(words.text("conversation.all_open")) == 5


def test_dated_conversations_come_first(app: AppTest, ledger: Ledger) -> None:
    ledger.fill_in("5", 0, Details(date=dt.date(2016, 12, 1), district="N"), editor="local")
    _open(app, "stadsgesprekken")
    cards = [link for link in _links(app).values() if link.startswith("stadsgesprek-")]
    assert cards == [f"stadsgesprek-{number}" for number in "512346"]
    assert app.header[0].value == NL.text("conversations.lead", known=2, total=6)


def test_the_map_has_the_numbers_of_the_conversations(app: AppTest, ledger: Ledger, snapshot: Snapshot) -> None:
    ledger.fill_in("4", 0, Details(district="T"), editor="local")
    _open(app, "stadsgesprekken")
    spec = conversations_view.map_spec(programme.current(snapshot, ledger), NL)
    areas = {area.name: area for area in spec.areas}
    assert areas["Zuidoost"].label == "1, 4" and not areas["Zuidoost"].missing
    assert {name for name, area in areas.items() if area.missing} == {
        "Centrum",
        "Nieuw-West",
        "Noord",
        "Oost",
        "Weesp",
        "West",
        "Westpoort",
        "Zuid",
    }


def test_a_district_on_the_map_opens_its_conversation(app: AppTest) -> None:
    app.query_params["lang"] = "en"
    _open(app, "stadsgesprekken")
    app.session_state["conversation_district"] = "T"
    app.run()
    assert not app.exception
    assert app.title[0].value == "City conversation 1: Strong networks"


def test_a_district_without_a_conversation_opens_nothing(app: AppTest) -> None:
    app.session_state["conversation_district"] = "N"
    _open(app, "stadsgesprekken")
    assert app.title[0].value == NL.text("page.conversations.title")


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_first_conversation_tells_its_story(app: AppTest, code: str) -> None:
    app.query_params["lang"] = code
    words = language(code)  # type: ignore[arg-type]
    _open(app, "stadsgesprek-1")
    snapshot = context.store().snapshot()
    known = programme.programme(snapshot)
    conversation = known.conversation("1")
    theme = known.themes["sterke-netwerken"]
    told = story(snapshot, conversation, theme, words.code)
    assert app.title[0].value == conversations_view.heading(conversation, known, words)
    lead, asked, *others = _of_findings(app, words)
    assert [lead, *others] == [step.finding.headline for step in told.steps]
    assert asked == f"{words.text('conversation.slide', number=told.steps[0].slide)} · {told.steps[0].finding.title}"
    texts = _texts(app)
    for number in range(2, 10):
        assert words.text("conversation.slide", number=number) in texts
    assert texts.count("**Context** · ") == sum(one.role == "context" for one in theme.evidence) > 0
    for text in (*theme.questions, *theme.not_said, *theme.missing, *conversation.facts):
        assert text[code] in texts
    assert words.date(dt.date(2017, 3, 1)) in texts and words.text("conversation.open") in texts
    present = _present(app, words)
    assert present.url == f"./gesprek/1/presentatie?lang={code}&version={snapshot.version}"


def _of_findings(app: AppTest, words: Language) -> list[str]:
    """Return the headings of findings; those of the parts of the page are as high, for they stand above them."""
    parts = {words.text(f"conversation.{name}") for name in ("evidence", "context", "tables", "limits", "missing")}
    headings = [one.value for one in app.header]
    assert parts & set(headings)
    return [one for one in headings if one not in parts]


def _present(app: AppTest, words: Language):  # type: ignore[no-untyped-def]
    return next(one.proto for one in app.get("link_button") if one.proto.label == words.text("conversation.present"))


def test_a_conversation_without_theme_says_so_and_shows_any(app: AppTest) -> None:
    _open(app, "stadsgesprek-3")
    assert app.title[0].value == "Stadsgesprek 3: thema nog niet ingevuld"
    assert not app.header and not app.get("link_button")
    assert NL.text("conversation.choose_theme") in _texts(app)
    app.selectbox(key="conversation_theme").set_value("overgang-po-vo").run()
    app.selectbox(key="district").set_value("Noord").run()
    assert not app.exception
    assert app.header[0].value.startswith("In Noord")
    assert app.query_params["theme"] == "overgang-po-vo"
    assert _present(app, NL).url.endswith("&theme=overgang-po-vo&district=N")
    results = next(one.proto for one in app.get("page_link") if one.proto.page == "resultaten")
    assert results.query_string == "gesprek=3&theme=overgang-po-vo&district=N"


def test_an_address_opens_a_theme(app: AppTest) -> None:
    app.query_params.update({"theme": "voorschool-en-taal"})
    _open(app, "stadsgesprek-6")
    assert app.selectbox(key="conversation_theme").value == "voorschool-en-taal"


def test_an_address_with_nonsense_opens_no_theme(app: AppTest) -> None:
    app.query_params.update({"theme": "<b>"})
    _open(app, "stadsgesprek-6")
    assert app.selectbox(key="conversation_theme").value is None
    assert "theme" not in app.query_params


def test_a_question_can_stand_twice(app: AppTest) -> None:
    app.query_params.update({"theme": "verwachtingen-en-schooladvies"})
    _open(app, "stadsgesprek-4")
    assert len(_of_findings(app, NL)) == 9


def test_what_editors_filled_in_is_shown(app: AppTest, ledger: Ledger) -> None:
    ledger.fill_in("4", 0, Details(theme="voorschool-en-taal", district="F", place="Plein"), editor="local")
    _open(app, "stadsgesprek-4")
    assert app.title[0].value == "Stadsgesprek 4: Voorschool en taal"
    day = NL.date(clock.today())
    assert f"**Stadsdeel:** Nieuw-West (ingevuld op {day})" in _texts(app)
    assert f"**Thema:** Voorschool en taal (ingevuld op {day})" in _texts(app)
    assert f"**Plaats:** Plein (ingevuld op {day})" in _texts(app)
    assert "Bron van de andere gegevens: Opgave bij de start van Kansenbeeld;" in _texts(app)
    assert "Nieuw-West" in app.header[0].value


def test_what_was_not_filled_in_here_has_the_source_of_the_file(app: AppTest) -> None:
    _open(app, "stadsgesprek-1")
    assert ":small[Bron: Opgave bij de start van Kansenbeeld; niet nagegaan in een andere bron.]" in _texts(app)
    assert "ingevuld op" not in _texts(app)


def test_a_place_never_becomes_markup(app: AppTest, ledger: Ledger) -> None:
    ledger.fill_in("4", 0, Details(place="*Plein* [x](https://x.nl) :red[y]"), editor="local")
    shown = "\\*Plein\\* \\[x\\](https:\u2060//x.nl) :\u2060red\\[y\\]"
    for address in ("stadsgesprek-4", "stadsgesprekken"):
        _open(app, address)
        assert shown in _texts(app)


def test_filling_in_stands_right_below_the_facts(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "may_edit", lambda: True)
    _open(app, "stadsgesprek-1")
    shown = [getattr(one, "label", None) or getattr(one, "value", "") for one in app.main]
    button = shown.index(NL.text("ledger.fill_in"))
    assert "**Datum:**" in "".join(str(one) for one in shown[:button])
    assert button < shown.index(NL.text("conversation.evidence"))
    app.button(key="open_details_1").click().run()
    assert f":small[{NL.text('ledger.details.empty')}]" in _texts(app)


def test_the_list_is_a_calendar(app: AppTest, ledger: Ledger) -> None:
    ledger.fill_in("5", 0, Details(date=dt.date(2016, 12, 1), district="N"), editor="local")
    _open(app, "stadsgesprekken")
    months = [one.value for one in app.subheader]
    assert months[:3] == ["December 2016", "Maart 2017", "Datum nog niet ingevuld"]


@pytest.mark.parametrize(("filled", "key"), [("2345", "lead_one_left"), ("23456", "lead_whole")])
def test_the_lead_counts_what_is_left(app: AppTest, ledger: Ledger, filled: str, key: str) -> None:
    for number in filled:
        ledger.fill_in(number, 0, Details(date=dt.date(2017, 5, 1), district="N"), editor="local")
    _open(app, "stadsgesprekken")
    assert app.header[0].value == NL.text(f"conversations.{key}", known=len(filled) + 1, total=6)


def test_without_the_ledger_the_files_are_shown(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(LEDGER_VARIABLE, "nonsense")
    context.ledger.cache_clear()
    _open(app, "stadsgesprekken")
    assert app.warning[0].value == NL.text("conversations.no_ledger")
    assert "stadsgesprek-1" in _links(app).values()
    monkeypatch.undo()


def test_a_pinned_version_gives_old_figures_and_the_conversations_of_now(
    app: AppTest, store_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A version from before there was a programme can still be read beside the conversations of now."""
    import shutil

    folder = shutil.copytree(store_folder, tmp_path / "store")
    snapshot = Store(folder).snapshot()
    old = "0123456789ab"
    _without_programme(folder / f"kansenbeeld-{snapshot.version}.duckdb", folder / f"kansenbeeld-{old}.duckdb")
    monkeypatch.setenv(STORE_VARIABLE, str(folder))
    context.store.cache_clear()
    app.query_params["version"] = old
    _open(app, "stadsgesprek-1")
    assert app.title[0].value == "Stadsgesprek 1: Sterke netwerken"
    assert old in _present(app, NL).url
    assert len(_of_findings(app, NL)) == 9


def _without_programme(source: Path, target: Path) -> None:
    import shutil

    import duckdb

    shutil.copy(source, target)
    with duckdb.connect(str(target)) as connection:
        connection.execute("drop table programme")
