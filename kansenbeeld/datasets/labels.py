"""How publishers write what we have codes for: advices, places, school years, schools, areas, hidden numbers.

Everything is mapped by its label and never by a number: the numeric lists of one publisher contradict each other
(METHOD 1.1). Each function takes the text of a cell and returns our code, or ``None`` where it can't be told.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from kansenbeeld import clock, domain


def fold(text: str) -> str:
    """Return a text without case, accents, blanks and marks, to compare two notations: ``Havo / VWO`` is ``havo_vwo``.

    Words stay apart by one ``_``.
    """
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return "_".join(re.findall(r"[a-z0-9]+", plain.casefold()))


def _table(entries: Mapping[str, Iterable[str]]) -> Mapping[str, str]:
    found = {fold(code): code for code in entries}
    return MappingProxyType(found | {fold(label): code for code, labels in entries.items() for label in labels})


_LEVEL_LABELS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "pro": ("PRO", "praktijkonderwijs", "praktijkschool"),
        "vmbo-bb": (
            "VMBO_B",
            "VMBO_BL",
            "vmbo-bbl",
            "vmbo-basis",
            "vmbo-basisberoeps",
            "vmbo-basisberoepsgericht",
            "vmbo basisberoepsgerichte leerweg",
            "basisberoepsgerichte leerweg",
            "bbl",
        ),
        "vmbo-bb/kb": (
            "VMBO_B_K",
            "VMBO_BL_KL",
            "vmbo-bk",
            "vmbo-bbl/kbl",
            "vmbo-basis/kader",
            "vmbo-basis/vmbo-kader",
            "vmbo-bb/vmbo-kb",
        ),
        "vmbo-kb": (
            "VMBO_K",
            "VMBO_KL",
            "vmbo-kbl",
            "vmbo-kader",
            "vmbo-kaderberoeps",
            "vmbo-kaderberoepsgericht",
            "vmbo kaderberoepsgerichte leerweg",
            "kaderberoepsgerichte leerweg",
            "kbl",
        ),
        "vmbo-kb/gt": (
            "VMBO_K_GT",
            "VMBO_KL_GT",
            "vmbo-k/t",
            "vmbo-kb/tl",
            "vmbo-kbl/gtl",
            "vmbo-kader/gt",
            "vmbo-kader/tl",
            "vmbo-kader/theoretisch",
            "vmbo-kader/gemengd/theoretisch",
            "vmbo-kader/vmbo-theoretisch",
            "vmbo-kb/vmbo-gt",
        ),
        "vmbo-gt": (
            "VMBO_GT",
            "vmbo-g/t",
            "vmbo-gl/tl",
            "vmbo-gtl",
            "vmbo-gemengd/theoretisch",
            "vmbo-theoretisch",
            "vmbo theoretische leerweg",
            "theoretische leerweg",
            "vmbo-tl",
            "vmbo-t",
            "vmbo-g",
            "vmbo-gl",
            "vmbo-gemengd",
            "vmbo gemengde leerweg",
            "mavo",
        ),
        "vmbo-gt/havo": (
            "VMBO_GT_HAVO",
            "vmbo-t/havo",
            "vmbo-tl/havo",
            "vmbo-g/t/havo",
            "vmbo-gtl/havo",
            "vmbo-theoretisch/havo",
            "vmbo-gemengd/theoretisch/havo",
            "mavo/havo",
        ),
        "havo": ("HAVO",),
        "havo/vwo": ("HAVO_VWO", "vwo/havo"),
        "vwo": ("VWO", "atheneum", "gymnasium"),
    }
)

ADVICE_LABELS: Final[Mapping[str, str]] = _table(
    {
        "vso": ("voortgezet speciaal onderwijs",),
        **_LEVEL_LABELS,
        "geen advies": ("ADVIES_NIET_MOGELIJK", "advies is niet mogelijk", "geen advies mogelijk", "kopklas", "ISK"),
    }
)
"""Folded label of an advice to our code, of every vintage of DUO and of the words in use in Amsterdam."""

PLACEMENT_LABELS: Final[Mapping[str, str]] = _table(
    {
        **_LEVEL_LABELS,
        "vmbo-bb/kb/gt": ("VMBO_B_K_GT", "VMBO_BL_KL_GT", "vmbo", "vmbo-basis/kader/theoretisch"),
        "vmbo-gt/havo/vwo": ("VMBO_GT_HAVO_VWO", "vmbo-t/havo/vwo", "mavo/havo/vwo"),
        "vso": ("voortgezet speciaal onderwijs",),
        "year_1_2": (),
        "left": (),
        "unknown": (),
    }
)
"""Folded label of a place in secondary education (or of the reason why there is none) to our code."""

AREA_NAMES: Final[Mapping[str, str]] = _table(
    {
        "A": ("Centrum",),
        "B": ("Westpoort",),
        "E": ("West",),
        "F": ("Nieuw-West",),
        "K": ("Zuid",),
        "M": ("Oost",),
        "N": ("Noord",),
        "S": ("Weesp", "stadsgebied Weesp"),
        "T": ("Zuidoost",),
        domain.CITY: ("Amsterdam", "gemeente Amsterdam", "stad Amsterdam"),
        "MRA": ("Metropoolregio Amsterdam", "Groot-Amsterdam MRA"),
        domain.COUNTRY: ("Nederland", "Netherlands", "the Netherlands", "Nederland totaal"),
    }
)
"""Folded name of an area whose code is the same in every division to that code."""

CBS_AREAS: Final[Mapping[str, str]] = MappingProxyType(
    {"GM0363": domain.CITY, "0363": domain.CITY, "363": domain.CITY, "NL00": domain.COUNTRY, "NL01": domain.COUNTRY}
)
"""Code of an area at CBS to ours."""

OLD_DISTRICTS: Final[frozenset[str]] = frozenset("CDGHJPQRUVW")
"""Codes of districts until 2010, which were divided in another way and can't be translated one by one."""

