"""The light page: one finding as HTML that stands by itself, for a phone in the room or inside another site.

Some tens of kB, nothing fetched, no session. It reads aloud in the order in which it is written: the answer, where
and who, the chart in words, how to read it, what it does not say, the numbers, definitions, sources.
"""

from __future__ import annotations

import base64
import functools
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlencode

import jinja2
from markupsafe import Markup

from kansenbeeld import findings
from kansenbeeld.charts.map import Outline
from kansenbeeld.charts.svg import dark_css, themed
from kansenbeeld.exports import images
from kansenbeeld.exports.drawings import parts
from kansenbeeld.findings import Finding, Selection
from kansenbeeld.language import LANGUAGES, Language, LanguageCode

_TEMPLATES: Final = Path(__file__).resolve().parent / "templates"
_WIDTH: Final = 375
_TYPE: Final = 1.3
"""Names in a chart are then 18 pixels on a phone, numbers 17."""

_FACTS: Final = ("cohort_basis", "loc_basis")
"""The definitions that say who is counted, and where."""


@dataclass(frozen=True, slots=True)
class Links:
    """Where a light page leads to, addresses with path and query.

    Attributes:
        here: the page itself, whole and not embedded.
        other_language: the same in the other language.
        dashboard: the page of the dashboard that has the same finding, or the conversation.
    """

    here: str
    other_language: str
    dashboard: str


@dataclass(frozen=True, slots=True)
class Place:
    """The place of a finding in a conversation: ``number`` of ``total``, and the ways on (empty at both ends)."""

    title: str
    number: int
    total: int
    all: str
    previous: str
    next: str


def address(question: str, selection: Selection, version: str, code: LanguageCode, *, embed: bool = False) -> str:
    """Return the path and query at which a finding stands by itself.

    Args:
        question: id of the question.
        selection: what was chosen; only what the question listens to, and what is not the default, is written.
        version: the data version to pin; empty for the newest.
        code: the language. Always written: without it, a reader's browser chooses.
        embed: whether it is to stand inside another page.

    Raises:
        KeyError: there is no such question.
    """
    query: dict[str, str] = {}
    for name in findings.questions()[question].controls:
        value = getattr(selection, name)
        if value != getattr(Selection(), name):
            query[name] = "true" if value is True else str(value)
    if version:
        query["version"] = version
    query["lang"] = code
    if embed:
        query["embed"] = "true"
    return f"/f/{quote(question, safe='')}?{urlencode(query)}"


def page(
    finding: Finding,
    words: Language,
    outlines: Mapping[str, Outline],
    links: Links,
    *,
    area: str = "",
    place: Place | None = None,
    embed: bool = False,
) -> str:
    """Write a finding as a light page; equal arguments give equal text.

    Args:
        finding: the finding. One without a chart is its headline and why there is no answer.
        words: the reader's language.
        outlines: areas of its map by code; not used for other charts.
        links: where the page leads to.
        area: name of the area that it is about; empty where its headline says so.
        place: its place in a conversation.
        embed: only headline, chart and source, for a frame in another page.

    Raises:
        ValueError: an area of its map has no outline.
    """
    drawn = () if finding.chart is None else parts(finding, words, outlines, width=_WIDTH, scale=_TYPE)
    table = finding.table.written(words)
    where = _where(finding, words, area)
    return _write(
        "light_page",
        words,
        embed=embed,
        title=finding.headline,
        description=f"{finding.title} {where}".strip(),
        finding=finding,
        where=where,
        drawings=[Markup(themed(one)) for one in drawn],  # noqa: S704 (drawn here, its texts escaped)
        labels=list(table.columns),
        rows=[list(row) for row in table.itertuples(index=False)],
        sources=[images.source_line(finding, number, words) for number in range(len(finding.sources))],
        version=words.text(
            "finding.version",
            version=finding.version,
            date=words.date(finding.data_date),
            status=words.text(f"chip.status.{finding.status}"),
        ),
        links=links,
        place=place,
        js=Markup(_file("light_page.js")),  # noqa: S704 (our own file)
    )


def listing(
    title: str, when: str, about: str, headlines: Sequence[tuple[str, str]], links: Links, words: Language
) -> str:
    """Write the findings of a conversation as a light page.

    Args:
        title: what the conversation is called.
        when: its day, district and place, as far as they are known.
        about: what it is about, or why there are no findings yet.
        headlines: for each finding its headline and address.
        links: where the page leads to.
        words: the reader's language.
    """
    return _write("light_list", words, title=title, when=when, description=about, findings=headlines, links=links)


def missing(sentence: str, onward: tuple[str, str], words: Language) -> str:
    """Write a page that says what is not there, with one link on (its text and address)."""
    text, target = onward
    title = words.text("share.missing")
    return _write("light_missing", words, title=title, description=sentence, on=text, address=target)


@functools.cache
def policy() -> str:
    """Return the Content-Security-Policy of light pages: nothing from anywhere, their own script, in any frame."""
    digest = base64.b64encode(hashlib.sha256(_file("light_page.js").encode("utf-8")).digest()).decode("ascii")
    return "; ".join(
        (
            "default-src 'none'",
            "style-src 'unsafe-inline'",
            f"script-src 'sha256-{digest}'",
            "img-src 'self' data:",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors *",
        )
    )


def _where(finding: Finding, words: Language, area: str) -> str:
    """Say in one line where and about whom; an estimate says that it is one."""
    facts: dict[str, list[str]] = {}
    for chip in finding.chips:
        if chip.code in _FACTS:
            facts.setdefault(chip.label, []).append(chip.text)
    # The hyphen of "2003-2006" is no place to break a line.
    written = [f"{label}: {', '.join(texts)}".replace("-", "\N{NON-BREAKING HYPHEN}") for label, texts in facts.items()]
    estimate = [words.text("chip.status.schatting").capitalize()] * (finding.status == "schatting")
    return "\N{NO-BREAK SPACE}· ".join(filter(None, (*estimate, area, *written)))


def area_of(finding: Finding) -> str:
    """Return the code of the area that a finding is about, empty where it is about the country or compares areas."""
    if finding.key is not None:
        return finding.key.area
    return finding.selection.district if "district" in findings.questions()[finding.question].controls else ""


def _write(template: str, words: Language, **values: Any) -> str:
    return (
        _environment()
        .get_template(f"{template}.html.j2")
        .render(
            **{"embed": False, **values},
            words=words,
            other=next(code for code in LANGUAGES if code != words.code),
            css=_css(),
        )
    )


@functools.cache
def _css() -> Markup:
    return Markup(_file("light_page.css").replace("/* DARK */", dark_css()))  # noqa: S704 (our own file)


@functools.cache
def _file(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")


@functools.cache
def _environment() -> jinja2.Environment:
    # What editors fill in stands on these pages: everything is escaped unless it is markup of our own.
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
