"""What is not ours shows as it was written: no mark means anything."""

from __future__ import annotations

import pandas as pd
import pytest

from kansenbeeld.web.plain import link, plain, plain_table

JOINER = "\u2060"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Plein 3", "Plein 3"),
        ("Van 2014-2018 (12:30), vmbo-gt/havo: 5,1%", "Van 2014-2018 (12:30), vmbo-gt/havo: 5,1%"),
        ("*a*\n# b", r"\*a\* \# b"),
        ("[x](y) :red[z] $1$", rf"\[x\](y) :{JOINER}red\[z\] \$1\$"),
        ("- a", r"\- a"),
        ("1. a", r"1\. a"),
        ("2) a", r"2\) a"),
        ("1.5 keer", "1.5 keer"),
        ("<b>&amp;", r"\<b\>\&amp;"),
    ],
)
def test_no_mark_means_anything(typed: str, shown: str) -> None:
    assert plain(typed) == shown


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("an@x.nl", f"an@{JOINER}x.nl"),
        ("https://x.nl", f"https:{JOINER}//x.nl"),
        ("www.x.nl WWW.x.nl", f"www{JOINER}.x.nl WWW{JOINER}.x.nl"),
        (":smile: :100: :+1:", f":{JOINER}smile: :{JOINER}100: :{JOINER}+1:"),
        (":material/home:", f":{JOINER}material/home:"),
    ],
)
def test_what_is_looked_for_after_the_backslashes_are_gone_is_broken(typed: str, shown: str) -> None:
    assert plain(typed) == shown


def test_a_table_is_plain_in_its_labels_and_cells() -> None:
    found = plain_table(pd.DataFrame({"*a*": ["[x](y)", 3]}))
    assert list(found.columns) == [r"\*a\*"]
    assert list(found.iloc[:, 0]) == [r"\[x\](y)", 3]


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://a.nl/x?y=1&z=%20#b", r"[\*t\*](https://a.nl/x?y=1&z=%20#b)"),
        ("https://a.nl/) [b](https://b.nl", r"[\*t\*](https://a.nl/%29%20%5Bb%5D%28https://b.nl)"),
        ("", r"\*t\*"),
        ("javascript:alert(1)", r"\*t\*"),
        ("//a.nl", r"\*t\*"),
        ("https://a nl/", r"\*t\*"),
        ("https://echt.nl@kwaad.nl/", r"\*t\*"),
    ],
)
def test_a_link_leads_to_a_web_page_and_nowhere_else(address: str, shown: str) -> None:
    assert link("*t*", address) == shown