MISSING: Final[frozenset[str]] = frozenset(
    {".", "-", "--", "x", "null", "none", "nan", "na", "n/a", "#n/a", "#n/b", "n.v.t.", "n.v.t", "nvt", "n.b.", "nb"}
)
"""Words, in lower case, that publishers put where there is no value."""

_YEAR_PAIR: Final = re.compile(
    r"(?:schooljaar\s*)?(?:(?P<first>\d{4})\s*[/_\-\u2013\u2014]\s*(?P<second>\d{4}|'?\d{2})"
    r"|(?P<whole>\d{4})(?P<next>\d{4})"
    r"|['\u2018\u2019]?(?P<short>\d{2})\s*[/\-\u2013\u2014]\s*['\u2018\u2019]?(?P<after>\d{2}))",
    re.IGNORECASE,
)
_LAST_CENTURY: Final = 90
_SCHOOL: Final = re.compile(r"(\d{2}[A-Z]{2})[\s|/._-]*(\d{1,2})")
_BELOW: Final = re.compile(r"(?:<|\u2264\s*|minder dan|less than)\s*(=?)\s*(\d{1,4})", re.IGNORECASE)


def advice_of(label: str) -> str | None:
    """Return the advice of ``domain.ADVICES`` that a label means, with or without lwoo: ``VMBO_BL_KL``, ``vmbo-t``.

    A number is never an advice: lists that count advices contradict each other.
    """
    return ADVICE_LABELS.get(_without_support(label))


def placement_of(label: str) -> str | None:
    """Return the place of ``domain.PLACEMENTS`` or reason of ``domain.ELSEWHERE`` that a label means."""
    return PLACEMENT_LABELS.get(_without_support(label))


def _without_support(label: str) -> str:
    return re.sub(r"_(?:met_)?lwoo$", "", fold(label))


def school_year_of(text: str) -> str | None:
    """Return a school year as ``2019/20`` from any notation: ``2019-2020``, ``20192020``, ``'19/'20``.

    ``None`` where the halves don't follow each other, for a year later than the next, and for a single year, which
    says of no school year which half. Of two digits, 90 and higher are of the last century.
    """
    found = _YEAR_PAIR.fullmatch(text.strip())
    if found is None:
        return None
    if found["short"]:
        short = int(found["short"])
        start, end = short + (1900 if short >= _LAST_CENTURY else 2000), found["after"]
    else:
        start, end = int(found["first"] or found["whole"]), (found["second"] or found["next"]).lstrip("'")
    if start > clock.today().year + 1:
        return None
    written = str(start + 1)
    return domain.school_year(start) if end in (written, written[-2:]) else None


def school_code_of(code: str, branch: str = "") -> str | None:
    """Return the code of a school, ``18BR00``, from its institution (BRIN) and branch.

    Args:
        code: the whole code (``18br00``, ``18BR 0``, ``18BR|00``), or the institution alone.
        branch: number of the branch, where it stands in a column of its own.
    """
    tidy = code.strip().upper()
    found = _SCHOOL.fullmatch(f"{tidy} {branch.strip()}" if branch.strip() and len(tidy) <= 4 else tidy)
    return f"{found[1]}{int(found[2]):02d}" if found else None


def area_of(text: str) -> str | None:
    """Return the code of an area from a code in any case, a code of CBS, or the name of a district.

    A code of another kind of area (``GA01``, ``DX03``, ``aa``) comes back in capitals; whether a division has it is
    for the table of areas to say. A district until 2010 is none.
    """
    tidy = text.strip().upper()
    if tidy in CBS_AREAS:
        return CBS_AREAS[tidy]
    named = area_named(text)
    if named is not None:
        return named
    return tidy if re.fullmatch(r"[A-Z]{1,3}[0-9]{0,4}[A-Z]?", tidy) and tidy not in OLD_DISTRICTS else None


def area_named(text: str) -> str | None:
    """Return the code of the area that has a name: a district, Amsterdam, its region, or the country."""
    return AREA_NAMES.get(re.sub(r"^(?:stadsdeel|amsterdam)_(?=.)", "", fold(text)))


def postcode_of(text: str) -> str | None:
    """Return a postcode without its blank: ``1011AB``."""
    tidy = re.sub(r"\s", "", text).upper()
    return tidy if re.fullmatch(r"[1-9]\d{3}[A-Z]{2}", tidy) else None


def municipality_of(text: str) -> str | None:
    """Return the code of a municipality in four digits: ``0363`` for ``GM0363`` and for ``363``."""
    found = re.fullmatch(r"(?:GM)?(\d{1,4})", text.strip().upper())
    return found[1].zfill(4) if found else None


def range_of(text: str) -> tuple[int, int] | None:
    """Return the least and largest number that a hidden one can be: 1 to 4 for ``<5`` (METHOD 3.2)."""
    found = _BELOW.fullmatch(text.strip())
    if found is None:
        return None
    highest = int(found[2]) - (0 if found[1] or "\u2264" in text else 1)
    return (1, highest) if highest >= 1 else None


def is_missing(text: str) -> bool:
    """Whether a text stands for "no value"."""
    return text.strip().casefold() in MISSING | {""}
