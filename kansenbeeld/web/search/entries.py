"""What can be found in a data version: its districts, areas and schools, the questions, and the pages."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from kansenbeeld import findings
from kansenbeeld.conversations.programme import programme
from kansenbeeld.domain import AREA_VINTAGES
from kansenbeeld.exports import light_page
from kansenbeeld.findings import Selection
from kansenbeeld.findings.areas import districts
from kansenbeeld.language import LANGUAGES, Language, LanguageCode, language
from kansenbeeld.store import Snapshot
from kansenbeeld.web import context
from kansenbeeld.web.search.matching import Entry

if TYPE_CHECKING:
    from kansenbeeld.web.access.visitor import Role
    from kansenbeeld.web.frame import PageEntry

_SCHOOLS: Final = "schools"
"""The contract of tables that have schools with their places."""


_HOME: Final = "districts"
"""The page of places: the map, and a district beside the rest of the city."""


@functools.lru_cache(maxsize=32)
def entries(
    snapshot: Snapshot, code: LanguageCode, pages: tuple[PageEntry, ...], roles: frozenset[Role] = frozenset()
) -> tuple[Entry, ...]:
    """Return everything that a reader can find, made once for each data version, language and set of roles.

    Args:
        snapshot: the data version.
        code: the reader's language; what is found is called so, but words of either language find it.
        pages: the pages of the dashboard.
        roles: of the reader; a page for a role is found by who has it.
    """
    words = language(code)
    home = next(page.address for page in pages if page.name == _HOME)
    return (
        *_districts(snapshot, words, home),
        *_areas(snapshot, words, home),
        *_schools(snapshot, words, home),
        *_questions(snapshot, words, pages),
        *_pages(snapshot, words, pages, roles),
    )


def _districts(snapshot: Snapshot, words: Language, page: str) -> Iterator[Entry]:
    known, city = context.district_names(snapshot), context.WHOLE_CITY
    yield Entry("district", city, page, (city,), words.text("search.city"), district=city)
    for code, name in districts(snapshot).items():
        # A district without figures leads to the map, where it is seen to have none.
        note = "" if code in known else words.text("search.no_figures")
        yield Entry("district", name, page, (name,), note, district=name if code in known else city)


def _areas(snapshot: Snapshot, words: Language, page: str) -> Iterator[Entry]:
    """Areas of both divisions; a name that both have once, where it is now."""
    known = context.district_names(snapshot)
    found = {
        row["area_name"]: known.get(row["parent_code"], "")
        for vintage in AREA_VINTAGES
        for row in snapshot.rows("areas", area_vintage=vintage, area_level="gebied")
    }
    for name, district in sorted(found.items()):
        note = words.text("search.in", area=district) if district else ""
        # "Geuzenveld, Slotermeer" is found by the name of each of its parts.
        yield Entry("area", name, page, (name, *name.split(", ")), note, district=district, areas=True)


def _schools(snapshot: Snapshot, words: Language, page: str) -> Iterator[Entry]:
    known = context.district_names(snapshot)
    found = {
        row["school_code"]: (str(row["school_name"]), known.get(row["area_code"] or "", ""))
        for table in snapshot.rows("resources")
        if table["contract"] == _SCHOOLS
        for row in snapshot.rows("rows_schools", dataset=table["dataset"], resource=table["resource"])
    }
    for name, district in sorted(found.values()):
        # Schools of other municipalities have no place here.
        if district:
            yield Entry("school", name, page, (name,), words.text("search.in", area=district), district=district)


def _questions(snapshot: Snapshot, words: Language, pages: tuple[PageEntry, ...]) -> Iterator[Entry]:
    for question in findings.questions().values():
        # As they are for the whole city, which is answered already: the words hardly differ from place to place.
        made = {code: findings.answer_or_none(question.id, snapshot, Selection(), code) for code in LANGUAGES}
        answers = {code: one for code, one in made.items() if one is not None}
        if words.code not in answers or (question.optional and answers[words.code].chart is None):
            continue
        page = next((page.address for page in pages if page.name in question.pages), "")
        yield Entry(
            "question",
            answers[words.code].title,
            page or light_page.address(question.id, Selection(), "", words.code),
            tuple(one.title for one in answers.values()),
            text=" ".join(one.headline for one in answers.values()),
            anchor=question.id if page else "",
        )


def _pages(
    snapshot: Snapshot, words: Language, pages: tuple[PageEntry, ...], roles: frozenset[Role]
) -> Iterator[Entry]:
    known = programme(snapshot)
    themes = {one.id: theme.title for one in known.conversations if (theme := known.theme_of(one)) is not None}
    for page in pages:
        if page.role is not None and page.role not in roles:
            continue
        names = {code: page.called(language(code)) for code in LANGUAGES}
        about = themes.get(page.number, {})
        helps = [language(code).text(f"page.{page.name}.help") for code in LANGUAGES] if not page.number else []
        yield Entry(
            "page",
            names[words.code],
            page.address,
            tuple(names.values()),
            about.get(words.code, ""),
            " ".join([*about.values(), *helps]),
        )
