"""From what stands in the form of a description to the description, and back."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from kansenbeeld.datasets import addresses
from kansenbeeld.domain import CHIPS

if TYPE_CHECKING:
    from kansenbeeld.datasets.descriptions import Description, TableDescription, Texts

NAME: Final = re.compile(r"[a-z][a-z0-9_]{1,59}")
LANGUAGES: Final = ("nl", "en")
CHOSEN_CHIPS: Final = tuple(chip for chip in CHIPS if chip != "status")
NO_CHIP: Final = "none"
_CHIP: Final = re.compile(r"[A-Za-z0-9_]{1,60}")
_OPEN_CHIPS: Final[Mapping[str, tuple[str, ...]]] = {
    "cohort_basis": ("school_year", "year3_school_year", "vanaf_advies", "born_2003_2006", "born_1998_2002", "mixed"),
    "parent_edu_def": ("kco_highest_unknown_as_other", "ocw_two_classes", "os_three_classes", "mixed"),
    "source": ("AMS", "BBGA", "CBS", "DUO", "KCO", "OCW", "mixed"),
}
"""What a person can pick for a chip without a closed list, besides what the datasets have."""

TWO_LANGUAGES: Final = ("title", "table_title", "period", "place", "caveats")
ONE_LANGUAGE: Final = ("publisher", "licence_name", "licence_title", "licence_url", "sources")
_MAY_BE_EMPTY: Final = ("licence_url",)
SEPARATOR: Final = " | "
"""Between the title and the address of a source, which stand on one line."""


class DescriptionError(Exception):
    """A field of the form can't be used.

    Attributes:
        code: what is wrong, ``datasets.describe.error.<code>`` in the catalogue.
        field: which field, a key of the values.
    """

    def __init__(self, code: str, field: str) -> None:
        """Take what is wrong and the field."""
        super().__init__(f"{field}: {code}")
        self.code = code
        self.field = field


@dataclass(frozen=True, slots=True)
class Target:
    """Where the table goes.

    Attributes:
        dataset: name of the dataset, empty for a new one whose name is still to be given.
        table: name of the table in it.
    """

    dataset: str
    table: str

    @property
    def is_new(self) -> bool:
        """Whether it is for a new dataset."""
        return not self.dataset


def targets(known: Iterable[Description], contract: str) -> tuple[Target, ...]:
    """Return the tables of a contract that can be replaced, by name, and at the end a new dataset."""
    found = sorted((one.name, table.name) for one in known for table in one.tables if table.contract == contract)
    return (*(Target(dataset, table) for dataset, table in found), Target("", contract))


def chip_options(chip: str, closed: Mapping[str, tuple[str, ...]], known: Iterable[Description]) -> tuple[str, ...]:
    """Return the codes that can be picked for a chip: its closed list, or what is in use and ``none``."""
    if chip in closed:
        return closed[chip]
    used = {table.chips[chip] for one in known for table in one.tables if chip in table.chips}
    return (NO_CHIP, *sorted((used | set(_OPEN_CHIPS.get(chip, ()))) - {NO_CHIP}))


def known_chip(chip: str, code: str) -> str:
    """Return a code as it came along, ``none`` where the form could not offer it."""
    from kansenbeeld.datasets.packages import CHIP_CODES

    fits = code in CHIP_CODES[chip] if chip in CHIP_CODES else _CHIP.fullmatch(code)
    return code if fits else NO_CHIP


def values_of(description: Description | None, target: Target, retrieved: dt.date | None) -> dict[str, Any]:
    """Return what stands in the form at first.

    Args:
        description: the dataset of that name, or that the file brought along; ``None`` for empty fields.
        target: the table.
        retrieved: the day of retrieval, which is never that of what is replaced; ``None`` leaves it open.

    Returns:
        By name of the field; those of two languages as ``title_nl`` and ``title_en``; chips as ``chip_<code>``.
    """
    values: dict[str, Any] = dict.fromkeys(ONE_LANGUAGE, "")
    values |= {f"{field}_{code}": "" for field in TWO_LANGUAGES for code in LANGUAGES}
    values |= {f"chip_{chip}": NO_CHIP for chip in CHOSEN_CHIPS}
    values |= {"name": target.dataset, "retrieved": retrieved, "status": "gepubliceerd"}
    if description is None:
        return values
    one = description
    values |= {field: getattr(one, field) for field in ONE_LANGUAGE if field != "sources"}
    values["name"] = target.dataset or one.name
    values["sources"] = "\n".join(SEPARATOR.join(filter(None, source)) for source in one.sources)
    for code in LANGUAGES:
        values |= {f"{field}_{code}": getattr(one, field)[code] for field in ("title", "period", "place")}
        values[f"caveats_{code}"] = "\n".join(caveat[code] for caveat in one.caveats)
    # A description that came along may call the one table what it likes.
    fitting = [table for table in one.tables if target.table in (table.name, table.contract)] or [*one.tables]
    table = next((table for table in fitting if table.name == target.table), fitting[0] if len(fitting) == 1 else None)
    if table is not None:
        values |= {f"table_title_{code}": table.title[code] for code in LANGUAGES} | {"status": table.status}
        values |= {f"chip_{chip}": table.chips[chip] for chip in CHOSEN_CHIPS if chip in table.chips}
    return values


def described(values: Mapping[str, Any], target: Target, contract: str, base: Description | None = None) -> Description:
    """Return the description that the form gives.

    Args:
        values: as :func:`values_of`.
        target: the table.
        contract: its kind.
        base: the dataset that stays around the table; ``None`` for a new one.

    Raises:
        DescriptionError: a field is empty or can't be what it says.
    """
    from kansenbeeld.datasets.descriptions import Description, TableDescription

    _check_filled(values)
    name = str(values["name"]).strip()
    if not NAME.fullmatch(name):
        raise DescriptionError("name", "name")
    table = TableDescription(
        target.table,
        contract,
        _texts(values, "table_title"),
        str(values["status"]),
        {chip: _chip(values, chip) for chip in CHOSEN_CHIPS},
    )
    return Description(
        name=name,
        title=_texts(values, "title"),
        publisher=_one(values, "publisher"),
        period=_texts(values, "period"),
        place=_texts(values, "place"),
        licence_name=_one(values, "licence_name"),
        licence_title=_one(values, "licence_title"),
        licence_url=_address(_one(values, "licence_url"), "licence_url"),
        sources=tuple(_source(line) for line in _lines(values["sources"])),
        retrieved=values["retrieved"],
        caveats=_caveats(values),
        tables=_in_place_of(table, base.tables if base is not None else ()),
    )


def rebased(description: Description, table: str, base: Description | None) -> Description:
    """Return a description with its own table among those that its dataset has by now.

    Args:
        description: as a person confirmed it.
        table: name of the table that is to be published.
        base: the dataset as readers see it now; ``None`` for a new one.
    """
    own = next(one for one in description.tables if one.name == table)
    return replace(description, tables=_in_place_of(own, base.tables if base is not None else ()))


def _in_place_of(table: TableDescription, others: tuple[TableDescription, ...]) -> tuple[TableDescription, ...]:
    if all(one.name != table.name for one in others):
        return (*others, table)
    return tuple(table if one.name == table.name else one for one in others)


def _check_filled(values: Mapping[str, Any]) -> None:
    two = [f"{field}_{code}" for field in TWO_LANGUAGES for code in LANGUAGES]
    for field in ("name", *two, *ONE_LANGUAGE, "retrieved"):
        if field not in _MAY_BE_EMPTY and not str(values[field] or "").strip():
            raise DescriptionError("empty", field)


def _one(values: Mapping[str, Any], field: str) -> str:
    return " ".join(str(values[field]).split())


def _texts(values: Mapping[str, Any], field: str) -> Texts:
    return {code: _one(values, f"{field}_{code}") for code in LANGUAGES}


def _lines(text: object) -> list[str]:
    return [tidy for line in str(text).splitlines() if (tidy := " ".join(line.split()))]


def _caveats(values: Mapping[str, Any]) -> tuple[Texts, ...]:
    sides = [_lines(values[f"caveats_{code}"]) for code in LANGUAGES]
    if len(sides[0]) != len(sides[1]):
        raise DescriptionError("caveats", "caveats_en")
    return tuple(dict(zip(LANGUAGES, pair, strict=True)) for pair in zip(*sides, strict=True))


def _source(line: str) -> tuple[str, str]:
    title, _, address = (part.strip() for part in line.partition("|"))
    if not title:
        raise DescriptionError("empty", "sources")
    return title, _address(address, "sources")


def _address(text: str, field: str) -> str:
    try:
        return addresses.web(text) if text else ""
    except ValueError:
        raise DescriptionError("address", field) from None


def _chip(values: Mapping[str, Any], chip: str) -> str:
    code = str(values[f"chip_{chip}"] or "").strip()
    if not _CHIP.fullmatch(code):
        raise DescriptionError("chip", f"chip_{chip}")
    return code
