"""The shell around every page: frame, language, page list. Streamlit runs this script for each visitor."""

import streamlit as st

from kansenbeeld import measured
from kansenbeeld.web import access, controls, frame

words = frame.begin()
pages = frame.pages(words, access.visitor().roles)
page = st.navigation(pages, position="top")
controls.come_back()
controls.keep()
frame.follow(pages)
frame.set_up(page, words)
st.session_state[frame.ADDRESS] = page.url_path
with measured.timed("page", frame.name_of(page.url_path)):
    frame.run(page)
    frame.end(words)
