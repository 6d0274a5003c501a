"""Districts: the map, then the chosen district against the rest of the city."""

from kansenbeeld.web import controls, finding_view, frame

words = controls.chosen_language()
frame.title("districts", words)
controls.bar(words, "district", "high", "threshold", "areas")
finding_view.page("districts", words, per_row=2)
