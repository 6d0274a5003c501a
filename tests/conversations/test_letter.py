"""The letter to the council: each item with its figure as it was in its own data version, on paper and in words."""

from __future__ import annotations

import datetime as dt
import io
import os
import shutil
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import TypeVar

import duckdb
import pypdf
import pytest

from kansenbeeld import findings, paths
from kansenbeeld.conversations.ledger.entries import About, Entry
from kansenbeeld.conversations.ledger.ledger import Ledger
from kansenbeeld.conversations.letter import files as letter_files
from kansenbeeld.conversations.letter import html
from kansenbeeld.conversations.letter.blocks import (
    Bullets,
    Facts,
    FindingBlock,
    Heading,
    ItemBlock,
    Letter,
    Paragraph,
    SourceList,
    TableBlock,
)
from kansenbeeld.conversations.letter.model import letter
from kansenbeeld.datasets.programme import Conversation, Evidence, Programme, Theme
from kansenbeeld.exports import images
from kansenbeeld.findings import Selection
from kansenbeeld.language import LANGUAGES, LanguageCode, language
from kansenbeeld.store import Snapshot, Store
from kansenbeeld.store.build import build

Kind = TypeVar("Kind")
DAY = dt.date(2026, 11, 24)
TEXT = {"nl": "Tekst", "en": "Text"}
GONE = "0123456789ab"
THEME = Theme(
    "netwerken",
    {"nl": "sterke netwerken", "en": "strong networks"},
    {"nl": "Wie helpt een kind vooruit?", "en": "Who helps a child along?"},
    (Evidence("advice_gap", "lead", {}, TEXT), Evidence("gap_map", "support", {}, TEXT)),
    (TEXT,),
    ({"nl": "Over netwerken zelf zeggen de cijfers niets.", "en": "The figures say nothing about networks."},),
)
PROGRAMME = Programme(
    (
        Conversation("1", "netwerken", "T", dt.date(2017, 3, 1), None, ("parents", "pupils")),
        Conversation("2", "netwerken", None),
        Conversation("3"),
        Conversation("4"),
    ),
    {"netwerken": THEME},
)
OLD = "2014-2018,T,final_advice,havo,parental_education,geen_hbo_wo,2271,28.3\n"
NEW = "2014-2018,T,final_advice,havo,parental_education,geen_hbo_wo,2271,48.3\n"
needs_chromium = pytest.mark.skipif(
    not images.can_draw() and "CI" not in os.environ,
    reason="No Chromium found to print with; install it with: apt-get install chromium",
)


@pytest.fixture(scope="module")
def versions(store_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, Snapshot, Snapshot]:
    """A store with the shipped data, and after them corrected figures, which are current."""
    folder = tmp_path_factory.mktemp("letter")
    data = Path(shutil.copytree(paths.DATA, folder / "data"))
    table = data / "kco_outcomes" / "group8.csv"
    text = table.read_text(encoding="utf-8")
    assert text.count(OLD) == 1
    table.write_text(text.replace(OLD, NEW), encoding="utf-8")
    old = Store(store_folder).current_version()
    store_copy = Path(shutil.copytree(store_folder, folder / "store"))
    build(store_copy, data)
    store = Store(store_copy)
    return store, store.snapshot(old), store.snapshot()


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}")


@pytest.fixture
def entries(versions: tuple[Store, Snapshot, Snapshot], ledger: Ledger) -> tuple[Entry, ...]:
    """What was recorded at the first conversation when the old version was current."""
    old = versions[1].version
    recorded = (
        Entry("1", "result", "Ouders kennen het woord dubbel advies niet.", "parent"),
        Entry("1", "result", "<script>alert(1)</script> & *sterren*", "pupil", person="Noor"),
        Entry(
            "1",
            "recommendation",
            "Nodig oud-leerlingen uit in groep 8.",
            "school",
            addressee="college van B en W",
            about=About("advice_gap", {"district": "T"}, old, 2),
            status="not_adopted",
            status_date=dt.date(2017, 4, 12),
            reason="Er is geen geld voor.",
        ),
        Entry("1", "recommendation", "Zoek stages. " * 60, "other", about=About("gap_map", {"district": "T"}, GONE)),
        Entry("1", "recommendation", "Vraag door.", "other", about=About("gap_map", {"district": "nergens"}, old)),
    )
    for entry in recorded:
        ledger.record(entry, editor="verslag")
    mistake = ledger.record(Entry("1", "result", "Verkeerd gesprek.", "parent"), editor="verslag")
    ledger.revise(mistake.id, 1, replace(mistake.entry, withdrawn=True), editor="verslag")
    return recorded


