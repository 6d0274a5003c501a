"""The search: what typed words find, in either language, with accents left out and slips of the keyboard."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kansenbeeld import findings
from kansenbeeld.findings.areas import districts
from kansenbeeld.language import LANGUAGES, LanguageCode, language
from kansenbeeld.store import Snapshot
from kansenbeeld.web import frame
from kansenbeeld.web.search.entries import entries
from kansenbeeld.web.search.matching import ANSWERS, KINDS, Entry, find, slips, words


def _found(snapshot: Snapshot, typed: str, code: LanguageCode = "nl") -> list[tuple[str, str]]:
    known = entries(snapshot, code, frame.PAGES)
    return [(kind, entry.label) for kind, found in find(typed, known) for entry in found]


@pytest.mark.parametrize(
    ("first", "second", "count"),
    [
        ("osdorp", "osdorp", 0),
        ("osdrop", "osdorp", 1),
        ("osdop", "osdorp", 1),
        ("oosdorp", "osdorp", 1),
        ("asdorp", "osdorp", 1),
        ("zuidosot", "zuidoost", 1),
        ("zidosot", "zuidoost", 2),
        ("west", "noord", 3),
    ],
)
def test_slips_are_counted(first: str, second: str, count: int) -> None:
    assert slips(first, second, 2) == count


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_slips_are_the_same_both_ways_and_none_only_for_equal_words(first: str, second: str) -> None:
    assert slips(first, second, 9) == slips(second, first, 9)
    assert (slips(first, second, 9) == 0) is (first == second)
    assert slips(first, second, 1) == min(slips(first, second, 9), 2)


def test_words_are_without_case_accents_and_marks() -> None:
    assert words("Coöp. École, IJburg-West") == ("coop", "ecole", "ijburg", "west")
    assert words(" -- ") == ()


@pytest.mark.parametrize("typed", ["Zuidoost", "zuidoost", "ZUIDOOST", "zuid oost", "zuidosot", "zuidoos"])
def test_a_district_is_found_however_it_is_typed(snapshot: Snapshot, typed: str) -> None:
    assert ("district", "Zuidoost") in _found(snapshot, typed)


def test_its_very_name_goes_before_longer_names(snapshot: Snapshot) -> None:
    known = entries(snapshot, "nl", frame.PAGES)
    (kind, answers), *_ = find("noord", known)
    assert (kind, answers[0].label, answers[0].district) == ("district", "Noord", "Noord")


def test_an_area_leads_to_the_district_that_holds_it(snapshot: Snapshot) -> None:
    known = entries(snapshot, "nl", frame.PAGES)
    ((kind, (area, *_)), *_) = find("slotermeer", known)
    assert kind == "area"
    assert (area.district, area.areas, area.page) == ("Nieuw-West", True, "stadsdelen")


def test_every_district_and_area_of_the_store_is_found_by_its_name(snapshot: Snapshot) -> None:
    names = {*districts(snapshot).values()}
    for vintage in (2015, 2022):
        names |= {row["area_name"] for row in snapshot.rows("areas", area_vintage=vintage, area_level="gebied")}
    for name in sorted(names):
        assert name in [label for _, label in _found(snapshot, name)], name


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("question", ["advice_gap", "gap_map", "standardised"])
def test_a_question_is_found_by_its_title_in_either_language(
    snapshot: Snapshot, question: str, code: LanguageCode
) -> None:
    found = findings.answer(question, snapshot, findings.Selection(), code)
    here = findings.answer(question, snapshot, findings.Selection(), "nl")
    assert ("question", here.title) in _found(snapshot, found.title)


@pytest.mark.parametrize("typed", ["groepen", "Groups", "gropen"])
def test_a_page_is_found_in_either_language(snapshot: Snapshot, typed: str) -> None:
    assert ("page", language("nl").text("page.groups")) in _found(snapshot, typed)


def test_a_conversation_is_found_by_its_theme(snapshot: Snapshot) -> None:
    assert ("page", "Stadsgesprek 1") in _found(snapshot, "sterke netwerken")


def test_a_page_for_a_role_is_found_by_who_has_it(snapshot: Snapshot) -> None:
    title = language("nl").text("page.datasets")
    for roles in (frozenset(), frozenset({"analyst"})):
        known = entries(snapshot, "nl", frame.PAGES, roles)  # type: ignore[arg-type]
        found = [entry.label for _, answers in find(title, known) for entry in answers]
        assert (title in found) is bool(roles)


@given(st.text(max_size=40))
def test_there_are_never_too_many_answers_and_they_are_grouped_in_order(typed: str) -> None:
    known = [
        Entry(kind, f"{name} {kind}", "p", (f"{name} {kind}",)) for name in ("noord", "west") * 4 for kind in KINDS
    ]
    grouped = find(typed, known)
    assert sum(len(found) for _, found in grouped) <= ANSWERS
    order = [KINDS.index(kind) for kind, _ in grouped]
    assert order == sorted(set(order))
    assert all(found and {entry.kind for entry in found} == {kind} for kind, found in grouped)


def test_nonsense_finds_nothing(snapshot: Snapshot) -> None:
    for typed in ("", "   ", "xqzwv", "?!"):
        assert _found(snapshot, typed) == []


def test_every_answer_leads_somewhere(snapshot: Snapshot) -> None:
    addresses = {page.address for page in frame.PAGES}
    for entry in entries(snapshot, "nl", frame.PAGES, frozenset({"analyst", "editor"})):  # type: ignore[arg-type]
        assert entry.page in addresses or entry.page.startswith("/f/")
