"""What a publication would change: rows, codes, and the headlines that readers see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kansenbeeld import findings
from kansenbeeld.conversations import changes_text
from kansenbeeld.conversations.changes import KINDS, VERDICTS, Change, compare
from kansenbeeld.conversations.story import selection
from kansenbeeld.datasets.contracts import COHORT_FLOW, CONTRACTS, OUTLINES
from kansenbeeld.datasets.programme import Programme
from kansenbeeld.domain import CITY
from kansenbeeld.findings import Finding, Selection
from kansenbeeld.findings.areas import districts
from kansenbeeld.language import DEFAULT_LANGUAGE, Language, LanguageCode
from kansenbeeld.store import Snapshot
from kansenbeeld.store.differences import differences
from kansenbeeld.store.files import version_file

_PROTECTED: Final[tuple[str, tuple[str, ...]]] = (
    "flow_counts",
    ("cohorts", "moment", "tab", "area_code", "parental_education", "advice", "placement", "split"),
)
"""The table with protected counts, and the columns that tell its rows apart."""

_WESTPOORT: Final = "B"
"""A district without figures of its own, which no reader can choose."""

_SHOWN: Final = 10
"""Codes and headlines of one kind that are written out."""

Versions = tuple[Snapshot, Snapshot]


@dataclass(frozen=True, slots=True)
class CodeChange:
    """The values of a column that are new and that are gone, sorted; empty values are left out."""

    column: str
    new: tuple[str, ...]
    gone: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableChange:
    """What differs in one table of the dataset, by the key of its contract.

    Of a table with raw counts the protected counts are compared, never the raw ones.

    Attributes:
        resource: name of the table within its dataset.
        contract: its contract.
        added, gone, changed, same: numbers of rows.
        codes: columns with codes that are new or gone; others are left out.
    """

    resource: str
    contract: str
    added: int
    gone: int
    changed: int
    same: int
    codes: tuple[CodeChange, ...]


@dataclass(frozen=True, slots=True)
class HeadlineChange:
    """One headline that would be another one.

    Attributes:
        question: id of the question.
        selection: what the reader chose.
        conversations: numbers of the conversations that show it on a slide.
        place: name of the district that was chosen, empty for the city.
        before, after: the answers; ``None`` where the version has none. Their ``headline`` is the sentence.
        change: what happened; ``change.kind`` and ``change.verdict`` as in ``conversations.changes``, in words with
            ``conversations.changes_text.happened(change, before, after, words)``.
    """

    question: str
    selection: Selection
    conversations: tuple[str, ...]
    place: str
    before: Finding | None
    after: Finding | None
    change: Change


@dataclass(frozen=True, slots=True)
class Changes:
    """What readers would see change.

    Attributes:
        tables: every table of the dataset, before or after.
        headlines: those that differ, on slides of conversations first, then the gravest first.
        compared: how many headlines were looked at.
        other_numbers: of how many headlines the sentence stays and the numbers behind it differ.
    """

    tables: tuple[TableChange, ...]
    headlines: tuple[HeadlineChange, ...]
    compared: int
    other_numbers: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """An edition that was taken in and built, ready to be published; readers see nothing of it yet.

    Attributes:
        dataset: name of the dataset.
        edition: the first 12 hex digits of its checksum.
        checksum: sha256 (hex) of the files of the edition.
        base: number of the step that it was made on; the lock of two people who publish at once.
        before: the data version that readers see now.
        version: the data version that they would see.
        changes: what would change.
    """

    dataset: str
    edition: str
    checksum: str
    base: int
    before: str
    version: str
    changes: Changes


def changes(
    versions: Versions, folders: tuple[Path, Path], dataset: str, known: Programme, code: LanguageCode
) -> Changes:
    """Compare what readers see in two data versions.

    Args:
        versions: the earlier and the later version.
        folders: the store folders that hold the files of each.
        dataset: the dataset whose tables are compared.
        known: the conversations with their themes.
        code: the reader's language, of the headlines.
    """
    found, other_numbers = [], 0
    asked = _asked(versions, known)
    names = districts(versions[0]) | districts(versions[1])
    for (question, chosen), conversations in asked.items():
        before, after = (findings.answer_or_none(question, version, chosen, code) for version in versions)
        change = _change(before, after)
        if change is None:
            continue
        if not change.holds:
            place = names.get(chosen.district, "")
            found.append(HeadlineChange(question, chosen, conversations, place, before, after, change))
        elif change.other_numbers:
            other_numbers += 1
    found.sort(key=_gravity)
    return Changes(tables(versions, folders, dataset), tuple(found), len(asked), other_numbers)


def tables(versions: Versions, folders: tuple[Path, Path], dataset: str) -> tuple[TableChange, ...]:
    """Compare the tables of a dataset; outlines of areas are no table."""
    there = {
        (row["resource"], row["contract"]): None
        for version in versions
        for row in version.rows("resources")
        if row["dataset"] == dataset and row["contract"] != OUTLINES
    }
    files_of = (version_file(folders[0], versions[0].version), version_file(folders[1], versions[1].version))
    return tuple(_table(files_of, dataset, *one) for one in there)


def unanswered(versions: Versions, known: Programme) -> tuple[Finding, ...]:
    """Return the answers that the earlier version gives, to readers or on slides, and the later one can't give."""
    code = DEFAULT_LANGUAGE
    return tuple(
        before
        for question, chosen in _asked(versions, known)
        if findings.answer_or_none(question, versions[1], chosen, code) is None
        and (before := findings.answer_or_none(question, versions[0], chosen, code)) is not None
    )


