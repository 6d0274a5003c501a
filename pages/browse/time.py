"""Over time: years and cohorts side by side, with their breaks."""

from kansenbeeld.web import controls, finding_view

words = controls.chosen_language()
finding_view.page("time", words, "district", "cut")
