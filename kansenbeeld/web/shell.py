"""The shell around every page: frame, language, page list. Streamlit runs this script for each visitor."""

import streamlit as st

from kansenbeeld import paths
from kansenbeeld.web import controls, frame

words = frame.begin()
page = st.navigation(
    [
        st.Page(
            paths.PAGES / path,
            title=words.text(f"page.{name}"),
            help=words.text(f"page.{name}.help"),
            icon=icon,
            url_path=address,
            default=name == "overview",
        )
        for name, path, address, icon in frame.PAGES
    ],
    position="top",
)
controls.keep()
page.run()
frame.end(words)
