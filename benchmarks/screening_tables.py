"""GENERATED tables as large as a publisher's could be, for the measurement of screening; they hold no real figure."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from kansenbeeld import domain
from kansenbeeld.datasets.contracts import CONTRACTS, MEASURE_MOMENTS, MEASURES
from kansenbeeld.paths import DATA
from kansenbeeld.store import Snapshot, Store
from kansenbeeld.store.build import build

_VINTAGE: Final = "2022"
_MUNICIPALITIES: Final = tuple(f"G{number:04d}" for number in range(1, 343))
"""As many as the Netherlands has."""

_YEARS: Final = 20
_SHARES: Final = {"vmbo-gt": 80.0, "vmbo-gt/havo": 65.5, "havo": 52.5, "vwo": 27.0}
_PARENTS: Final = (*domain.PARENTAL_CLASSES, domain.UNKNOWN_EDUCATION)
_SPLITS: Final = (("all", "all"), ("m", "all"), ("v", "all"), ("all", "nl"), ("all", "other"))


def lines(contract: str, rows: int) -> Iterator[str]:
    """Yield the header and ``rows`` rows of a table that fits its contract; rows differ in their key."""
    made, separator = {
        "school_advice": (_school_advice, ";"),
        "outcome_shares": (_outcome_shares, ","),
        "cohort_flow": (_cohort_flow, ","),
    }[contract]
    yield f"{separator.join(CONTRACTS[contract].columns)}\n"
    yield from itertools.islice(made(), rows)


def version(folder: Path) -> Snapshot:
    """Build the shipped data with areas for every municipality of these tables, and return it."""
    data, store = folder / "data", folder / "store"
    if not data.exists():
        shutil.copytree(DATA, data)
        with (data / "geo" / "areas.csv").open("a", encoding="utf-8", newline="") as file:
            file.writelines(f"{_VINTAGE},{code},Gemeente {code},gemeente,NL,\n" for code in _MUNICIPALITIES)
        build(store, data)
    return Store(store).snapshot()


def _school_advice() -> Iterator[str]:
    advices = tuple(domain.ADVICES)
    for school in itertools.count():
        code = f"{school // 676 % 100:02d}{chr(65 + school % 26)}{chr(65 + school // 26 % 26)}{school // 67_600:02d}"
        for year, (number, advice) in itertools.product(range(2005, 2005 + _YEARS), enumerate(advices)):
            pupils = ";1;4" if (year + number + school) % 7 == 0 else f"{5 + (year * 12 + number + school) % 40};;"
            yield f"{domain.school_year(year)};{code};Basisschool {code};bo;{advice};{pupils}\n"


def _outcome_shares() -> Iterator[str]:
    """Every municipality and the Netherlands, with every group beside its total."""
    moments = [
        (moment, measure, _SHARES.get(measure, 60.0))
        for moment, measure in itertools.product(domain.MOMENTS, MEASURES)
        if MEASURE_MOMENTS.get(measure, moment) == moment
    ]
    groups = [(split, group, len(names)) for split, names in domain.GROUPS.items() for group in names]
    for year in itertools.count(1990):
        for number, area in enumerate(("NL", *_MUNICIPALITIES)):
            pupils = 240_000 if area == "NL" else 60 * (5 + (number * 7 + year) % 6)
            for (moment, measure, share), (split, group, parts) in itertools.product(moments, groups):
                yield (
                    f"{domain.school_year(year)},{area},{moment},{measure},{split},{group},{pupils // parts},"
                    f"{share + (number + year) % 20 / 10:.1f}\n"
                )


def _cohort_flow() -> Iterator[str]:
    """The districts of Amsterdam and the city, by sex and by origin beside all pupils."""
    areas = ("STAD", "A", "B", "E", "F", "K", "M", "N", "S", "T")
    tests = ("", *domain.ADVICES)
    positions = (*domain.PLACEMENTS, *domain.ELSEWHERE)
    for year in itertools.count(2000):
        for parents, test, advice in itertools.product(_PARENTS, tests, domain.ADVICES):
            for area, moment, position in itertools.product(areas, domain.PLACEMENT_MOMENTS, positions):
                here = 10 if area == "STAD" else 1
                for sex, origin in _SPLITS:
                    whole = sex == origin == "all"
                    pupils = ",1,4" if not whole and here == 1 else f"{here * (6 if whole else 3)},,"
                    yield (
                        f"{domain.school_year(year)},{area},{parents},{test},{advice},{moment},{position},"
                        f"{sex},{origin},{pupils}\n"
                    )
