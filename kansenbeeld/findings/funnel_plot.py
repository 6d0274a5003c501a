"""Which areas lie outside the band in which chance alone would keep them? (METHOD 2.9; no ranking.)"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from kansenbeeld.charts.funnel import Dot, Limits, funnel_chart
from kansenbeeld.domain import CITY
from kansenbeeld.findings.areas import area_names
from kansenbeeld.findings.finding import Column, Finding, Question, Selection, Table, round_count
from kansenbeeld.findings.outcomes import GROUP8, Area, outcomes, point
from kansenbeeld.findings.writing import finding, level, unavailable
from kansenbeeld.language import Language
from kansenbeeld.measures import funnel
from kansenbeeld.measures.shares import Share
from kansenbeeld.store import Snapshot

ID: Final = "funnel_plot"
_BANDS: Final = (("inner", funnel.Z_INNER, "dash"), ("outer", funnel.Z_OUTER, "dot"))


def answer(snapshot: Snapshot, selection: Selection, language: Language) -> Finding:
    """Build the finding; see ``Question.answer``."""
    data = outcomes(
        snapshot,
        GROUP8,
        moment="final_advice",
        threshold=selection.threshold,
        area_level="gebied" if selection.areas else "stadsdeel",
    )
    city = data.share(CITY)
    areas = [(area, share) for area in data.areas if area.code != CITY and (share := data.share(area.code))]
    if city is None or not areas:
        return unavailable(ID, snapshot, selection, language, [GROUP8])
    dots = [
        Dot(
            pupils=round_count(share.total),
            value=100 * share.value,
            hover=_hover(share, area.name, language),
            name="" if selection.areas else area.name,
            chosen=selection.district != CITY and selection.district in (area.code, area.parent),
        )
        for area, share in areas
    ]
    outside = [_outside(share, city) for _, share in areas]
    return finding(
        ID,
        snapshot,
        selection,
        language,
        headline=_headline(outside, selection, language),
        alt=language.text(f"{ID}.alt", areas=len(areas), level=level(selection, language)),
        chart=funnel_chart(
            dots,
            _limits(city, max(share.total for _, share in areas), language),
            100 * city.value,
            separators=language.separators,
            titles=(
                language.text(f"{ID}.axis"),
                language.text("axis.advice", level=level(selection, language)).replace("<br>", " "),
            ),
            centre_name=language.text("area.city"),
            # Areas have no names beside them, so the legend says whose stand out.
            chosen_name=area_names(snapshot, language).get(selection.district, "") if selection.areas else "",
        ),
        table=_table(areas, outside, language),
        resources=[GROUP8],
        limits=("funnel_composition", "no_ranking", "funnel_tests", "not_schools", "not_cause"),
        computed=True,
    )


def _limits(city: Share, largest: float, language: Language) -> list[Limits]:
    """Return both bands around the city's share, from a few pupils to somewhat more than the largest area has."""
    end = largest * 1.15
    along = np.geomspace(max(30.0, end / 200), end, 60)
    bands = []
    for name, z, dash in _BANDS:
        low, high = funnel.limits(city.value, along, z)
        bands.append(
            Limits(language.text(f"{ID}.band.{name}"), tuple(along), tuple(100 * low), tuple(100 * high), dash)
        )
    return bands


def _hover(share: Share, name: str, language: Language) -> str:
    mark = point(share, language, name)
    return "" if mark is None else mark.hover


def _outside(share: Share, city: Share) -> bool:
    """Whether an area lies outside the outer band of its number of pupils."""
    low, high = funnel.limits(city.value, share.total, funnel.Z_OUTER)
    return not float(low) <= share.value <= float(high)


def _headline(outside: list[bool], selection: Selection, language: Language) -> str:
    unit = "areas" if selection.areas else "districts"
    return language.text(
        f"{ID}.headline.{unit}", outside=sum(outside), total=len(outside), level=level(selection, language)
    )


def _table(areas: list[tuple[Area, Share]], outside: list[bool], language: Language) -> Table:
    total = [share for _, share in areas]
    shrunk = funnel.shrink([share.successes for share in total], [share.total for share in total])
    frame = pd.DataFrame(
        {
            "area": area.name,
            "value": 100 * share.value,
            "shrunk": 100 * float(pulled),
            "n": share.total,
            "claim": language.text(f"{ID}.claim.{'outside' if out else 'inside'}"),
        }
        for (area, share), pulled, out in zip(areas, shrunk.shrunk, outside, strict=True)
    )
    columns = (
        Column("area", language.text("column.area")),
        Column("value", language.text("column.raw"), "percentage"),
        Column("shrunk", language.text("column.shrunk"), "percentage"),
        Column("n", language.text("column.pupils"), "count"),
        Column("claim", language.text("column.claim")),
    )
    return Table(columns, frame)


QUESTION: Final = Question(
    ID, pages=("certainty",), order=30, answer=answer, controls=("district", "threshold", "areas")
)
