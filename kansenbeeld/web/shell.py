"""The shell around every page: frame, language, page list. Streamlit runs this script for each visitor."""

import streamlit as st

from kansenbeeld import paths
from kansenbeeld.web import access, controls, frame

words = frame.begin()
page = st.navigation(
    [
        st.Page(
            paths.PAGES / entry.script,
            title=words.text(f"page.{entry.name}"),
            help=words.text(f"page.{entry.name}.help"),
            icon=entry.icon,
            url_path=entry.address,
            default=entry.name == "overview",
            visibility="visible" if entry.in_menu and (entry.role is None or access.may(entry.role)) else "hidden",
        )
        for entry in frame.PAGES
    ],
    position="top",
)
controls.keep()
st.session_state[frame.ADDRESS] = page.url_path
page.run()
frame.end(words)