def _table(paths: tuple[Path, Path], dataset: str, resource: str, name: str) -> TableChange:
    contract = CONTRACTS[name]
    if name == COHORT_FLOW:
        (table, key), listed = _PROTECTED, _PROTECTED[1]
    else:
        table, key = name, contract.key
        coded = {field.name for field in contract.fields if field.codes}
        listed = tuple(column for column in contract.columns if column in coded | {*key})
    found = differences(paths, table, (dataset, resource), key, listed)
    codes = tuple(CodeChange(column, new, gone) for column, (new, gone) in found.values.items())
    return TableChange(resource, name, found.added, found.gone, found.changed, found.same, codes)


def _asked(versions: Versions, known: Programme) -> Mapping[tuple[str, Selection], tuple[str, ...]]:
    """Return what is asked of both versions, with the conversations that show it.

    Each question for the city, and for each district where it listens to it; each slide as it is chosen there.
    """
    asked: dict[tuple[str, Selection], tuple[str, ...]] = {}
    areas = sorted((districts(versions[0]) | districts(versions[1])).keys() - {_WESTPOORT})
    known_questions = findings.questions()
    for question in known_questions.values():
        for area in (CITY, *(areas if "district" in question.controls else ())):
            asked[question.id, Selection(district=area)] = ()
    for conversation in known.conversations:
        theme = known.theme_of(conversation)
        for evidence in () if theme is None else theme.evidence:
            if evidence.question in known_questions:
                controls = known_questions[evidence.question].controls
                slide = evidence.question, selection(evidence, conversation.district).only(controls)
                asked[slide] = (*asked.get(slide, ()), conversation.id)
    return {one: tuple(dict.fromkeys(conversations)) for one, conversations in asked.items()}


def _change(before: Finding | None, after: Finding | None) -> Change | None:
    if before is None and after is None:
        return None
    if before is None:
        return Change("not_comparable", "before_missing")
    return Change("not_comparable", "after_missing") if after is None else compare(before, after)


def _gravity(one: HeadlineChange) -> tuple[object, ...]:
    where = (one.question, one.place)
    return not one.conversations, VERDICTS.index(one.change.verdict), KINDS.index(one.change.kind), where


def written(changes: Changes, words: Language) -> str:
    """Write what would change as plain text for the command line."""
    return "\n".join([*_table_lines(changes, words), "", *_headline_lines(changes, words)])


def _table_lines(changes: Changes, words: Language) -> Iterator[str]:
    for table in changes.tables:
        numbers = {name: words.number(getattr(table, name)) for name in ("added", "gone", "changed", "same")}
        yield words.text("publishing.changes.table", table=table.resource, **numbers)
        for one in table.codes:
            for side in ("new", "gone"):
                if codes := getattr(one, side):
                    shown = ", ".join(codes[:_SHOWN])
                    if len(codes) > _SHOWN:
                        shown = words.text("publishing.changes.more", shown=shown, more=len(codes) - _SHOWN)
                    yield "  " + words.text(f"publishing.changes.codes.{side}", column=one.column, codes=shown)


def _headline_lines(changes: Changes, words: Language) -> Iterator[str]:
    yield words.text("publishing.changes.headlines", changed=len(changes.headlines), total=changes.compared)
    if changes.other_numbers:
        yield words.text("publishing.changes.other_numbers", number=changes.other_numbers)
    on_slides = [one for one in changes.headlines if one.conversations]
    others = [one for one in changes.headlines if not one.conversations]
    for one in (*on_slides, *others[:_SHOWN]):
        yield from _headline(one, words)
    if len(others) > _SHOWN:
        yield words.text("publishing.changes.more.headlines", more=len(others) - _SHOWN)


def _headline(one: HeadlineChange, words: Language) -> Iterator[str]:
    finding = one.after or one.before
    where = [one.place or words.text("publishing.changes.city")]
    if one.conversations:
        where.append(words.text("publishing.changes.slide", conversations=words.listed(one.conversations)))
    title = "" if finding is None else finding.title
    yield f"  {changes_text.verdict(one.change, words)} · {title} ({', '.join(where)})"
    yield f"      {changes_text.happened(one.change, one.before, one.after, words)}"
    yield f"      {words.text('changes.side.before')}: {changes_text.headline(one.before, words)}"
    yield f"      {words.text('changes.side.after')}: {changes_text.headline(one.after, words)}"
