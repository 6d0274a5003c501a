"""Districts: the map, then the chosen district against the rest of the city."""

from kansenbeeld.web import compare_view, controls, finding_view

words = controls.chosen_language()
finding_view.page("districts", words, "district", "high", "threshold", "areas", per_row=2)
compare_view.way(words)
