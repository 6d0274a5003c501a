"""Which column of a file is which of a contract, and which contract a header fits."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from kansenbeeld.datasets.contracts import CONTRACTS
from kansenbeeld.datasets.errors import Meaning, Phrase
from kansenbeeld.datasets.fields import Contract
from kansenbeeld.datasets.labels import advice_of, fold
from kansenbeeld.language import Language
from kansenbeeld.screening.given import Given
from kansenbeeld.screening.report import Check, Result

_NAMES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "school_year": ("schooljaar", "jaar"),
        "cohort": ("schooljaar", "cohortjaar", "jaar"),
        "period": ("periode", "perioden", "jaar", "schooljaar", "peiljaar", "peildatum"),
        "school_code": ("vestigingsnummer", "vestigingscode", "brinvest", "brin vestiging", "brin6", "brin"),
        "school_name": ("instellingsnaam vestiging", "vestigingsnaam", "schoolnaam", "instellingsnaam", "school"),
        "school_type": ("soort po", "type po", "schooltype"),
        "address": ("adres", "straat en huisnummer"),
        "postcode": ("postcode vestiging",),
        "place": ("plaatsnaam", "plaatsnaam vestiging", "plaats", "woonplaats"),
        "municipality_code": ("gemeentenummer", "gemeentecode"),
        "longitude": ("lon", "lng", "lengtegraad"),
        "latitude": ("lat", "breedtegraad"),
        "advice": ("advies", "schooladvies", "definitief advies", "adviesniveau", "niveau"),
        "test_advice": ("toetsadvies",),
        "position": ("positie", "plaatsing", "onderwijssoort", "niveau"),
        "pupils": ("aantal leerlingen", "leerlingen", "aantal"),
        "n": ("aantal leerlingen", "leerlingen", "aantal"),
        "area_code": (
            "gebiedcode15",
            "gebiedcode22",
            "gebiedcode",
            "gebiedscode",
            "stadsdeelcode",
            "gebied code",
            "gebied",
            "stadsdeel",
        ),
        "area_name": ("gebiednaam", "stadsdeel", "gebied"),
        "area_vintage": ("indeling", "gebiedsindeling"),
        "indicator": ("variabele",),
        "unit": ("eenheid",),
        "value": ("waarde",),
        "percentage": ("pct", "perc", "procent", "aandeel"),
        "parental_education": ("opleiding ouders", "opleidingsniveau ouders"),
        "sex": ("geslacht",),
        "origin": ("herkomst",),
        "moment": ("meetmoment",),
        "measure": ("maat", "uitkomst"),
        "group_by": ("indeling", "uitsplitsing", "kenmerk"),
        "grp": ("groep", "categorie"),
        "publisher": ("uitgever",),
        "source": ("bron",),
    }
)
"""What publishers call our columns, by our name; what can be two columns of one contract is taken for neither."""

_LIKELY: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "measure": ("niveau", "indicator"),
        "position": ("niveau",),
        "advice": ("niveau",),
        "school_code": ("vestiging", "school"),
        "area_code": ("gebied", "stadsdeel", "wijk", "buurt"),
        "area_name": ("gebied", "stadsdeel"),
        "school_year": ("peildatum", "cohort", "periode"),
        "cohort": ("peildatum", "periode"),
        "percentage": ("waarde",),
        "value": ("percentage", "aantal"),
        "pupils": ("waarde", "n"),
    }
)
"""Names that may well be a column of ours and are never taken for it: a person must say so."""

_INSTITUTION: Final = frozenset({"instellingscode", "brin_nummer", "brin", "brinnummer"})
_BRANCH: Final = frozenset({"vestigingscode", "vestigingsnummer", "vestiging"})
_MOST_NAMED: Final = 6
_CLEAR: Final = 0.6
_APART: Final = 0.05


class Kind(Phrase):
    """A contract as a sentence names it: its title, and its name as it stands in files."""

    def sentence(self, words: Language) -> str:
        """Return the title and the name in a language."""
        return f"'{words.text(f'datasets.contract.{self.code}')}' ({self.code})"


@dataclass(frozen=True, slots=True)
class Matched:
    """A header that fits a contract.

    Attributes:
        contract: the contract.
        columns: column of the contract to the number of the column of the file; optional ones may be missing.
    """

    contract: Contract
    columns: Mapping[str, int]


def ranking(header: Sequence[str]) -> tuple[tuple[str, float], ...]:
    """Return every contract with how well a header fits it, 0 (nothing) to 1 (the same columns), the best first."""
    scores = {name: _score(header, contract) for name, contract in CONTRACTS.items()}
    return tuple(sorted(scores.items(), key=lambda pair: -pair[1]))


def _score(header: Sequence[str], contract: Contract) -> float:
    found = _assigned(header, contract)
    needed = [field.name for field in contract.fields if field.required]
    met = sum(name in found for name in needed) / len(needed)
    together = len(found) / len(
        {*contract.columns, *(column for i, column in enumerate(header) if i not in found.values())}
    )
    return 0.7 * met + 0.3 * together


def match(given: Given, name: str) -> tuple[Matched | None, tuple[Check, ...]]:
    """Hold the header of a file against a contract.

    Args:
        given: the file.
        name: of the contract; the one that fits best when empty, if that is clear.

    Returns:
        The columns, or ``None`` where a check failed; and the checks.
    """
    doubles = _doubles(given)
    if doubles:
        return None, doubles
    contract, checks = _contract(given, name)
    if contract is None:
        return None, checks
    found = _assigned(given.header, contract)
    if not found:
        return None, (*checks, _check(given, "header.nothing", "fail"))
    others = _split_school(given, contract)
    checks = (*checks, *others, *_missing(given, contract, found))
    if any(check.result == "fail" for check in checks):
        return None, checks
    checks = (*checks, *_renamed(given, found), *_left_out(given, contract, found))
    if all(check.result == "pass" for check in checks):
        checks = (*checks, _check(given, "header.fits", "pass", contract=Kind(contract.name)))
    return Matched(contract, MappingProxyType(found)), checks


def _check(given: Given, code: str, result: Result, column: str = "", times: int = 1, **details: object) -> Check:
    return Check("header", code, result, given.place(given.header_row, column), details, times)


def _doubles(given: Given) -> tuple[Check, ...]:
    counted = Counter(name for name in map(str.casefold, given.header) if name)
    return tuple(
        _check(given, "header.double", "fail", next(c for c in given.header if c.casefold() == name), times)
        for name, times in counted.items()
        if times > 1
    )


def _contract(given: Given, name: str) -> tuple[Contract | None, tuple[Check, ...]]:
    if name:
        if name in CONTRACTS:
            return CONTRACTS[name], ()
        near = difflib.get_close_matches(name, CONTRACTS, 1, 0.0)[0]
        return None, (_check(given, "header.no_such_contract", "fail", contract=name, nearest=Kind(near)),)
    if not any(_assigned(given.header, contract) for contract in CONTRACTS.values()):
        wide = _advices_beside(given.header)
        return None, (_check(given, "header.wide" if wide else "header.nothing", "fail", columns=wide),)
    (first, best), (second, next_best), *_ = ranking(given.header)
    if best < _CLEAR or best - next_best < _APART:
        wide = _advices_beside(given.header)
        if wide:
            return None, (_check(given, "header.wide", "fail", columns=wide),)
        return None, (_check(given, "header.unclear", "fail", first=Kind(first), second=Kind(second)),)
    return CONTRACTS[first], (_check(given, "header.told", "pass", contract=Kind(first)),)


def _assigned(header: Sequence[str], contract: Contract) -> dict[str, int]:
    """Columns of the contract that the header has: by name, by the same name in another notation, by a known name."""
    found: dict[str, int] = {}
    folded = [fold(name) for name in header]

    def take(name: str, candidates: Iterable[str], given: Sequence[str]) -> None:
        for candidate in candidates:
            if name not in found and candidate in given and given.index(candidate) not in found.values():
                found[name] = given.index(candidate)

    for name in contract.columns:
        take(name, (name,), header)
    for name in contract.columns:
        take(name, (fold(name), fold(name).replace("_", "")), folded)
    owners = Counter(fold(known) for name in contract.columns for known in _NAMES.get(name, ()))
    for name in contract.columns:
        take(name, (key for known in _NAMES.get(name, ()) if owners[key := fold(known)] == 1), folded)
    return found


def _split_school(given: Given, contract: Contract) -> tuple[Check, ...]:
    """A school whose institution and branch stand in two columns can't be taken for one of them."""
    folded = [fold(name) for name in given.header]
    first = next((i for i, name in enumerate(folded) if name in _INSTITUTION), None)
    second = next((i for i, name in enumerate(folded) if name in _BRANCH), None)
    if "school_code" not in contract.columns or first is None or second is None or "school_code" in given.header:
        return ()
    both = given.header[first], given.header[second]
    return (_check(given, "header.split_school", "fail", "school_code", first=both[0], second=both[1]),)


