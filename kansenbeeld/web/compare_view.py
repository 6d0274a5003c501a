"""The way to districts side by side."""

from __future__ import annotations

import streamlit as st

from kansenbeeld.findings import similar_districts
from kansenbeeld.language import Language
from kansenbeeld.web import context, controls
from kansenbeeld.web.conversations_view import page_of
from kansenbeeld.web.plain import plain


def way(words: Language) -> None:
    """Draw a link to the page of districts side by side: of the chosen one and those like it, if there are any."""
    names = context.district_names(controls.snapshot())
    district = controls.selection().district
    others = [names[code] for code in similar_districts.similar(controls.snapshot(), district) if code in names]
    page = page_of("compare", words)
    if district not in names or not others:
        st.page_link(page, label=words.text("compare.way"), query_params={})
        return
    label = words.text("compare.way.similar", area=names[district], others=words.listed(others))
    st.page_link(page, label=plain(label), query_params={"compare": [names[district], *others]})
