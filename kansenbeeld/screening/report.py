"""What screening found: one line per check, each with a result, a place, and a sentence in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, Literal, get_args

from kansenbeeld.datasets.errors import said
from kansenbeeld.language import Language

Result = Literal["pass", "warning", "fail"]
RESULTS: Final[tuple[Result, ...]] = get_args(Result)
"""The results, the mildest first."""

Stage = Literal[
    "file", "header", "types", "codes", "key", "references", "totals", "plausibility", "disclosure", "metadata"
]
STAGES: Final[tuple[Stage, ...]] = get_args(Stage)
"""The stages in their order. Where one fails, those that lean on it are not run and say nothing."""

_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})

_AS_THEY_ARE: Final = frozenset({"row", "other_row", "total_row", "year", "years"})
"""Details that name a row or a year, which are never written with a mark between thousands."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was found, as a person finds it again in a spreadsheet.

    Attributes:
        file: the name that the person gave the file; of a zip also the file inside: ``a.zip/b.csv``.
        sheet: of a workbook, else empty.
        row: counted as a spreadsheet does, with the first line of the file as 1; ``None`` for the file as a whole.
        column: as the header of the file has it, else empty.
        value: as the file has it, shortened to 40 characters, else empty.
    """

    file: str
    sheet: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """The outcome of one check.

    Attributes:
        stage: where in the order it belongs.
        code: what was looked at and found; ``screening.<code>`` in the catalogue is one sentence that says what is
            wrong (or that all is well) and, unless it passed, what to do. The place is not part of that sentence.
        result: pass, warning or fail.
        place: the first place where it was found.
        details: values that the sentence names, besides ``row``, ``column`` and ``value`` of the place.
        times: at how many places it was found.
    """

    stage: Stage
    code: str
    result: Result
    place: Place
    details: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
    times: int = 1

    def sentence(self, words: Language) -> str:
        """Return what was found and what to do, in one sentence, without the place."""
        place = {"column": self.place.column, "value": self.place.value, "row": self.place.row, "times": self.times}
        named = said(place | dict(self.details), words)
        written = {name: value if name in _AS_THEY_ARE else _written(value, words) for name, value in named.items()}
        return words.text(f"screening.{self.code}", **written)

    def where(self, words: Language) -> str:
        """Return the place in words: file, sheet, row, column and value as far as they apply."""
        return ", ".join(
            words.text(f"screening.place.{name}", value=value)
            for name in ("file", "sheet", "row", "column", "value")
            if (value := getattr(self.place, name)) not in ("", None)
        )


def _written(value: object, words: Language) -> object:
    """Write a number in the notation of the reader, and anything else as it is."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    return words.number(value, 0 if value == round(value) else 1)


@dataclass(frozen=True, slots=True)
class Report:
    """All that screening found in one file.

    Attributes:
        file: the name that the person gave the file.
        contract: the contract against which it was held; empty where none could be told.
        rows: number of rows below the header; 0 where it could not be read.
        checks: in the order of ``STAGES``.
    """

    file: str
    contract: str
    rows: int
    checks: tuple[Check, ...]

    @property
    def result(self) -> Result:
        """The gravest result of all checks; ``pass`` where there is none."""
        return max((check.result for check in self.checks), key=RESULTS.index, default="pass")

    @property
    def may_be_published(self) -> bool:
        """Whether no check failed."""
        return self.result != "fail"

    @property
    def exit_status(self) -> int:
        """0 where all passed, 1 where there are warnings only, 2 where a check failed."""
        return RESULTS.index(self.result)
