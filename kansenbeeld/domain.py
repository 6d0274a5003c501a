"""The words of the field, once: levels, advice, thresholds, groups, moments, areas and cohorts.

Everything here is plain data without dependencies, so that every other room can use it.
Codes are what data and addresses hold; the words a reader sees live in ``locales/``.

The ladder and its double advices follow METHOD 1.1: a level is a whole number from 1 (pro) to 6 (vwo);
an advice is a range of at most two adjacent levels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

Status = Literal["gepubliceerd", "berekend", "schatting"]
"""``gepubliceerd``: printed by its publisher; ``berekend``: computed here; ``schatting``: modelled."""

STATUSES: Final[tuple[Status, ...]] = ("gepubliceerd", "berekend", "schatting")

LEVELS: Final[dict[str, int]] = {
    "pro": 1,
    "vmbo-bb": 2,
    "vmbo-kb": 3,
    "vmbo-gt": 4,
    "havo": 5,
    "vwo": 6,
}
"""The ladder of secondary education: level code to its rank, 1 to 6."""


@dataclass(frozen=True, slots=True)
class Advice:
    """An advice of group 8 as a range of levels.

    ``low`` and ``high`` are ranks of ``LEVELS`` (equal for a single advice), or ``None`` where the advice
    is no level (vso, no advice).
    """

    code: str
    low: int | None
    high: int | None

    @property
    def is_level(self) -> bool:
        """Whether the advice names a level and so takes part in ordinal measures."""
        return self.low is not None

    @property
    def is_double(self) -> bool:
        """Whether the advice spans two adjacent levels."""
        return self.low != self.high


ADVICES: Final[dict[str, Advice]] = {
    advice.code: advice
    for advice in (
        Advice("vso", None, None),
        Advice("pro", 1, 1),
        Advice("vmbo-bb", 2, 2),
        Advice("vmbo-bb/kb", 2, 3),
        Advice("vmbo-kb", 3, 3),
        Advice("vmbo-kb/gt", 3, 4),
        Advice("vmbo-gt", 4, 4),
        Advice("vmbo-gt/havo", 4, 5),
        Advice("havo", 5, 5),
        Advice("havo/vwo", 5, 6),
        Advice("vwo", 6, 6),
        Advice("geen advies", None, None),
    )
}
"""The advices of METHOD 1.1, by our code."""

COMBINED_LOWEST_ADVICE: Final = "vso/pro/vmbo-bb"
"""The class in which CBS joins vso, pro and vmbo-bb; it is below every threshold and has no level."""

Threshold = Literal["vmbo-gt", "vmbo-gt/havo", "havo", "vwo"]
"""The lowest advice that counts in a share "at this level or higher"."""

THRESHOLDS: Final[tuple[Threshold, ...]] = ("vmbo-gt", "vmbo-gt/havo", "havo", "vwo")

HAVO_CUTS: Final[dict[str, Threshold]] = {"laagste": "havo", "incl_gth": "vmbo-gt/havo"}
"""The two definitions of "havo or higher" in use (METHOD 1.5): name of the cut to its threshold."""

DEFAULT_THRESHOLD: Final[Threshold] = "havo"

MOMENTS: Final[tuple[str, ...]] = ("test", "first_advice", "final_advice", "position_year3", "position_age16")
"""The moments at which a level is observed, in the order of a school career."""

GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "total": ("total",),
    "parental_education": ("geen_hbo_wo", "hbo", "wo"),
    "parental_education_ocw": ("mbo_or_none", "hbo_wo"),
    "parental_income_quintile": ("1", "2", "3", "4", "5"),
}
"""What pupils are grouped by, and the groups from low to high. The two schemes of parental education differ
(METHOD 1.6) and are never put in one series."""

PARENTAL_CLASSES: Final[tuple[str, ...]] = ("max_mbo1", "mbo2_havo_vwo", "hbo_wo")
"""Parental education in a cohort flow, from low to high (METHOD 1.6, highest of two parents)."""

UNKNOWN_EDUCATION: Final = "onbekend"
"""Parental education that no register knows: a class of its own, never folded into another (METHOD 1.6)."""

PLACEMENTS: Final[dict[str, tuple[int, int]]] = {
    **{level: (rank, rank) for level, rank in LEVELS.items()},
    "vmbo-bb/kb": (2, 3),
    "vmbo-kb/gt": (3, 4),
    "vmbo-bb/kb/gt": (2, 4),
    "vmbo-gt/havo": (4, 5),
    "vmbo-gt/havo/vwo": (4, 6),
    "havo/vwo": (5, 6),
}
"""Places in secondary education as ranges of levels: a combined class is a range, never a point (METHOD 1.3)."""

ELSEWHERE: Final[tuple[str, ...]] = ("year_1_2", "left", "vso", "unknown")
"""Pupils of a cohort without a placement: still in year 1 or 2, left publicly funded secondary education, in special
education, or unknown. With the placements they sum to the cohort."""

ADVICE_CLASSES: Final[tuple[str, ...]] = ("to_vmbo-gt", "vmbo-gt/havo", "havo", "havo/vwo", "vwo")
"""Advices as a flow is published: everything up to vmbo-gt is one class."""

ADVICE_GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "low": ("to_vmbo-gt",),
    "middle": ("vmbo-gt/havo", "havo"),
    "high": ("havo/vwo", "vwo"),
}
"""The three groups of the standard cube (METHOD 3.5), from low to high, each with its classes."""

PLACEMENT_CLASSES: Final[tuple[str, ...]] = (*ADVICE_CLASSES, "elsewhere")
"""Placements as a flow is published. ``vmbo-gt/havo`` holds the combined classes that begin at vmbo-gt."""

REACHED: Final[dict[str, tuple[str, ...]]] = {"below": ("to_vmbo-gt",), "havo_plus": ("havo", "havo/vwo", "vwo")}
"""Placed below havo, or at havo or higher; a combined vmbo-gt/havo class is neither (METHOD 2)."""

PLACEMENT_MOMENTS: Final[tuple[str, ...]] = ("year1", "year3", "diploma")
"""When a placement is observed. Year 1 is a choice of placement, year 3 a result, the diploma its end."""

RULES: Final[tuple[str, ...]] = ("laagste", "interval")
"""Rules A and C of METHOD 1.4: compare with the lowest level of a double advice, or with the whole range."""

AREA_LEVELS: Final[tuple[str, ...]] = ("gebied", "stadsdeel", "gemeente", "regio", "land")
AREA_VINTAGES: Final[tuple[int, ...]] = (2015, 2022)
CITY: Final = "STAD"
"""The area code of the municipality of Amsterdam."""
MUNICIPALITY: Final = "0363"
"""The code that CBS has for the same municipality, which pupils and schools carry."""
COUNTRY: Final = "NL"
"""The area code of the Netherlands."""

CHIPS: Final[tuple[str, ...]] = (
    "rule",
    "advice_moment",
    "havo_cut",
    "loc_basis",
    "cohort_basis",
    "parent_edu_def",
    "area_version",
    "source",
    "status",
)
"""The definition chips of METHOD "five decisions" 1: two numbers may be compared only if all are equal."""


@dataclass(frozen=True, slots=True)
class Break:
    """A change after which values are not of the same process (METHOD 1.7): a mark that no line crosses."""

    code: str
    group8_year: str
    single_year: bool = False
    """Whether the year stands apart from both its neighbours, rather than beginning something new."""


BREAKS: Final[tuple[Break, ...]] = (
    Break("advice_leading", "2014/15"),
    Break("test_conversion_error", "2018/19", single_year=True),
    Break("no_test", "2019/20", single_year=True),
    Break("new_test", "2023/24"),
)


def school_year(start: int) -> str:
    """Write the school year that begins in calendar year ``start`` as ``"2019/20"``."""
    return f"{start}/{(start + 1) % 100:02d}"


def school_year_start(text: str) -> int:
    """Return the calendar year in which a school year such as ``"2019/20"`` begins.

    Raises:
        ValueError: the text is not a school year in that notation, or its halves do not follow each other.
    """
    head, slash, _ = text.partition("/")
    if not slash or len(head) != 4 or not head.isdigit() or school_year(int(head)) != text:
        raise ValueError(f"'{text}' is not a school year such as 2019/20")
    return int(head)


def regimes(group8_years: Sequence[str]) -> list[list[str]]:
    """Cut school years of group 8, in order, into runs that no break of ``BREAKS`` crosses, earliest first."""
    found: list[list[str]] = []
    starts = {one.group8_year for one in BREAKS} | {
        school_year(school_year_start(one.group8_year) + 1) for one in BREAKS if one.single_year
    }
    for year in group8_years:
        if not found or any(found[-1][-1] < start <= year for start in starts):
            found.append([])
        found[-1].append(year)
    return found


def start_secondary(group8_year: str) -> str:
    """School year in which the cohort of a group-8 year starts secondary school (METHOD 1.7)."""
    return school_year(school_year_start(group8_year) + 1)


def year3(group8_year: str) -> str:
    """School year in which the cohort of a group-8 year is in leerjaar 3 (METHOD 1.7)."""
    return school_year(school_year_start(group8_year) + 3)


def reaches(advice: str, threshold: Threshold) -> bool:
    """Whether an advice counts as "``threshold`` or higher".

    Advices are ordered by their lowest level and then their highest, so that ``vmbo-gt/havo`` is above
    ``vmbo-gt`` and below ``havo``. Advices that are no level, and CBS's combined lowest class, never count.

    Raises:
        ValueError: the advice is not one of METHOD 1.1.
    """
    if advice == COMBINED_LOWEST_ADVICE:
        return False
    if advice not in ADVICES:
        raise ValueError(f"'{advice}' is not an advice; known are {', '.join(ADVICES)}")
    given, wanted = ADVICES[advice], ADVICES[threshold]
    if given.low is None or given.high is None or wanted.low is None or wanted.high is None:
        return False
    return (given.low, given.high) >= (wanted.low, wanted.high)


def advice_class(advice: str) -> str | None:
    """Return the class of ``ADVICE_CLASSES`` of an advice, or ``None`` where it is no level.

    Raises:
        KeyError: the advice is not one of METHOD 1.1.
    """
    given = ADVICES[advice]
    if not given.is_level:
        return None
    return advice if advice in ADVICE_CLASSES else "to_vmbo-gt"


def placement_class(placement: str) -> str:
    """Return the class of ``PLACEMENT_CLASSES`` of a placement or of a reason why there is none.

    Raises:
        KeyError: the code is neither in ``PLACEMENTS`` nor in ``ELSEWHERE``.
    """
    if placement in ELSEWHERE:
        return "elsewhere"
    low, high = PLACEMENTS[placement]
    if low >= LEVELS["havo"]:
        return placement
    return "vmbo-gt/havo" if high >= LEVELS["havo"] else "to_vmbo-gt"
