"""Over time: years and cohorts side by side, with their breaks."""

from kansenbeeld.web import controls, finding_view, frame

words = controls.chosen_language()
frame.title("time", words)
finding_view.page("time", words, "district", "cut")
