"""The entry: ``streamlit run dashboard.py`` serves the dashboard.

Streamlit finds ``app`` by reading this file. The shell (frame and page list) is a script of its own, so that no
visitor ever gets a page without it; see docs/decisions.md.
"""

import streamlit as st

from kansenbeeld.web import server

app = st.App(
    server.SHELL,
    lifespan=server.lifespan,
    routes=server.ROUTES,
    middleware=server.MIDDLEWARE,
    on_script_error=server.on_script_error,
)
