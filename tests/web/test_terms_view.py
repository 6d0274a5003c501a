"""Terms as Markdown and as a glossary: links of ours, and nothing else alive."""

from __future__ import annotations

import re

import pytest

from kansenbeeld.findings.terms import TERMS, Piece, marked, meaning
from kansenbeeld.language import LANGUAGES, LanguageCode, language
from kansenbeeld.web.plain import plain
from kansenbeeld.web.terms_view import ANCHOR, glossary, linked

NL = language("nl")


def test_a_term_is_a_link_with_its_meaning() -> None:
    (pieces,) = marked(["Streepjes tonen de toevalsmarge: zo ver."], NL)
    assert linked(pieces, NL) == (
        f'Streepjes tonen de [toevalsmarge](/data-en-methode?lang=nl#begrip-margin "{meaning("margin", NL)}"): zo ver.'
    )


@pytest.mark.parametrize("text", ["*a* [b](c) :red[d] $x$ <b>", "1. een", "- een", "\ue000 a www.b.nl", "a  b"])
def test_what_stands_around_a_term_stays_plain(text: str) -> None:
    (pieces,) = marked([f"{text} advies {text}"], NL)
    written = linked(pieces, NL)
    assert re.sub(r'\[advies\]\([^ ]+ "[^"]+"\)', "advies", written) == plain(
        f"{text} advies {text}".replace("\ue000", "")
    )
    assert linked([Piece(text)], NL) == plain(text.replace("\ue000", ""))


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_meaning_never_ends_the_link_that_holds_it(code: LanguageCode) -> None:
    words = language(code)
    for term in TERMS:
        link = linked([Piece("x", term)], words)
        assert re.fullmatch(rf'\[x\]\(/data-en-methode\?lang={code}#{ANCHOR}{term} "[^"\\<>]+"\)', link)


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_glossary_has_a_place_for_each_term(code: LanguageCode) -> None:
    written = glossary(TERMS, language(code))
    assert re.findall('<dt id="([^"]+)">', written) == [f"{ANCHOR}{term}" for term in TERMS]
    assert written.count("<dd>") == len(TERMS)
