"""Overview: the map and three findings, the story on one screen."""

from kansenbeeld.web import controls, finding_view

words = controls.chosen_language()
finding_view.page("overview", words, "district", "high", "threshold", per_row=2)