def _letter(
    store: Store, ledger: Ledger, code: LanguageCode = "nl", conversation: str | None = "1", *, day: dt.date = DAY
) -> Letter:
    return letter(PROGRAMME, ledger.items(withdrawn=True), store, code, conversation=conversation, day=day)


def _of(made: Letter, kind: type[Kind]) -> list[Kind]:
    return [block for block in made.blocks if isinstance(block, kind)]


def _headings(made: Letter) -> list[str]:
    return [block.text for block in _of(made, Heading)]


def test_every_item_stands_in_it_with_its_status(
    versions: tuple[Store, Snapshot, Snapshot], ledger: Ledger, entries: tuple[Entry, ...]
) -> None:
    made = _letter(versions[0], ledger)
    blocks = _of(made, ItemBlock)
    assert [block.text for block in blocks] == [entry.text.strip() for entry in entries]
    assert made.items == len(entries)
    assert [block.label for block in blocks] == [
        "Resultaat 1.1",
        "Resultaat 1.2",
        "Aanbeveling 1.1",
        "Aanbeveling 1.2",
        "Aanbeveling 1.3",
    ]
    recorded = language("nl").date(ledger.items()[0].recorded_on)
    assert blocks[0].status_line == f"Opgeschreven op {recorded}."
    assert blocks[3].status_line == f"Status: opgeschreven, sinds {recorded}."
    assert blocks[1].said_by == "Gezegd door: een leerling (Noor)."
    assert blocks[2].status_line == "Status: niet overgenomen, sinds 12 april 2017. Reden: Er is geen geld voor."
    assert blocks[2].addressee == "Voor: college van B en W."
    overview = _of(made, TableBlock)[0]
    assert [row[0] for row in overview.rows] == ["1.1", "1.2", "1.3"]
    assert [row[1] for row in overview.rows] == [entries[2].text, "Zie aanbeveling 1.2.", entries[4].text]
    assert [row[4] for row in overview.rows] == ["12 april 2017", recorded, recorded]
    assert "Status" in overview.columns and "Stand" not in html.html(made)


def test_an_item_keeps_the_figure_of_its_own_version(
    versions: tuple[Store, Snapshot, Snapshot], ledger: Ledger, entries: tuple[Entry, ...]
) -> None:
    store, old, new = versions
    then = findings.answer("advice_gap", old, Selection(district="T"), "nl").headline
    now = findings.answer("advice_gap", new, Selection(district="T"), "nl").headline
    assert then != now
    made = _letter(store, ledger)
    (figure,) = made.findings
    assert figure.finding.headline == then
    assert old.version in figure.version_line and new.version in figure.newer
    page = html.html(made)
    assert then in page and now not in page.replace(escape(figure.newer, quote=False), "")
    assert f"In de nieuwste cijfers: {now} Het verschil in advies is kleiner geworden." in figure.newer
    assert then in _of(made, Paragraph)[1].text, "the summary names the figure that was discussed"
    item = _of(made, ItemBlock)[2]
    assert (item.figure, item.about) == (1, "Gaat over figuur 1.")
    assert _of(made, TableBlock)[-1].rows == ((old.version, "1 november 2026", "1"),)


def test_a_version_that_is_gone_is_said_and_never_replaced(
    versions: tuple[Store, Snapshot, Snapshot], ledger: Ledger, entries: tuple[Entry, ...]
) -> None:
    store, old, _ = versions
    made = _letter(store, ledger)
    gone, odd = _of(made, ItemBlock)[3:]
    assert gone.figure is None and f"dataversie {GONE}. Die versie staat hier niet meer" in gone.about
    assert odd.figure is None and f"dataversie {old.version}. Die vraag of keuze bestaat hier niet meer" in odd.about
    assert {block.finding.question for block in made.findings} == {"advice_gap"}


@pytest.mark.parametrize("selection", [{"district": "T"}, {"district": "nergens"}])
def test_the_lead_of_now_never_stands_for_a_figure_that_is_gone(
    versions: tuple[Store, Snapshot, Snapshot], ledger: Ledger, selection: dict[str, str]
) -> None:
    store, old, new = versions
    version = GONE if selection["district"] == "T" else old.version
    gone = Entry("1", "result", "Zonder cijfer.", "parent", about=About("advice_gap", selection, version))
    ledger.record(gone, editor="verslag")
    now = findings.answer("advice_gap", new, Selection(district="T"), "nl").headline
    made = _letter(store, ledger)
    assert not made.findings and now not in html.html(made)
    assert language("nl").text("letter.discussed.gone") in [block.text for block in _of(made, Paragraph)]
    # Where another item names a version that is here, that one was discussed.
    ledger.record(replace(gone, about=About("advice_gap", {"district": "T"}, old.version)), editor="verslag")
    assert [block.finding.version for block in _letter(store, ledger).findings] == [old.version]


