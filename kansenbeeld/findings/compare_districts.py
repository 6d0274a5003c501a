"""Two to four districts side by side, in the order in which a reader chose them, never ranked.

Whether two of them differ is said by the interval of their difference (METHOD 2.4), not by whether two intervals
overlap.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Final

import pandas as pd

from kansenbeeld.charts.dots import Panel, dots
from kansenbeeld.charts.series import Series
from kansenbeeld.domain import CITY, GROUPS
from kansenbeeld.findings.advice_gap import SCHEME
from kansenbeeld.findings.claims import Claim, claim
from kansenbeeld.findings.finding import COMPARED, Column, Finding, Question, Selection, Table
from kansenbeeld.findings.outcomes import AGE16, GROUP8, TOTAL, Outcomes, composition, outcomes, point
from kansenbeeld.findings.writing import apart, finding, key_difference, level, no_answer, unavailable, with_ends
from kansenbeeld.language import Language
from kansenbeeld.measures.shares import Estimate, Share, gap, gap_or_none
from kansenbeeld.store import Snapshot

ID: Final = "compare_districts"
_PROFILE: Final = "district_profile"


@dataclass(frozen=True, slots=True)
class _Row:
    """One figure: what it is called, and the share of each district, ``None`` where it may not be shown."""

    label: str
    shares: tuple[Share | None, ...]

    def difference(self, first: int, second: int) -> Estimate | None:
        """Difference between two of the districts in percentage points."""
        return gap_or_none(self.shares[first], self.shares[second])


def answer(snapshot: Snapshot, selection: Selection, language: Language) -> Finding:
    """Build the finding; see ``Question.answer``."""
    advice = _outcomes(snapshot, selection, GROUP8, "final_advice", TOTAL)
    if not advice.areas:
        return unavailable(ID, snapshot, selection, language, [GROUP8, AGE16])
    names = {area.code: area.name for area in advice.areas if area.code != CITY}
    codes = [code for code in selection.compared if code in names][:COMPARED]
    if len(codes) < 2:
        sentence = language.text(f"{ID}.headline.choose")
        return no_answer(ID, snapshot, selection, language, headline=sentence, resources=[GROUP8])
    chosen = [names[code] for code in codes]
    rows = _rows(snapshot, selection, language, advice, codes)
    series = tuple(
        Series(
            f"compared_{index + 1}",
            names[code],
            tuple(point(row.shares[index], language, f"{names[code]}: {row.label}") for row in rows),
        )
        for index, code in enumerate(codes)
    )
    pair = rows[0].difference(0, 1) if len(codes) == 2 else None
    return finding(
        ID,
        snapshot,
        selection,
        language,
        headline=_headline(rows[0], chosen, selection, language),
        key=key_difference(pair, codes[0]),
        answered=any(verdict != "too_few" for verdict in _verdicts(rows[0])),
        alt=language.text(f"{ID}.alt", areas=language.listed(chosen)),
        chart=dots(
            [row.label for row in rows],
            (Panel(language.text("axis.share"), series),),
            separators=language.separators,
            first_bold=False,
            dodged=True,
        ),
        table=_table(rows, chosen, language),
        resources=[GROUP8, AGE16],
        limits=("composition", "two_cohorts", "several_tests", "hidden_cells", "not_cause"),
        computed=True,
        intervals=True,
    )


def _outcomes(
    snapshot: Snapshot, selection: Selection, resource: tuple[str, str], moment: str, group_by: str
) -> Outcomes:
    return outcomes(snapshot, resource, moment=moment, threshold=selection.threshold, group_by=group_by)


def _rows(
    snapshot: Snapshot, selection: Selection, language: Language, advice: Outcomes, codes: list[str]
) -> list[_Row]:
    by_education = _outcomes(snapshot, selection, GROUP8, "final_advice", SCHEME)
    test = _outcomes(snapshot, selection, GROUP8, "test", TOTAL)
    position = _outcomes(snapshot, selection, AGE16, "position_age16", TOTAL)

    def row(name: str, data: Outcomes, group: str = TOTAL) -> _Row:
        return _Row(language.text(f"{_PROFILE}.row.{name}"), tuple(data.share(code, group) for code in codes))

    parents = tuple(composition(advice, by_education, code, selection.high) for code in codes)
    return [
        row("advice", advice),
        *(row(f"advice.{group}", by_education, group) for group in reversed(GROUPS[SCHEME])),
        row("test", test),
        row("position", position),
        _Row(language.text(f"{_PROFILE}.row.parents.{selection.high}"), parents),
    ]


def _verdicts(row: _Row) -> list[Claim]:
    """Return what may be said of the difference of each pair."""
    return [claim(row.difference(*pair)) for pair in itertools.combinations(range(len(row.shares)), 2)]


def _headline(row: _Row, chosen: list[str], selection: Selection, language: Language) -> str:
    written_level = level(selection, language)
    # Of a district with too few pupils nothing is said.
    known = [(name, share) for name, share in zip(chosen, row.shares, strict=True) if share is not None]
    if len(known) < 2:
        return language.text("headline.too_few", area=language.listed(chosen))
    differences = [gap(one, other) for (_, one), (_, other) in itertools.combinations(known, 2)]
    if len(known) == 2:
        (area, first), (other, second) = known
        written = apart(100 * first.value, 100 * second.value, language)
        return language.text(
            f"{ID}.headline.{claim(differences[0])}",
            area=area,
            other=other,
            level=written_level,
            here=written["high"],
            there=written["low"],
            difference=written["gap"],
        )
    differing = sum(claim(difference) in ("higher", "lower") for difference in differences)
    key = "all" if differing == len(differences) else "several" if differing else "none"
    shares = [
        language.text(
            f"{ID}.headline.{'share' if place else 'first'}", area=name, share=language.percent(100 * share.value)
        )
        for place, (name, share) in enumerate(known)
    ]
    return language.text(
        f"{ID}.headline.{key}",
        shares=language.listed(shares),
        level=written_level,
        pairs=len(differences),
        apart=differing,
    )


def _table(rows: list[_Row], chosen: list[str], language: Language) -> Table:
    found = []
    for row in rows:
        for index, (name, share) in enumerate(zip(chosen, row.shares, strict=True)):
            estimate = None if share is None else share.estimate()
            found.append(
                {
                    "measure": row.label.replace("<br>", " "),
                    "area": name,
                    **with_ends(estimate, "share"),
                    "n": None if share is None else share.total,
                    "claim": language.text(f"{ID}.claim.{claim(row.difference(index, 0))}") if index else None,
                }
            )
    columns = (
        Column("measure", language.text("column.measure")),
        Column("area", language.text("column.area")),
        Column("share", language.text("axis.share"), "percentage"),
        Column("low", language.text("column.low"), "percentage"),
        Column("high", language.text("column.high"), "percentage"),
        Column("n", language.text("column.pupils"), "count"),
        Column("claim", language.text(f"{ID}.column.claim", area=chosen[0])),
    )
    return Table(columns, pd.DataFrame(found))


QUESTION: Final = Question(ID, pages=("compare",), order=45, answer=answer, controls=("compare", "high", "threshold"))
