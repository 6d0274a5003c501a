"""The light page of a finding: whole, small, safe, and in an order that reads well aloud."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from html.parser import HTMLParser

import pytest

from kansenbeeld import findings
from kansenbeeld.exports import light_page
from kansenbeeld.exports.light_page import Links, Place
from kansenbeeld.findings import Finding, Selection, terms
from kansenbeeld.findings.outlines import outlines_for
from kansenbeeld.language import LANGUAGES, LanguageCode, language
from kansenbeeld.store import Snapshot

VOID = {"meta", "link", "br", "wbr", "img", "hr", "input"}
LINKS = Links("/f/x?lang=nl", "/f/x?lang=en", "/stadsdelen")


class Parsed(HTMLParser):
    """A page taken apart; complains of what is not closed, closed twice, or has an attribute twice."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []
        self.ids: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.rows: list[list[str]] = []
        self.feed(text)
        self.close()
        self.faults += [f"{tag} not closed" for tag in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.faults.append(f"{tag} has an attribute twice: {names}")
        self.tags.append((tag, dict(attrs)))
        self.ids += [value for name, value in attrs if name == "id" and value]
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1] != tag:
            self.faults.append(f"</{tag}> closes {self.open[-1:]}")
        else:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in ("td", "th"):
            self.rows[-1][-1] += data
        if data.strip() and self.open:
            self.texts.append((self.open[-1], " ".join(data.split())))


def written(finding: Finding, snapshot: Snapshot, code: LanguageCode, *, embed: bool = False) -> str:
    outlines = outlines_for(snapshot, finding)
    return light_page.page(finding, language(code), outlines, LINKS, area="Noord", embed=embed)


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("data", ["snapshot", "practice"])
def test_every_finding_is_a_whole_small_page(request: pytest.FixtureRequest, data: str, code: LanguageCode) -> None:
    snapshot: Snapshot = request.getfixturevalue(data)
    words = language(code)
    for question in findings.questions():
        finding = findings.answer(question, snapshot, Selection(district="N", areas=True), code)
        text = written(finding, snapshot, code)
        parsed = Parsed(text)
        assert parsed.faults == [], question
        assert [name for name, times in Counter(parsed.ids).items() if times > 1] == [], question
        assert len(text.encode()) < 150_000
        assert [value for tag, value in parsed.texts if tag == "h1"] == [finding.headline]
        assert parsed.tags[0] == ("html", {"lang": code})
        expected = finding.table.written(words)
        rows = [list(expected.columns), *([str(cell) for cell in row] for row in expected.itertuples(index=False))]
        assert parsed.rows == ([] if finding.chart is None else rows), question
        assert all(attributes.get("scope") in ("col", "row") for tag, attributes in parsed.tags if tag == "th")
        said = [value for _, value in Parsed(re.sub("</?button[^>]*>", "", text)).texts]
        for sentence in (finding.title, finding.reading, *finding.limits)[2 * (finding.chart is None) :]:
            assert [one for one in said if one.startswith(sentence)], question


def test_the_order_reads_well_aloud(snapshot: Snapshot) -> None:
    finding = findings.answer("advice_gap", snapshot, Selection(district="N"), "nl")
    parsed = Parsed(written(finding, snapshot, "nl"))
    tags = [tag for tag, _ in parsed.tags]
    headings = [value for tag, value in parsed.texts if tag in ("h1", "h2")]
    assert parsed.texts.index(("p", finding.title)) < parsed.texts.index(("h1", finding.headline))
    assert tags.index("h1") < tags.index("figure") < tags.index("table")
    assert headings[1:] == [
        "Hoe lees je dit?",
        "Wat dit niet zegt",
        "Tabel met dezelfde cijfers",
        "Wat er precies is geteld",
        "Bronnen",
    ]
    picture = next(attributes for _, attributes in parsed.tags if attributes.get("class") == "chart")
    assert picture["role"] == "img" and picture["aria-label"] == finding.alt


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_term_says_what_it_means_at_its_first_place(snapshot: Snapshot, code: LanguageCode) -> None:
    """Each word that can be tapped has a meaning on the page, which is said once, and none in a frame."""
    words = language(code)
    for question in findings.questions():
        finding = findings.answer(question, snapshot, Selection(), code)
        tags = Parsed(written(finding, snapshot, code)).tags
        taps = [attributes for tag, attributes in tags if tag == "button"]
        meanings = [attributes["id"] for tag, attributes in tags if tag == "div" and "popover" in attributes]
        assert [one["popovertarget"] for one in taps] == [one["aria-describedby"] for one in taps] == meanings
        assert bool(meanings) is (finding.chart is not None), question
        assert "<button" not in written(finding, snapshot, code, embed=True)
    page = written(findings.answer("advice_gap", snapshot, Selection(), code), snapshot, code)
    assert terms.meaning("margin", words) in unescape(page)


