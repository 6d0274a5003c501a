"""Metadata: what a reader must know of a dataset is there, in both languages, and fits the table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import urlsplit

from kansenbeeld import clock, domain
from kansenbeeld.datasets.contracts import COHORT_FLOW
from kansenbeeld.datasets.descriptions import Description, TableDescription
from kansenbeeld.datasets.fields import CODE, Contract
from kansenbeeld.datasets.nodes import LANGUAGES
from kansenbeeld.datasets.packages import CHIP_CODES
from kansenbeeld.screening.report import Check, Place, Result

LICENCES: Final[tuple[str, ...]] = (
    "CC0-1.0",
    "CC-BY-4.0",
    "CC-BY-SA-4.0",
    "CC-BY-NC-4.0",
    "CC-BY-NC-SA-4.0",
    "PDDL-1.0",
    "ODC-BY-1.0",
    "ODbL-1.0",
    "OGL-UK-3.0",
    "EUPL-1.2",
    "other-at",
    "other-open",
    "other-pd",
    "notspecified",
)
"""Short codes of licences: SPDX, and those of Open Definition for what has no licence of its own."""

_STAGE: Final = "metadata"
_MOST: Final = 64
_LONGEST_TEXT: Final = 600
_SPAN: Final = re.compile(r"(?<!\d)((?:19|20)\d{2})(?:\s*[/\u2013-]\s*(\d{4}|\d{2}))?(?!\d)")
_CHIP: Final = re.compile(r"[A-Za-z0-9_]{1,60}")
_AT_SCHOOL: Final = ("po_school", "vo_school")
_SCHOOL_BASIS: Final[Mapping[str, str]] = {"school_advice": "po_school", "school_positions": "vo_school"}
_PLACES: Final = ("outcome_shares", "position_counts", "advice_distribution", COHORT_FLOW)


def check(
    file: str,
    contract: Contract | None,
    description: Description | None,
    years: tuple[tuple[int, int], ...] = (),
) -> tuple[Check, ...]:
    """Check a description by itself and against the contract of the table that was screened.

    Args:
        file: the name of the file, for places.
        contract: that of the table; ``None`` where none could be told.
        description: what the person filled in; ``None`` where that was not asked yet.
        years: first and last of each year or span in the table, as ``plausibility.years`` gives them.

    Returns:
        Everything that is wrong, one line each; one line that all is well; or one that it will be asked.
    """
    place = Place(file)
    if description is None:
        # No warning: a good file that is only checked must be able to pass.
        return (Check(_STAGE, "metadata.asked_later", "pass", place),)
    lines = [*_texts(place, description), *_origin(place, description), *_period(place, description, years)]
    own = [table for table in description.tables if contract is None or table.contract == contract.name]
    if not own:
        lines.append(_bad(place, "no_table", "contract", contract.name if contract else ""))
    for table in own:
        lines += _table(place, table)
    return tuple(lines) or (Check(_STAGE, "metadata.complete", "pass", place),)


def _bad(place: Place, code: str, field: str, value: object = "", result: Result = "fail", **details: object) -> Check:
    short = str(value) if len(str(value)) <= 40 else f"{str(value)[:40]}..."
    return Check(_STAGE, f"metadata.{code}", result, Place(place.file, "", None, field, short), details)


def _texts(place: Place, description: Description) -> Iterator[Check]:
    """Texts for readers, which must be there in both languages; sentences and titles must differ, as one is translated.

    A place or a period may well read the same in both languages (Amsterdam, 2019/20).
    """
    texts = [("title", description.title), ("period", description.period), ("place", description.place)]
    texts += [(f"caveats {number}", caveat) for number, caveat in enumerate(description.caveats, start=1)]
    texts += [(f"{table.name} title", table.title) for table in description.tables]
    for field, text in texts:
        said = {code: str(text.get(code, "")).strip() for code in LANGUAGES}
        for code in LANGUAGES:
            if not said[code]:
                yield _bad(place, "text_missing", f"{field} ({code})")
            elif len(said[code]) > _LONGEST_TEXT or not said[code].replace("\n", " ").isprintable():
                yield _bad(place, "text_strange", f"{field} ({code})", said[code], most=_LONGEST_TEXT)
        if field not in ("period", "place") and said["nl"] and said["nl"] == said["en"]:
            yield _bad(place, "text_same", field, said["nl"])
    if not description.caveats:
        yield _bad(place, "no_caveat", "caveats")


def _origin(place: Place, description: Description) -> Iterator[Check]:
    """Name, publisher, licence, sources and the day of retrieval."""
    for field, name in [("name", description.name), *(("table", table.name) for table in description.tables)]:
        if not re.fullmatch(CODE, name) or len(name) > _MOST:
            yield _bad(place, "name", field, name, most=_MOST)
    names = [table.name for table in description.tables]
    if len(set(names)) < len(names):
        yield _bad(place, "name_twice", "table", next(name for name in names if names.count(name) > 1))
    if not description.publisher.strip():
        yield _bad(place, "no_publisher", "publisher")
    if description.licence_name not in LICENCES:
        yield _bad(place, "licence", "licence", description.licence_name, expected=", ".join(LICENCES))
    elif description.licence_name == "notspecified":
        yield _bad(place, "licence_unknown", "licence", description.licence_name, "warning")
    for url in (description.licence_url, *(address for _, address in description.sources)):
        if url and not _is_address(url):
            yield _bad(place, "address", "source", url)
    # Single figures have the address of each beside it.
    each = any(table.contract == "single_figures" for table in description.tables)
    named = [address for title, address in description.sources if title.strip()]
    if not named:
        yield _bad(place, "no_source", "source")
    elif not each and not any(_is_address(address) for address in named):
        yield _bad(place, "source_unseen", "source", result="warning")
    if description.retrieved > clock.today():
        yield _bad(place, "retrieved", "retrieved", description.retrieved.isoformat())


def _period(place: Place, description: Description, years: tuple[tuple[int, int], ...]) -> Iterator[Check]:
    """The years that the description names against those in the file."""
    for code in LANGUAGES:
        text = str(description.period.get(code, ""))
        named = [(int(first), _ending(first, second)) for first, second in _SPAN.findall(text)]
        if not named or not years:
            continue
        first, last = min(years)[0], max(end for _, end in years)
        # The school year 2019/20 is 2019 in the file; 2019-2020 may be that one or two years.
        lasts = {max(start if end == start + 1 else end for start, end in named), max(end for _, end in named)}
        whole = first == min(start for start, _ in named) and last in lasts
        # Where several spans are named (years of advice, and of birth), the file may be about one of them.
        if whole or (first < last and (first, last) in named):
            continue
        shown = str(first) if first == last else f"{first} - {last}"
        yield _bad(place, "years_differ", f"period ({code})", text, "warning", years=shown)
        return


def _ending(first: str, second: str) -> int:
    return int(second) if len(second) == 4 else int(first)


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and url.isprintable() and " " not in url


def _table(place: Place, table: TableDescription) -> Iterator[Check]:
    """Chips that exist, and that fit what the contract counts."""
    if table.status not in domain.STATUSES:
        yield _bad(place, "status", "status", table.status, expected=", ".join(domain.STATUSES))
    elif table.status == "schatting":
        yield _bad(place, "estimate", "status", table.status)
    for chip in domain.CHIPS:
        if chip == "status":
            continue
        value = str(table.chips.get(chip, ""))
        if chip in CHIP_CODES and value not in CHIP_CODES[chip]:
            yield _bad(place, "chip", chip, value, expected=", ".join(CHIP_CODES[chip]))
        elif not _CHIP.fullmatch(value):
            yield _bad(place, "chip_form", chip, value)
    yield from _fitting(place, table)


def _fitting(place: Place, table: TableDescription) -> Iterator[Check]:
    """The place chip against the contract: schools count at the school, parents are known at home."""
    basis, parents = table.chips.get("loc_basis", ""), table.chips.get("parent_edu_def", "none")
    wanted = _SCHOOL_BASIS.get(table.contract)
    if wanted and basis != wanted:
        yield _bad(place, "school_basis", "loc_basis", basis, expected=wanted)
    if wanted and parents != "none":
        yield _bad(place, "school_parents", "parent_edu_def", parents)
    if not wanted and basis in _AT_SCHOOL and parents != "none":
        yield _bad(place, "parents_at_school", "loc_basis", basis)
    if table.contract in _PLACES and basis == "none" and table.chips.get("area_version") not in ("none", None):
        yield _bad(place, "no_basis", "loc_basis", basis, "warning")
    if table.contract == COHORT_FLOW and parents == "none":
        yield _bad(place, "no_parents", "parent_edu_def", parents)
