"""Data and method: every dataset with its source, caveats and downloads, and the terms in plain words."""

from kansenbeeld.web import controls, data_view, frame

words = controls.chosen_language()
frame.title("data", words)
data_view.contents(words)
data_view.terms(words)
data_view.single_figures(words)
data_view.datasets(words)
data_view.area_changes(words)
