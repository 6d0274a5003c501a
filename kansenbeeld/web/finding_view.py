"""How a finding is shown on a page: question, sentence, chart, how to read it, and everything behind it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import streamlit as st

from kansenbeeld import findings
from kansenbeeld.charts import typeface
from kansenbeeld.charts.map import MapSpec, Outline
from kansenbeeld.charts.svg import darkened
from kansenbeeld.exports import drawings, images, tables
from kansenbeeld.findings import Finding, Question, Selection
from kansenbeeld.findings.finding import Figure
from kansenbeeld.findings.outlines import outlines_for
from kansenbeeld.language import Language
from kansenbeeld.store import Snapshot
from kansenbeeld.web import controls, frame, share
from kansenbeeld.web.map_component import district_map
from kansenbeeld.web.plain import plain, plain_table
from kansenbeeld.web.prepared import Prepared, prepared
from kansenbeeld.web.prepared import chips as chips

_MAP_WIDTH: Final = 520
"""Width of a map that stands still, in pixels; less where there is less room."""


def page(name: str, words: Language, *choices: str, per_row: int = 1) -> None:
    """Show a page: its first answer as its title below its question, then the controls, then the findings.

    Args:
        name: the page, as in ``Question.pages``.
        words: the reader's language.
        choices: the controls, by name.
        per_row: findings side by side; on a phone they stand below each other.
    """
    lead = frame.lead(name, words)
    asked, snapshot = findings.on_page(name), controls.snapshot()
    controls.bar(words, *(choice for choice in choices if _matters(choice, asked, words)))
    # After the controls are drawn: only then are the choices in an address known.
    chosen = controls.selection()
    questions = [one for one in asked if findings.is_there(one, snapshot, chosen, words.code)]
    lead.title(prepared(_answer(questions[0].id, words), words).headline, anchor=questions[0].id)
    for start in range(0, len(questions), per_row):
        row = questions[start : start + per_row]
        if len(row) == 1:
            # Columns of one would be two more messages and boxes around each finding.
            show(row[0].id, words, headline=row[0] is not questions[0])
            continue
        for question, column in zip(row, st.columns(len(row)), strict=True):
            with column:
                show(question.id, words, headline=question is not questions[0])


def _matters(choice: str, questions: Sequence[Question], words: Language) -> bool:
    """Whether a control changes any answer of a page that has one; without a cohort, some pages have none."""
    control = "threshold" if choice == "cut" else choice
    return any(
        control in question.controls
        # Districts side by side have an answer only once they are chosen.
        and (
            "compare" in question.controls
            or findings.answer(question.id, controls.snapshot(), Selection(), words.code).chart is not None
        )
        for question in questions
    )


def show(question: str, words: Language, *, headline: bool = True) -> None:
    """Show one finding for what the reader chose, with or without its headline."""
    show_finding(_answer(question, words), words, headline=headline)


def show_finding(
    finding: Finding,
    words: Language,
    *,
    headline: bool = True,
    name: str = "",
    label: str = "",
    on_map: Callable[[str], None] = controls.choose_on_map,
) -> None:
    """Show a finding.

    Args:
        finding: of the data version that the reader chose.
        words: the reader's language.
        headline: whether its headline stands above it.
        name: tells it apart on a page on which its question stands twice; by default the question.
        label: stands before the question, such as the number of a slide.
        on_map: called with the code of an area that is chosen on its map.
    """
    if finding.chart is None and not finding.limits and not headline:
        # All that it says is the title of the page.
        return
    snapshot, name = controls.snapshot(), name or finding.question
    shown = prepared(finding, words)
    # As high as its neighbour, where there is one.
    with st.container(border=True, height="stretch", key=f"finding_{name}"):
        question = f"{label} · {shown.title}" if label else shown.title
        if headline:
            st.markdown(f":small[:gray[{question}]]")
            st.header(shown.headline, anchor=name)
        else:
            # Its headline is the title of the page, so what the chart is headed by is its question.
            st.header(question, anchor=False)
        _chart(finding, shown, snapshot, name, on_map)
        if finding.chart is None:
            # Nothing to read or to define: only why there is no answer.
            st.markdown(plain(" ".join(finding.limits)))
            return
        # What a reader can do with the map here is said here: on a slide or a phone the same map stands still.
        choose = [words.text("share.choose_on_map")] * (isinstance(finding.chart, MapSpec) and on_map is not stay)
        noted = f"**{words.text('note.heading')}**\n\n{shown.notes}" if shown.notes else ""
        st.subheader(words.text("share.reading"), anchor=False)
        st.markdown(f"{' '.join([shown.reading, *choose])}\n\n{noted}")
        _behind(finding, shown, snapshot, name, words)


def stay(code: str) -> None:
    """Do nothing with an area that is chosen on a map, where the district is not the reader's to choose."""


