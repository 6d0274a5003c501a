"""Share a finding: its own address, a frame for another site, and a code for a phone."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Final
from urllib.parse import urlsplit

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from kansenbeeld.charts.map import Outline
from kansenbeeld.exports import codes, light_page
from kansenbeeld.findings import Finding
from kansenbeeld.findings.outlines import outlines_for
from kansenbeeld.language import Language
from kansenbeeld.web import addresses, controls

_CODE_WIDTH: Final = 200


def share(finding: Finding, words: Language, place: DeltaGenerator, name: str = "") -> None:
    """Draw a popover that shares a finding as it is now: the same choices, language and data version.

    Args:
        finding: what is shared.
        words: the reader's language.
        place: the container to draw in.
        name: tells it apart on a page on which its question stands twice; by default the question.
    """
    popover = place.popover(
        words.text("share.button"),
        icon=":material/share:",
        key=f"share_{name or finding.question}",
        on_change="rerun",
    )
    # Made when a reader opens it, as the downloads beside it.
    if popover.open:
        with popover:
            _ways(finding, words, addresses.base_of(st.context.headers, urlsplit(st.context.url or "").scheme))


def frame(finding: Finding, words: Language, base: str, outlines: Mapping[str, Outline]) -> str:
    """Return the HTML that puts a finding in another site.

    Args:
        finding: what is shared.
        words: the reader's language.
        base: address of the dashboard, without a slash at the end.
        outlines: areas of its map by code; not used for other charts.
    """
    height = light_page.embed_height(finding, words, outlines)
    source = base + _path(finding, words, embed=True)
    return (
        f'<iframe src="{escape(source)}" title="{escape(finding.headline)}" '
        f'width="100%" height="{height}" style="border:0" loading="lazy"></iframe>'
    )


def _ways(finding: Finding, words: Language, base: str) -> None:
    link = base + _path(finding, words)
    st.markdown(f"**{words.text('share.link')}**")
    st.code(link, language=None, wrap_lines=True)
    st.markdown(f"**{words.text('share.code')}**")
    if addresses.reaches_phones(base):
        st.image(codes.qr_png(link), width=_CODE_WIDTH, caption=words.text("share.code.caption"))
    else:
        st.markdown(words.text("share.no_phone"))
    st.markdown(f"**{words.text('share.embed')}**")
    outlines = outlines_for(controls.snapshot(), finding)
    st.code(frame(finding, words, base, outlines), language=None, wrap_lines=True)


def _path(finding: Finding, words: Language, *, embed: bool = False) -> str:
    return light_page.address(finding.question, finding.selection, finding.version, words.code, embed=embed)
