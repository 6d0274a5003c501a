"""Overview: the map and three findings, the story on one screen."""

from kansenbeeld.web import controls, finding_view, frame

words = controls.chosen_language()
frame.title("overview", words)
controls.bar(words, "district", "high", "threshold")
finding_view.page("overview", words, per_row=2)