def _answer(question: str, words: Language) -> Finding:
    return findings.answer(question, controls.snapshot(), controls.selection(), words.code)


def _chart(finding: Finding, shown: Prepared, snapshot: Snapshot, name: str, on_map: Callable[[str], None]) -> None:
    if isinstance(finding.chart, MapSpec):
        district_map(
            finding.chart,
            geometry_url=f"geo/{snapshot.version}/{finding.chart.geometry}.json",
            selected=finding.selection.district,
            key="map" if name == finding.question and not finding.chart.marks else f"map_{name}",
            on_select=on_map,
        )
    elif shown.charts:
        _plotly(shown, name, shown.config)


def still(finding: Finding, words: Language, outlines: Mapping[str, Outline], name: str) -> None:
    """Show the chart of a finding of any data version, with nothing to choose in it.

    Args:
        finding: with a chart.
        words: the reader's language.
        outlines: areas of its map by code; not used for other charts.
        name: tells it apart from the other charts of the page.
    """
    shown = prepared(finding, words)
    if isinstance(finding.chart, MapSpec):
        # Drawn with the type of a phone, and enlarged where there is room.
        drawn = drawings.parts(finding, words, outlines)[0]
        st.image(typeface.worn(darkened(drawn) if _is_dark() else drawn), alt=shown.alt, width=_MAP_WIDTH)
        return
    _plotly(shown, name, {"displayModeBar": False})


def _plotly(shown: Prepared, name: str, config: Figure) -> None:
    # A column of one would be two more messages and boxes around each chart.
    columns: Sequence[Any] = st.columns(len(shown.charts)) if len(shown.charts) > 1 else [st]
    for number, (figure, column) in enumerate(zip(shown.charts, columns, strict=True)):
        drawn = figure.in_dark() if _is_dark() else figure
        column.plotly_chart(drawn, key=f"chart_{name}_{number}", theme=None, alt=shown.alt, config=config)


def _is_dark() -> bool:
    """Whether the reader's device asks for a dark page; who changes that sees it in charts at the next choice."""
    return st.context.theme.type == "dark"


def _behind(finding: Finding, shown: Prepared, snapshot: Snapshot, name: str, words: Language) -> None:
    """What the numbers do not say, the table, the definitions, the source, and the downloads."""
    with st.expander(words.text("finding.limits"), icon=":material/info:"):
        st.markdown(shown.limits)
    # Made when a reader opens it: closed tables and downloads would be half of what a page sends and draws.
    table = st.expander(words.text("finding.table"), icon=":material/table:", key=f"table_{name}", on_change="rerun")
    if table.open:
        table.table(plain_table(finding.table.written(words)), hide_index=True)
    counted = f":small[**{words.text('share.definitions')}**]  \n{shown.chips}\n\n" if shown.chips else ""
    st.markdown(f"{counted}{shown.footer}")
    row = st.container(horizontal=True)
    downloads = row.popover(
        words.text("finding.download"),
        icon=":material/download:",
        key=f"downloads_{name}",
        on_change="rerun",
    )
    if downloads.open:
        with downloads:
            _downloads(finding, snapshot, name, words)
    share.share(finding, words, row, name)


def _downloads(finding: Finding, snapshot: Snapshot, name: str, words: Language) -> None:
    outlines = outlines_for(snapshot, finding)
    drawable = images.can_draw()
    makers: list[tuple[str, str, Callable[[], bytes], bool]] = [
        ("PNG", "image/png", functools.partial(images.png, finding, words, outlines), drawable),
        ("SVG", "image/svg+xml", functools.partial(images.svg, finding, words, outlines), True),
        ("CSV", "text/csv", functools.partial(tables.finding_csv, finding, words), True),
    ]
    for label, mime, make, possible in makers:
        st.download_button(
            label,
            data=make,
            file_name=file_name(finding, label.lower()),
            mime=mime,
            key=f"download_{name}_{label}",
            on_click="ignore",
            disabled=not possible,
            width="stretch",
        )
    if not drawable:
        st.markdown(words.text("finding.no_browser"))


def file_name(finding: Finding, ending: str) -> str:
    """Name a downloaded file after its question, district and data version."""
    return f"kansenbeeld-{finding.question}-{finding.selection.district}-{finding.version}.{ending}".lower()