def _missing(given: Given, contract: Contract, found: Mapping[str, int]) -> Iterable[Check]:
    left = [name for index, name in enumerate(given.header) if name and index not in found.values()]
    missing = [name for name in contract.columns if name not in found]
    wide = _advices_beside(left)
    for name in missing:
        if not contract.field(name).required:
            continue
        if name == "advice" and wide:
            yield _check(given, "header.wide", "fail", name, columns=wide)
            continue
        like = _like(name, left)
        if like:
            yield _check(given, "header.missing_like", "fail", name, like=given.place(value=like).value)
        elif left:
            columns = _named(given, left)
            yield _check(given, "header.missing_beside", "fail", name, meaning=Meaning(name), columns=columns)
        else:
            yield _check(given, "header.missing", "fail", name, meaning=Meaning(name))
    empty = [name for name in missing if not contract.field(name).required]
    if empty:
        yield _check(given, "header.taken_as_empty", "warning", columns=", ".join(empty), times=len(empty))


def _like(name: str, left: Sequence[str]) -> str:
    """The column among those that are left over that may be the one of a contract; empty where none looks like it."""
    folded = {fold(column): column for column in left}
    known = [fold(other) for other in (*_LIKELY.get(name, ()), *_NAMES.get(name, ()))]
    near = [key for key in known if key in folded] or difflib.get_close_matches(fold(name), folded, 1, 0.6)
    return folded[near[0]] if near else ""


def _named(given: Given, columns: Sequence[str]) -> str:
    """Columns of a file as a sentence names them, the first few of many."""
    shown = ", ".join(given.place(value=name or "-").value for name in columns[:_MOST_NAMED])
    return shown if len(columns) <= _MOST_NAMED else f"{shown}, ..."


def _advices_beside(names: Sequence[str]) -> str:
    """The first columns that are an advice each, where three or more are; empty otherwise."""
    wide = [name for name in names if advice_of(name)]
    return ", ".join(wide[:3]) if len(wide) >= 3 else ""


def _renamed(given: Given, found: Mapping[str, int]) -> Iterable[Check]:
    for name, index in found.items():
        if given.header[index] != name:
            yield _check(given, "header.renamed", "warning", given.header[index], name=name)


def _left_out(given: Given, contract: Contract, found: Mapping[str, int]) -> Iterable[Check]:
    extra = [name for index, name in enumerate(given.header) if index not in found.values()]
    if not extra:
        return
    yield _check(
        given,
        "header.left_out",
        "warning",
        extra[0],
        len(extra),
        columns=_named(given, extra),
        contract=Kind(contract.name),
    )
