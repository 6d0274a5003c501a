"""Overview: the map and three findings, the story on one screen."""

from kansenbeeld.web import controls, finding_view, frame

words = controls.chosen_language()
frame.title("overview", words)
finding_view.page("overview", words, "district", "high", "threshold", per_row=2)
