"""Certainty: which differences between districts are more than chance, and more than who lives there."""

from kansenbeeld.web import controls, finding_view

words = controls.chosen_language()
finding_view.page("certainty", words, "district", "high", "threshold", "areas", per_row=2)
