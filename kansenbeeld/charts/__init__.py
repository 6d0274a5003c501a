"""Drawings: numbers in, a Plotly figure as a plain dictionary or an SVG map out. No store, no Streamlit."""
