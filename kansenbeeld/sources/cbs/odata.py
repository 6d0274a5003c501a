"""Read a table of StatLine by OData, version 3 or 4, with the titles that CBS gives to its columns and codes.

Nothing here knows a column by name: a table comes with the titles of its measures and of the codes of its dimensions,
and a connector finds what it needs by those titles, or refuses.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final, Literal

import pandas as pd

from kansenbeeld import domain
from kansenbeeld.sources import answers
from kansenbeeld.sources.errors import SourceError
from kansenbeeld.sources.source import Source

if TYPE_CHECKING:
    from kansenbeeld.sources.download import Downloader

Kind = Literal["time", "geo", "other"]

V3: Final = "https://opendata.cbs.nl/ODataFeed/OData"

_TOP: Final = 10_000
"""Rows that version 3 gives at most at once."""

_MAX_PAGES: Final = 200
_PERIOD: Final = re.compile(r"(\d{4})(SJ|JJ)\d{2}")
_V3_KINDS: Final[Mapping[str, Kind]] = {"TimeDimension": "time", "GeoDimension": "geo", "Dimension": "other"}
_V4_KINDS: Final[Mapping[str, Kind]] = {"TimeDimension": "time", "GeoDimension": "geo"}


@dataclass(frozen=True, slots=True)
class Dimension:
    """By what a table is split: the name of its column, its kind, and the title of each code."""

    name: str
    kind: Kind
    titles: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class StatlineTable:
    """A table of StatLine.

    Attributes:
        name: such as ``85380NED``.
        title: what CBS calls it.
        measures: the title of each measure, by the name of its column.
        units: the unit of each measure, as printed (``aantal``, ``%``).
        dimensions: in the order of the table.
        rows: one column per dimension (codes without the blanks that version 3 pads them with) and per measure
            (numbers; missing where CBS gives none).
        retrieved: the day of the oldest answer.
    """

    name: str
    title: str
    measures: Mapping[str, str]
    units: Mapping[str, str]
    dimensions: tuple[Dimension, ...]
    rows: pd.DataFrame
    retrieved: date

    def dimension(self, kind: Kind) -> Dimension | None:
        """Return the dimension of a kind, or ``None`` where there is none.

        Raises:
            SourceError: there are several.
        """
        found = [dimension for dimension in self.dimensions if dimension.kind == kind]
        if len(found) > 1:
            raise SourceError("cbs_dimensions", table=self.name, kind=kind, count=len(found))
        return found[0] if found else None


def read(downloader: Downloader, source: Source, table: str) -> StatlineTable:
    """Return a table, by the version that the base of the source is of: a base that ends in ``/CBS`` is version 4.

    Raises:
        SourceError: as ``Downloader.get``, or an answer is not as documented.
    """
    asking = _Asking(downloader, source, table)
    return _read_v4(asking) if asking.base.endswith("/CBS") else _read_v3(asking)


def period_of(code: str) -> str | None:
    """Return a period of CBS as we write it: ``2019SJ00`` is ``2019/20``, ``2021JJ00`` is ``2021``; else ``None``."""
    found = _PERIOD.fullmatch(code)
    if found is None:
        return None
    return domain.school_year(int(found[1])) if found[2] == "SJ" else found[1]


class _Asking:
    """Asks lists of one table, and remembers the days of the answers."""

    def __init__(self, downloader: Downloader, source: Source, table: str) -> None:
        self.table = table
        self.days: list[date] = []
        self.base = downloader.address(source, "")
        self._downloader = downloader

    def once(self, part: str, parameters: Mapping[str, str]) -> dict[str, Any]:
        return self.at(f"{self.base}/{self.table}/{part}", parameters)

    def at(self, address: str, parameters: Mapping[str, str] | None = None) -> dict[str, Any]:
        download = self._downloader.get(address, accept=("json",), parameters=parameters)
        self.days.append(download.retrieved)
        return answers.parsed(download.path, self.table)

    def all(self, part: str, link: str, parameters: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
        """Every row of a list, following the links to next pages; a link to another host is refused."""
        answer = self.once(part, parameters or {})
        rows = answers.part(answer, "value", self.table)
        for _ in range(_MAX_PAGES):
            if not answer.get(link):
                return rows
            answer = self.at(str(answer[link]))
            rows = rows + answers.part(answer, "value", self.table)
        raise SourceError("answer_endless", file=self.table, pages=_MAX_PAGES)

    def text(self, row: Mapping[str, Any], name: str) -> str:
        """A text of a row without the blanks around it."""
        value = row.get(name)
        if not isinstance(value, str):
            raise SourceError("answer_shape", file=self.table, part=name)
        return value.strip()


def _read_v3(asking: _Asking) -> StatlineTable:
    json = {"$format": "json"}
    properties = asking.all("DataProperties", "odata.nextLink", json)
    topics = [row for row in properties if row.get("Type") == "Topic"]
    measures = {asking.text(row, "Key"): _v3_title(row, properties) for row in topics}
    units = {asking.text(row, "Key"): str(row.get("Unit") or "").strip() for row in topics}
    infos = asking.all("TableInfos", "odata.nextLink", json)
    title = asking.text(infos[0], "Title") if infos else ""
    dimensions = []
    for row in properties:
        kind = _V3_KINDS.get(str(row.get("Type")))
        if kind is not None:
            name = asking.text(row, "Key")
            codes = asking.all(name, "odata.nextLink", json)
            titles = {asking.text(code, "Key"): asking.text(code, "Title") for code in codes}
            dimensions.append(Dimension(name, kind, titles))
    rows: list[dict[str, Any]] = []
    for page in range(_MAX_PAGES):
        found = asking.all("TypedDataSet", "odata.nextLink", {**json, "$top": str(_TOP), "$skip": str(page * _TOP)})
        rows.extend(found)
        if len(found) < _TOP:
            return _table(asking, title, measures, units, tuple(dimensions), pd.DataFrame(rows))
    raise SourceError("answer_endless", file=asking.table, pages=_MAX_PAGES)


def _v3_title(row: Mapping[str, Any], properties: list[dict[str, Any]]) -> str:
    """The title of a measure, after those of the groups that it stands in: measures of two groups share titles."""
    parents = {str(other.get("ID")): other for other in properties if other.get("Type") == "TopicGroup"}
    titles, node = [str(row.get("Title", "")).strip()], row
    while (parent := parents.pop(str(node.get("ParentID")), None)) is not None:
        titles.insert(0, str(parent.get("Title", "")).strip())
        node = parent
    return " | ".join(titles)


def _read_v4(asking: _Asking) -> StatlineTable:
    link = "@odata.nextLink"
    title = str(asking.once("Properties", {}).get("Title") or "").strip()
    groups = {str(row.get("Id")): str(row.get("Title") or "").strip() for row in _groups(asking, link)}
    measures, units = {}, {}
    for row in asking.all("MeasureCodes", link):
        units[asking.text(row, "Identifier")] = str(row.get("Unit") or "").strip()
        titles = (groups.get(str(row.get("MeasureGroupId")), ""), asking.text(row, "Title"))
        measures[asking.text(row, "Identifier")] = " | ".join(title for title in titles if title)
    dimensions = []
    for row in asking.all("Dimensions", link):
        name = asking.text(row, "Identifier")
        codes = asking.all(f"{name}Codes", link)
        titles_of = {asking.text(code, "Identifier"): asking.text(code, "Title") for code in codes}
        dimensions.append(Dimension(name, _V4_KINDS.get(str(row.get("Kind")), "other"), titles_of))
    names = [dimension.name for dimension in dimensions]
    rows = pd.DataFrame(asking.all("Observations", link))
    if rows.empty or not {"Measure", "Value", *names} <= set(rows.columns):
        raise SourceError("answer_shape", file=asking.table, part="Observations")
    for name in (*names, "Measure"):
        rows[name] = _texts(rows[name])
    # The columns of the wide table: a dimension can't be called as another one or as a measure.
    if len({*names, "Measure"} | set(rows["Measure"])) < len(names) + 1 + rows["Measure"].nunique():
        raise SourceError("answer_shape", file=asking.table, part="Observations")
    if rows.duplicated([*names, "Measure"]).any():
        raise SourceError("cbs_twice", table=asking.table)
    wide = rows.set_index([*names, "Measure"])["Value"].unstack("Measure").reset_index()
    return _table(asking, title, measures, units, tuple(dimensions), wide)


def _groups(asking: _Asking, link: str) -> list[dict[str, Any]]:
    """Groups of measures; a table without groups may lack the list."""
    try:
        return asking.all("MeasureGroups", link)
    except SourceError as error:
        if error.code == "not_found":
            return []
        raise


def _table(
    asking: _Asking,
    title: str,
    measures: Mapping[str, str],
    units: Mapping[str, str],
    dimensions: tuple[Dimension, ...],
    rows: pd.DataFrame,
) -> StatlineTable:
    """Check that every column is there, and bring codes and numbers to their form."""
    names = [dimension.name for dimension in dimensions]
    if len({*names, *measures}) < len(names) + len(measures):
        raise SourceError("answer_shape", file=asking.table, part="DataProperties")
    missing = [name for name in (*names, *measures) if name not in rows.columns]
    # Version 4 leaves out empty cells: a measure without any observation is no fault there.
    if not measures or not names or any(name not in rows.columns for name in names) or len(missing) == len(measures):
        raise SourceError("answer_shape", file=asking.table, part=", ".join(missing) or "DataProperties")
    found = pd.DataFrame({name: _texts(rows[name]) for name in names})
    for name in measures:
        numbers = rows[name] if name in rows.columns else pd.Series(pd.NA, index=rows.index)
        found[name] = pd.to_numeric(numbers.map(_plain), errors="coerce")
    for dimension in dimensions:
        unknown = set(found[dimension.name]) - set(dimension.titles)
        if unknown:
            raise SourceError("cbs_code", table=asking.table, column=dimension.name, value=min(unknown)[:40])
    return StatlineTable(asking.table, title, measures, units, dimensions, found, min(asking.days))


def _texts(codes: pd.Series[Any]) -> pd.Series[str]:
    """Codes as text without the blanks around them, empty where there is none."""
    return pd.Series(["" if value is None or value != value else str(value).strip() for value in codes], codes.index)


def _plain(value: object) -> object:
    """A number or its text; nothing for what can be no number, such as a list."""
    return value if isinstance(value, int | float | str) and not isinstance(value, bool) else None
