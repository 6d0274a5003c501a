"""The deck as one file: whole, the same each time, and safe to open anywhere."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import re
from collections.abc import Callable
from html import escape, unescape

import pytest

from kansenbeeld.conversations.deck import html as deck_html
from kansenbeeld.conversations.deck.slides import Deck, deck
from kansenbeeld.conversations.story import Story
from kansenbeeld.findings.outlines import Outlines, outlines_of
from kansenbeeld.language import LANGUAGES, LanguageCode, language
from kansenbeeld.store import Snapshot

Stories = Callable[[LanguageCode], Story]
BASE = "https://kansenbeeld.example"


def outlines(snapshot: Snapshot, slides: Deck) -> Outlines:
    return outlines_of(snapshot, [slide.finding for slide in slides.slides if slide.finding])


@pytest.fixture(scope="module", params=LANGUAGES)
def slides(request: pytest.FixtureRequest, every_question: Stories) -> Deck:
    return deck(every_question(request.param), BASE)


@pytest.fixture(scope="module")
def page(slides: Deck, snapshot: Snapshot) -> str:
    return deck_html.html(slides, outlines(snapshot, slides))


def section(page: str, number: int) -> str:
    return page.split(f'id="{number}"', 1)[1].split("</section>", 1)[0]


def test_every_slide_has_its_title_notes_and_number(page: str, slides: Deck) -> None:
    assert page.startswith("<!doctype html>") and f'<html lang="{slides.code}">' in page
    assert page.count("<section") == len(slides.slides)
    for slide in slides.slides:
        own = section(page, slide.number)
        assert slide.title in unescape(re.sub(r"</?(span|h1|h2)[^>]*>", "", own))
        assert f'<template class="notes">{escape(slide.notes)}</template>' in own
        assert f"{slide.number} / {len(slides.slides)}" in own


def test_every_chart_is_drawn_with_its_table(page: str, slides: Deck) -> None:
    words = language(slides.code)
    charts = 0
    for slide in slides.slides:
        own = section(page, slide.number)
        if slide.finding is None or slide.finding.chart is None:
            assert "<table" not in own and 'class="chart"' not in own
            continue
        charts += 1
        written = slide.finding.table.written(words)
        cells = [unescape(cell) for cell in re.findall(r"<t[hd][^>]*>([^<]*)</t[hd]>", own)]
        assert cells == [*written.columns, *(str(cell) for row in written.itertuples(index=False) for cell in row)]
        assert own.count('class="mark" data-hover=') > 1
        assert "<svg" in own and "viewBox" in own
    assert charts > 8


def test_marks_of_context_and_estimate(page: str, slides: Deck) -> None:
    words = language(slides.code)
    for slide in slides.slides:
        tags = re.findall(r'<p class="tags">(.*?)</p>', section(page, slide.number))
        shown = re.findall("<span>(.*?)</span>", "".join(tags))
        estimated = slide.finding is not None and slide.finding.status == "schatting"
        assert shown == [words.text("deck.context")] * slide.context + [words.text("deck.estimate")] * estimated


def test_nothing_is_fetched_from_elsewhere(page: str, slides: Deck) -> None:
    assert 'class="back served"' in page and '<p class="served" hidden>' in page
    links = set(re.findall(r"""\b(?:src|href|action|xlink:href)=["']([^"'#][^"']*)""", page))
    # Of the dashboard itself, which a file does not show: the page of the conversation and what it says on access.
    own = {f"../../{page}?lang={slides.code}" for page in (f"stadsgesprek-{slides.conversation}", "toegankelijkheid")}
    codes = {slide.address for slide in slides.slides if slide.address}
    assert {unescape(link) for link in links} == own | codes
    assert not re.search(r"url\((?!#|&#|data:font/woff2)|@import|<link|<img|<iframe", page)
    assert "default-src 'none'" in unescape(page)


def test_ids_occur_once(page: str) -> None:
    ids = re.findall(r'\sid="([^"]*)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'aria-labelledby="([\w.-]+)[ "]', page)) <= set(ids)


def test_equal_decks_give_equal_bytes(page: str, slides: Deck, snapshot: Snapshot, every_question: Stories) -> None:
    again = deck(every_question(slides.code), BASE)
    assert deck_html.html(again, outlines(snapshot, again)) == page


def test_texts_of_people_stay_texts(slides: Deck, snapshot: Snapshot) -> None:
    attack = "</template></script><script>alert(1)</script>\" onload='x'"
    first = dataclasses.replace(slides.slides[0], title=attack, notes=attack, points=(attack, attack))
    page = deck_html.html(dataclasses.replace(slides, title=attack, slides=(first,)), {})
    assert "<script>alert" not in page
    assert page.count("</script>") == 2
    assert " onload='x'" not in page


def test_without_an_address_that_phones_reach_there_is_no_code(every_question: Stories, snapshot: Snapshot) -> None:
    slides = deck(every_question("nl"), "")
    assert 'class="code"' not in deck_html.html(slides, outlines(snapshot, slides))


def test_the_script_is_the_one_that_the_policy_allows(page: str) -> None:
    script = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    assert len(script) == 1
    digest = base64.b64encode(hashlib.sha256(script[0].encode()).digest()).decode()
    assert f"'sha256-{digest}'" in unescape(page)


def test_long_lists_go_on_on_the_next_slide(slides: Deck) -> None:
    limits = [slide for slide in slides.slides if slide.kind == "limits"]
    assert len(limits) > 1
    assert sum(len(slide.points) for slide in limits) == 9
    assert [slide.first for slide in limits] == [1 + sum(len(s.points) for s in limits[:n]) for n in range(len(limits))]
    assert [slide.number for slide in slides.slides] == list(range(1, len(slides.slides) + 1))
    assert len({slide.title for slide in limits}) == len(limits)


def test_the_title_slide_says_when_and_where(slides: Deck) -> None:
    assert slides.subtitle.split(" · ")[1:] == ["Zuidoost", "Bijlmer"]
    assert "2017" in slides.subtitle


def test_a_code_without_an_address_to_type_stands_alone(slides: Deck, snapshot: Snapshot) -> None:
    chosen = tuple(
        dataclasses.replace(slide, address=f"{slide.address}&district=N") if slide.address else slide
        for slide in slides.slides
    )
    page = deck_html.html(dataclasses.replace(slides, slides=chosen), outlines(snapshot, slides))
    assert 'class="code"' in page and 'class="address"' not in page


def test_an_address_may_break_before_its_path_only(page: str, slides: Deck) -> None:
    slide = next(slide for slide in slides.slides if slide.address)
    host, path = slide.short_address.split("/", 1)
    assert f'<p class="address">{host}<wbr>/{path}</p>' in page


def test_what_says_nothing_alone_has_its_label(page: str, slides: Deck) -> None:
    slide = next(
        slide for slide in slides.slides if slide.finding and slide.finding.question == "secondary_target_group"
    )
    label = next(chip.label for chip in slide.finding.chips if chip.value == "not_stated")  # type: ignore[union-attr]
    assert f'<dt class="told">{label}:</dt>' in section(page, slide.number)
