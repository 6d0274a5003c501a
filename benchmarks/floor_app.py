"""The floor, the least that Streamlit can do: one Plotly chart; with ``?control`` in the address, a control.

It runs under the configuration of the dashboard, and its figure is a dictionary as well.
"""

import streamlit as st

# The levels of the dashboard, written out: the floor loads nothing of it.
LEVELS = ("vmbo-gt", "vmbo-gt/havo", "havo", "vwo")

chosen = LEVELS[0]
if "control" in st.query_params:
    chosen = st.segmented_control(
        "Advies vanaf", LEVELS, default=LEVELS[0], required=True, key="cut", bind="query-params"
    )
step = LEVELS.index(chosen)
st.plotly_chart(
    {
        "data": [{"type": "scatter", "x": [1, 2, 3, 4, 5], "y": [1 + step, 3, 2 + step, 5, 4 - step]}],
        "layout": {"yaxis": {"range": [0, 8]}},
    },
    key="chart",
)
