"""The page that sets the headlines of two data versions side by side."""

from __future__ import annotations

from typing import Final

import streamlit as st

from kansenbeeld.conversations import changes, changes_text
from kansenbeeld.conversations.changes import ConversationChanges, StepChange
from kansenbeeld.datasets.programme import Programme
from kansenbeeld.findings import Finding
from kansenbeeld.findings.outlines import outlines_for
from kansenbeeld.language import Language
from kansenbeeld.store import VersionInfo
from kansenbeeld.web import context, controls, finding_view, frame
from kansenbeeld.web.plain import plain

_ALIKE: Final = "same"


def page(words: Language) -> None:
    """Show what is different between two data versions that the reader chooses."""
    versions = changes.in_time(context.store())
    lead = st.container(key="lead")
    current = controls.snapshot().version
    earlier = changes.earlier(versions, current)
    if earlier is None:
        lead.header(words.text("changes.nothing"), anchor=False)
        st.markdown(words.text("changes.nothing.text"))
        return
    names = _choose(versions, (earlier, current), words)
    if names[0] == names[1]:
        lead.header(words.text("changes.equal"), anchor=False)
        return
    before, after = ({info.version: info for info in versions}[name] for name in names)
    found = _changes(before, after, words)
    lead.header(changes_text.lead(found, words), anchor=False)
    st.markdown(changes_text.compared(before, after, words))
    for one in found:
        _conversation(one, words)


def _choose(versions: tuple[VersionInfo, ...], chosen: tuple[str, str], words: Language) -> tuple[str, str]:
    """Draw the choice of two versions, newest first, with the default in front of the reader."""
    names = [info.version for info in reversed(versions)]
    with st.container(horizontal=True, vertical_alignment="bottom", key="controls"):
        picked = [
            st.selectbox(
                words.text(f"changes.choose.{side}"),
                names,
                index=names.index(version),
                key=side,
                bind="query-params",
                help="\n\n".join(changes_text.version(info, words) for info in reversed(versions)),
                width=220,
            )
            for side, version in zip(("before", "after"), chosen, strict=True)
        ]
        st.selectbox(
            words.text("changes.choose.conversation"),
            frame.CONVERSATIONS,
            index=None,
            placeholder=words.text("changes.choose.all"),
            key="gesprek",
            bind="query-params",
            width=220,
        )
    return picked[0] or chosen[0], picked[1] or chosen[1]


def _changes(before: VersionInfo, after: VersionInfo, words: Language) -> tuple[ConversationChanges, ...]:
    """Compare two versions, for the conversation that the reader chose or for all."""
    store, wanted = context.store(), st.session_state.get("gesprek")
    earlier, later = store.snapshot(before.version), store.snapshot(after.version)
    found = changes.changes(earlier, later, _programme(words), words.code)
    return tuple(one for one in found if wanted in (None, one.conversation.id))


def _programme(words: Language) -> Programme:
    known, whole = context.programme_now()
    if not whole:
        st.warning(words.text("changes.no_ledger"))
    return known


def _conversation(one: ConversationChanges, words: Language) -> None:
    st.subheader(changes_text.heading(one, words), anchor=f"stadsgesprek-{one.conversation.id}")
    for step in one.gravest_first:
        with st.container(border=True, key=f"change_{one.conversation.id}_{step.slide}"):
            _step(one, step, words)


def _step(one: ConversationChanges, step: StepChange, words: Language) -> None:
    """Show one slide: the verdict, both headlines, and on request both charts."""
    slide = words.text("changes.slide", number=step.slide)
    why = plain(changes_text.why(step, words))
    st.markdown(f"**{changes_text.verdict(step.change, words)}** · {slide} · {why}")
    if step.change.kind == _ALIKE:
        st.markdown(plain(changes_text.headline(step.after, words)))
    else:
        for (side, finding), column in zip(_sides(step), st.columns(2), strict=True):
            with column:
                _side(side, finding, step, words)
    if step.change.kind != _ALIKE or step.change.other_numbers:
        _charts(one, step, words)
    version = controls.snapshot().version
    address = f"./stadsgesprek-{one.conversation.id}?lang={words.code}&version={version}#{step.evidence.question}"
    st.markdown(f":small[[{words.text('changes.open')}]({address})]")


def _sides(step: StepChange) -> tuple[tuple[str, Finding | None], tuple[str, Finding | None]]:
    return ("before", step.before), ("after", step.after)


def _side(side: str, finding: Finding | None, step: StepChange, words: Language) -> None:
    name = words.text(f"changes.side.{side}")
    if finding is None:
        st.markdown(f"**{name}**\n\n{changes_text.headline(finding, words)}")
        return
    version = changes_text.version(context.store().snapshot(finding.version).info, words)
    number = changes_text.number(finding, words)
    lines = [
        f"**{name}** · :small[{version}]",
        plain(finding.headline),
        f":small[{plain(number)}]" if number else "",
        # Where definitions differ, a reader must see which.
        finding_view.chips([chip for chip in finding.chips if chip.code in step.change.chips], words),
    ]
    st.markdown("\n\n".join(filter(None, lines)))


def _charts(one: ConversationChanges, step: StepChange, words: Language) -> None:
    """Draw both charts once a reader opens them."""
    key = f"{one.conversation.id}_{step.slide}"
    charts = st.expander(
        words.text("changes.charts"), icon=":material/bar_chart:", key=f"charts_{key}", on_change="rerun"
    )
    if not charts.open:
        return
    for (side, finding), column in zip(_sides(step), charts.columns(2), strict=True):
        with column:
            st.markdown(f"**{words.text(f'changes.side.{side}')}**")
            _chart(finding, f"chart_{side}_{key}", words)


def _chart(finding: Finding | None, key: str, words: Language) -> None:
    if finding is None or finding.chart is None:
        st.markdown(words.text("changes.chart.none"))
    else:
        outlines = outlines_for(context.store().snapshot(finding.version), finding)
        finding_view.still(finding, words, outlines, key)