@pytest.mark.parametrize("embed", [False, True])
def test_nothing_comes_from_elsewhere(snapshot: Snapshot, embed: bool) -> None:
    for question in findings.questions():
        finding = findings.answer(question, snapshot, Selection(), "en")
        text = written(finding, snapshot, "en", embed=embed).replace("http://www.w3.org/2000/svg", "")
        assert not re.search(
            r"https?:|//[a-z]|@import|url\((?!#|/app/static/fonts/nunito)",
            re.sub(r"<script>.*?</script>", "", text, flags=re.S),
        )
        for _, attributes in Parsed(text).tags:
            for name in ("src", "href", "srcset", "data", "action"):
                value = attributes.get(name) or "/"
                assert value.startswith(("/", "#", "data:")) and not value.startswith("//")
            assert not [name for name in attributes if name.startswith("on")]


def test_a_finding_without_a_chart_has_no_empty_boxes(snapshot: Snapshot) -> None:
    finding = findings.answer("at_advice", snapshot, Selection(), "nl")
    parsed = Parsed(written(finding, snapshot, "nl"))
    assert not {"figure", "svg", "table", "h2", "script"} & {tag for tag, _ in parsed.tags}
    assert finding.limits[0] in [value for _, value in parsed.texts]


def test_an_embedded_page_is_headline_chart_and_source(snapshot: Snapshot) -> None:
    finding = findings.answer("gap_map", snapshot, Selection(), "nl")
    parsed = Parsed(written(finding, snapshot, "nl", embed=True))
    tags = [tag for tag, _ in parsed.tags]
    assert {"h1", "svg"} <= set(tags) and not {"table", "nav", "h2"} & set(tags)
    links = [attributes for tag, attributes in parsed.tags if tag == "a"]
    assert [(link["href"], link["target"], link["rel"]) for link in links] == [(LINKS.here, "_blank", "noopener")]
    assert any(finding.version in value for _, value in parsed.texts)


def test_what_people_write_is_escaped(snapshot: Snapshot) -> None:
    finding = findings.answer("advice_gap", snapshot, Selection(), "nl")
    bad = '<script>alert(1)</script>" onload="x'
    place = Place(bad, 2, "/m/1?lang=nl", "", "/m/1/3?lang=nl")
    page = light_page.page(finding, language("nl"), {}, LINKS, area=bad, place=place)
    listed = light_page.listing(bad, bad, bad, [(2, bad, "/m/1/2")], LINKS, language("nl"))
    for text in (page, listed, light_page.missing(bad, (bad, "/"), language("nl"))):
        assert "alert(1)" in text and "<script>alert" not in text
        assert not [attributes for _, attributes in Parsed(text).tags if "onload" in attributes]


def test_a_page_is_the_same_each_time(snapshot: Snapshot) -> None:
    finding = findings.answer("gap_map", snapshot, Selection(), "nl")
    assert written(finding, snapshot, "nl") == written(finding, snapshot, "nl")


def test_an_address_holds_what_differs_from_the_default() -> None:
    assert light_page.address("gap_map", Selection(), "", "nl") == "/f/gap_map?lang=nl"
    full = Selection(district="N", high="hbo", threshold="vmbo-gt/havo", areas=True, rule="interval")
    assert light_page.address("gap_map", full, "abc", "en", embed=True) == (
        "/f/gap_map?district=N&high=hbo&threshold=vmbo-gt%2Fhavo&areas=true&version=abc&lang=en&embed=true"
    )
    assert light_page.address("same_direction", full, "", "nl") == "/f/same_direction?lang=nl"
    with pytest.raises(KeyError):
        light_page.address("no_such_question", Selection(), "", "nl")


@pytest.mark.parametrize("district", ["STAD", "A", "E", "F", "K", "M", "N", "T", "S"])
def test_where_it_is_about_is_what_its_headline_says(district: str, snapshot: Snapshot) -> None:
    """A line that names Zuid above a number of the whole city would give Zuid that number."""
    names = {row["area_code"]: row["area_name"] for row in snapshot.rows("area_names")} | {"STAD": "Amsterdam"}
    for question in findings.questions():
        for areas in (False, True):
            found = findings.answer(question, snapshot, Selection(district, areas=areas), "nl")
            code = light_page.area_of(found)
            assert not code or names[code] in found.headline, (question, found.headline)
            assert bool(code) == (found.key is not None)


def test_an_embedded_page_has_its_source_below_its_headline(snapshot: Snapshot) -> None:
    text = written(findings.answer("advice_gap", snapshot, Selection(), "nl"), snapshot, "nl", embed=True)
    assert text.index("</h1>") < text.index('<p class="source">') < text.index("<figure>")


def test_a_list_has_the_numbers_of_the_slides() -> None:
    listed = light_page.listing("", "", "", [(2, "a", "/m/1/2"), (3, "b", "/m/1/3")], LINKS, language("nl"))
    values = [attributes.get("value") for tag, attributes in Parsed(listed).tags if tag == "li"]
    assert values == ["2", "3"]


def test_a_page_in_a_conversation_names_its_slide(snapshot: Snapshot) -> None:
    finding = findings.answer("advice_gap", snapshot, Selection(), "nl")
    place = Place("Stadsgesprek 1", 4, "/m/1", "/m/1/3", "/m/1/5")
    shown = [value for _, value in Parsed(light_page.page(finding, language("nl"), {}, LINKS, place=place)).texts]
    assert "Dia 4" in shown