def test_an_unchanged_headline_is_said_once(versions: tuple[Store, Snapshot, Snapshot], ledger: Ledger) -> None:
    store, old, _ = versions
    about = About("advice_gap", {"district": "N"}, old.version)
    ledger.record(Entry("3", "result", "Noord.", "parent", about=about), editor="verslag")
    (figure,) = _letter(store, ledger, conversation="3").findings
    assert "In de nieuwste cijfers: De kop is gelijk gebleven." in figure.newer
    assert figure.finding.headline not in figure.newer


def test_a_status_without_a_date_and_a_reason_without_a_full_stop(
    versions: tuple[Store, Snapshot, Snapshot], ledger: Ledger
) -> None:
    entry = Entry("1", "recommendation", "Doe het.", "parent", status="not_adopted", reason="Geen geld")
    item = ledger.record(entry, editor="verslag")
    ledger.record(replace(entry, text="Nog een."), editor="verslag")
    made, day = _letter(versions[0], ledger), language("nl").date(item.recorded_on)
    line = f"Status: niet overgenomen. Opgeschreven op {day}. Reden: Geen geld."
    assert _of(made, ItemBlock)[0].status_line == line
    assert _of(made, TableBlock)[0].rows[0][4] == f"opgeschreven op {day}"


def test_what_editors_filled_in_is_not_put_to_the_source_of_the_file(
    versions: tuple[Store, Snapshot, Snapshot], ledger: Ledger
) -> None:
    source = {"nl": "Opgave bij de start", "en": "Statement at the start"}
    given = Conversation("1", "netwerken", "T", source=source, place="De Meevaart")
    for filled, line in (({}, "Bron: Opgave bij de start."), ({"place": DAY}, "Bron van de andere gegevens: Opgave")):
        known = Programme((replace(given, filled_in=filled),), {"netwerken": THEME})
        made = letter(known, (), versions[0], "nl", conversation="1", day=DAY)
        facts = dict(_of(made, Facts)[0].rows)
        assert facts["Plaats"] == ("De Meevaart (ingevuld op 24 november 2026)" if filled else "De Meevaart")
        assert facts["Stadsdeel"] == "Zuidoost"
        assert any(block.text.startswith(line) for block in _of(made, Paragraph))


def test_a_conversation_without_items_shows_the_lead_of_now(
    versions: tuple[Store, Snapshot, Snapshot], ledger: Ledger
) -> None:
    made = _letter(versions[0], ledger, conversation="2")
    (figure,) = made.findings
    assert figure.finding.version == versions[2].version and figure.newer == ""
    summary = _of(made, Paragraph)[1].text
    assert summary.startswith("Van dit stadsgesprek zijn nog geen resultaten of aanbevelingen opgeschreven.")
    facts = dict(_of(made, Facts)[0].rows)
    assert facts["Stadsdeel"] == facts["Datum"] == facts["Plaats"] == "nog niet ingevuld"


def test_nothing_known_is_a_valid_letter(versions: tuple[Store, Snapshot, Snapshot], ledger: Ledger) -> None:
    made = _letter(versions[0], ledger, conversation="3")
    assert not made.findings and made.items == 0
    assert "Met vriendelijke groet" in html.html(made)
    assert _headings(made) == ["Samenvatting"]
    assert "Van stadsgesprek 3 is nog niets ingevuld" in _of(made, Paragraph)[2].text


@pytest.mark.parametrize("code", LANGUAGES)
def test_all_conversations_in_one_letter(
    versions: tuple[Store, Snapshot, Snapshot], ledger: Ledger, entries: tuple[Entry, ...], code: LanguageCode
) -> None:
    store, old, new = versions
    made, words = _letter(store, ledger, code, None), language(code)
    assert [block.number for block in made.findings] == [1, 2], "a figure stands in a letter once"
    assert [block.finding.version for block in made.findings] == [new.version, old.version]
    chapters = [block.text for block in _of(made, Heading) if block.level == 1]
    assert chapters == [
        words.text("letter.summary"),
        words.text("letter.city"),
        words.text("letter.conversation", number="1", theme=THEME.title[code]),
        words.text("letter.conversation", number="2", theme=THEME.title[code]),
        words.text("letter.method"),
        words.text("letter.limits"),
        words.text("letter.sources"),
    ]
    open_ones = words.text("letter.conversations.open.many", numbers="3 en 4" if code == "nl" else "3 and 4")
    assert [block.text for block in _of(made, Paragraph)].count(open_ones) == 1
    said = " ".join(point for block in _of(made, Bullets) for point in block.points)
    for block in made.findings:
        assert all(limit in said for limit in block.limits)
    assert THEME.not_said[0][code] in said
    sources = _of(made, SourceList)[0].entries
    assert any("Kenniscentrum Ongelijkheid" in entry.text and "4.0" in entry.text for entry in sources)
    page = html.html(made)
    assert f'<html lang="{code}">' in page
    assert page.count("<figure") == page.count("<img") == 2


def test_the_summary_has_at_most_five_sentences(
    versions: tuple[Store, Snapshot, Snapshot], ledger: Ledger, entries: tuple[Entry, ...]
) -> None:
    for code in LANGUAGES:
        summary = _of(_letter(versions[0], ledger, code), Paragraph)[1].text
        assert 3 <= summary.count(". ") + 1 <= 5


def test_what_people_wrote_never_becomes_markup(
    versions: tuple[Store, Snapshot, Snapshot], ledger: Ledger, entries: tuple[Entry, ...]
) -> None:
    page = html.html(_letter(versions[0], ledger))
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; *sterren*" in page


@needs_chromium
@pytest.mark.browser
def test_the_pdf_is_tagged_dated_and_whole(
    versions: tuple[Store, Snapshot, Snapshot], ledger: Ledger, entries: tuple[Entry, ...], tmp_path: Path
) -> None:
    made = _letter(versions[0], ledger)
    written = letter_files.write(made, tmp_path / "out")
    assert [path.name for path in written] == [made.file_name("docx"), made.file_name("pdf")]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(path.name for path in written)
    data = written[1].read_bytes()
    assert html.pdf(made) == data, "printing again gives the same file"
    reader = pypdf.PdfReader(io.BytesIO(data))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == "nl"
    assert reader.metadata is not None and reader.metadata.title == f"{made.title}: {made.subject}"
    assert reader.metadata.creation_date is not None and reader.metadata.creation_date.date() == DAY
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    for block in _of(made, ItemBlock):
        assert " ".join(block.text.split()) in text
    assert f"Pagina 1 van {len(reader.pages)}" in text
    assert _titles(reader.outline)[0] == made.title and set(_headings(made)) <= set(_titles(reader.outline))
    tags = _tags(root["/StructTreeRoot"])
    assert {"/H1", "/H2", "/Table", "/TH", "/L", "/Figure"} <= {tag for tag, _ in tags}
    assert [alt for tag, alt in tags if tag == "/Figure" and alt] == [block.alt for block in made.findings]


def _titles(outline: object) -> list[str]:
    if isinstance(outline, list):
        return [title for entry in outline for title in _titles(entry)]
    return [str(outline["/Title"])]  # type: ignore[index]


def _tags(node: object, seen: int = 0) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for one in node:
            found += _tags(one, seen + 1)
    elif isinstance(node, dict):
        if "/S" in node:
            found.append((str(node["/S"]), str(node.get("/Alt", ""))))
        if "/K" in node:
            found += _tags(node["/K"], seen + 1)
    return found


def test_every_figure_of_every_question_can_stand_in_a_letter(snapshot: Snapshot, store_folder: Path) -> None:
    evidence = tuple(Evidence(one, "lead", {}, TEXT) for one in findings.questions())
    for one in evidence:
        theme = replace(THEME, evidence=(one,))
        programme = Programme((Conversation("1", "netwerken", "N"),), {"netwerken": theme})
        made = letter(programme, (), Store(store_folder), "nl", conversation="1", day=DAY)
        (figure,) = made.findings
        assert isinstance(figure, FindingBlock)
        assert "Klik" not in figure.reading and "Kies een" not in figure.reading
        assert html.html(made).count("<img") == (figure.finding.chart is not None)


@pytest.mark.parametrize("conversation", ["1", None])
def test_a_current_version_that_lacks_figures_gives_a_letter_with_those_of_then(
    versions: tuple[Store, Snapshot, Snapshot],
    ledger: Ledger,
    entries: tuple[Entry, ...],
    tmp_path: Path,
    conversation: str | None,
) -> None:
    store, then, now = versions
    folder = Path(shutil.copytree(store.folder, tmp_path / "store"))
    with duckdb.connect(str(folder / f"kansenbeeld-{now.version}.duckdb")) as connection:
        connection.execute("delete from outcome_shares")
        connection.execute("delete from resources")
    made = _letter(Store(folder), ledger, conversation=conversation)
    assert {block.finding.version for block in made.findings} == {then.version}
    assert {block.text for block in _of(made, ItemBlock)} == {entry.text.strip() for entry in entries}
